"""What a query's tree means to the database: each comparison as a condition on tickets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from assistant.errors import InvalidInputError
from assistant.rights.deadline import local_date
from assistant.rights.identity import address_hash, parse_address
from assistant.service.keys import Keys
from assistant.service.stems import hashes, stems, words
from assistant.store import (
    CustomField,
    CustomValue,
    DataSubjectRequest,
    Link,
    Queue,
    RequestLine,
    Stem,
    Ticket,
    Watcher,
)
from assistant.tickets.lifecycle import ACTIVE, INACTIVE, INITIAL
from assistant.tickets.sql.dates import read_moment, start_of
from assistant.tickets.sql.syntax import And, Compare, Not, Operator, Or, Tree, Value

Condition = ColumnElement[bool]
NOBODY = "nobody"
"""How Request Tracker calls the owner of a ticket that has none."""
WATCHER_ROLES = {"Requestor": "requestor", "Cc": "cc", "AdminCc": "admin_cc"}
_POSITIVE = {
    Operator.NE: Operator.EQ,
    Operator.NOT_LIKE: Operator.LIKE,
    Operator.NOT_STARTSWITH: Operator.STARTSWITH,
    Operator.NOT_ENDSWITH: Operator.ENDSWITH,
    Operator.NOT_IN: Operator.IN,
    Operator.IS_NOT: Operator.IS,
}
_STATUSES = {
    "__active__": tuple(sorted(INITIAL | ACTIVE)),
    "__initial__": tuple(sorted(INITIAL)),
    "__inactive__": tuple(sorted(INACTIVE)),
}
_DATES: Mapping[str, InstrumentedAttribute[Any]] = {
    "Created": Ticket.created,
    "Told": Ticket.told,
    "Started": Ticket.started,
    "Resolved": Ticket.resolved,
    "LastUpdated": Ticket.updated,
}
_LINKS = {
    "DependsOn": ("depends_on", False),
    "DependedOnBy": ("depends_on", True),
    "RefersTo": ("refers_to", False),
    "ReferredToBy": ("refers_to", True),
    "MemberOf": ("member_of", False),
    "HasMember": ("member_of", True),
}
_LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Meaning:
    """Who asks, when and where, to whom a query's names and days mean something."""

    name: str
    keys: Keys
    now: datetime
    zone: str

    def of(self, tree: Tree) -> Condition:
        """Return the condition; it is never unknown, so that what lacks a value is found by NOT."""
        match tree:
            case And(parts):
                return and_(*(self.of(part) for part in parts))
            case Or(parts):
                return or_(*(self.of(part) for part in parts))
            case Not(part):
                return _denied(self.of(part))
            case Compare(name, operator, values) if operator in _POSITIVE:
                return _denied(self._holds(Compare(name, _POSITIVE[operator], values)))
            case Compare():
                return self._holds(tree)

    def _holds(self, found: Compare) -> Condition:
        if found.operator is Operator.IN:
            singles = [Compare(found.name, Operator.EQ, (value,)) for value in found.values]
            return or_(*(self._holds(one) for one in singles))
        field = found.name.field
        if field in _DATES:
            return self._instant(_DATES[field], found)
        if field in _LINKS or field == "Linked":
            return _linked(found)
        by_field: Mapping[str, Callable[[Compare], Condition]] = {
            "id": lambda one: _number(Ticket.id.expression, one),
            "Priority": lambda one: _number(Ticket.priority.expression, one),
            "Subject": lambda one: _text(Ticket.subject_line, one),
            "Status": _status,
            "Queue": _queue,
            "Type": lambda one: _constant("ticket", one),
            "Owner": self._owner,
            "Due": self._due,
            "Content": self._content,
            "CF": _custom,
            "Reference": lambda one: _of_request(_text(DataSubjectRequest.reference, one)),
            "Controller": lambda one: _of_request(_name(DataSubjectRequest.controller, one)),
            "Language": lambda one: _of_request(_name(DataSubjectRequest.locale, one)),
            "Right": lambda one: _of_line(_name(RequestLine.right, one)),
            "State": lambda one: _of_line(_name(RequestLine.state, one)),
            "Outcome": lambda one: _of_line(_name(RequestLine.outcome, one)),
            "Verified": _verified,
        }
        return by_field[field](found) if field in by_field else self._watched(found)

    def _owner(self, found: Compare) -> Condition:
        text = (found.value.text or "").casefold()
        if found.operator is Operator.IS or (found.operator is Operator.EQ and text == NOBODY):
            return Ticket.owner.is_(None)
        if found.operator is Operator.EQ and text == "__currentuser__":
            return Ticket.owner == self.name
        return _text(Ticket.owner, found)

    def _watched(self, found: Compare) -> Condition:
        roles = [WATCHER_ROLES[found.name.field]] if found.name.field in WATCHER_ROLES else None
        chosen = true() if roles is None else Watcher.role.in_(roles)
        asks = roles is None or "requestor" in roles
        if found.operator is Operator.IS:
            none = not_(exists().where(Watcher.ticket_id == Ticket.id, chosen))
            return and_(none, _of_request(DataSubjectRequest.address.is_(None))) if asks else none
        if found.name.part == "Name":
            return _of_request(_text(DataSubjectRequest.name, found)) if asks else false()
        watching = Ticket.id.in_(
            select(Watcher.ticket_id).where(
                chosen, self._address(Watcher.address, Watcher.address_hash, found)
            )
        )
        if not asks:
            return watching
        request = DataSubjectRequest
        return or_(watching, _of_request(self._address(request.address, request.address_hash, found)))

    def _address(
        self, address: InstrumentedAttribute[str | None], hashed: InstrumentedAttribute[str], found: Compare
    ) -> Condition:
        if found.operator is not Operator.EQ:
            return _text(address, found)
        try:
            return hashed == address_hash(self.keys.address, parse_address(found.value.text or ""))
        except InvalidInputError:
            return false()

    def _instant(self, column: InstrumentedAttribute[Any], found: Compare) -> Condition:
        moment = read_moment(found.value.text or "not set", now=self.now, zone=self.zone)
        if moment is None or moment.at is None:
            return column.is_(None) if found.operator in (Operator.EQ, Operator.IS) else false()
        if found.operator is not Operator.EQ:
            return _compared(column, found.operator, moment.at)
        day = moment.day
        end = start_of(day + timedelta(days=1), self.zone) if day else moment.at + timedelta(seconds=1)
        return and_(column >= moment.at, column < end)

    def _due(self, found: Compare) -> Condition:
        moment = read_moment(found.value.text or "not set", now=self.now, zone=self.zone)
        if moment is None or moment.at is None:
            return Ticket.due.is_(None) if found.operator in (Operator.EQ, Operator.IS) else false()
        day: date = moment.day or local_date(moment.at, self.zone)
        return _compared(Ticket.due, found.operator, day)

    def _content(self, found: Compare) -> Condition:
        return and_(*(has_word(self.keys, word) for word in words(found.value.text or "")))


def has_word(keys: Keys, word: str) -> Condition:
    """Return what holds of the tickets in whose texts the word stands, in whatever form."""
    return Ticket.id.in_(select(Stem.ticket_id).where(Stem.hash.in_(sorted(hashes(keys, stems(word))))))


def _denied(condition: Condition) -> Condition:
    return not_(func.coalesce(condition, false()))


def _compared(column: Any, operator: Operator, value: object) -> Condition:  # noqa: ANN401 - any column
    comparison: Mapping[Operator, Callable[[], Condition]] = {
        Operator.EQ: lambda: column == value,
        Operator.LT: lambda: column < value,
        Operator.LE: lambda: column <= value,
        Operator.GT: lambda: column > value,
        Operator.GE: lambda: column >= value,
    }
    return comparison[operator]()


def _number(column: ColumnElement[int], found: Compare) -> Condition:
    return _compared(column, found.operator, max(min(int(found.value.text or 0), _LARGEST), -_LARGEST))


def _text(column: InstrumentedAttribute[Any], found: Compare) -> Condition:
    text = found.value.text or ""
    if found.operator is Operator.IS:
        return or_(column.is_(None), column == "")
    if found.operator is Operator.EQ:
        return or_(column == text, func.lower(column) == text.lower()) if text else column == ""
    if found.operator is Operator.LIKE:
        return column.icontains(text.strip("%"), autoescape=True)
    is_start = found.operator is Operator.STARTSWITH
    return column.istartswith(text, autoescape=True) if is_start else column.iendswith(text, autoescape=True)


def _name(column: InstrumentedAttribute[Any], found: Compare) -> Condition:
    """Compare one of our own names, all of which are in small letters, so that an index can answer."""
    return (
        column == (found.value.text or "").lower() if found.operator is Operator.EQ else _text(column, found)
    )


def _constant(own: str, found: Compare) -> Condition:
    text = (found.value.text or "").casefold()
    held = {
        Operator.EQ: own == text,
        Operator.LIKE: text.strip("%") in own,
        Operator.STARTSWITH: own.startswith(text),
        Operator.ENDSWITH: own.endswith(text),
    }
    return true() if held[found.operator] else false()


def _status(found: Compare) -> Condition:
    text = (found.value.text or "").casefold()
    if found.operator is not Operator.EQ:
        return _text(Ticket.status, found)
    if text == "__active__":
        return Ticket.is_active.is_(True)
    if text == "__inactive__":
        return Ticket.is_active.is_(False)
    return Ticket.status.in_(_STATUSES.get(text, (text,)))


def _queue(found: Compare) -> Condition:
    if found.operator is not Operator.EQ:
        return _text(Ticket.queue, found)
    text = found.value.text or ""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < len(str(_LARGEST)) else 0
    numbered = select(Queue.name).where(Queue.id == number)
    return or_(Ticket.queue == text, Ticket.queue.in_(numbered)) if number else Ticket.queue == text


def _linked(found: Compare) -> Condition:
    kind, is_turned = _LINKS.get(found.name.field, ("", False))
    of_kind = Link.kind == kind if kind else true()
    ways = [(Link.ticket_id, Link.target_id), (Link.target_id, Link.ticket_id)]
    chosen = ways if not kind else [ways[is_turned]]
    if found.operator is Operator.IS:
        return and_(*(not_(exists().where(near == Ticket.id, of_kind)) for near, _ in chosen))
    return or_(*(_link_to(near, far, of_kind, found.value) for near, far in chosen))


def _link_to(near: Any, far: Any, of_kind: Condition, value: Value) -> Condition:  # noqa: ANN401 - columns
    text = value.text or ""
    is_number = text.isascii() and text.isdecimal() and len(text) < len(str(_LARGEST))
    held = far == int(text) if is_number else Link.address == text
    return Ticket.id.in_(select(near).where(of_kind, held))


def _custom(found: Compare) -> Condition:
    same_field = func.lower(CustomField.name) == found.name.part.lower()
    values = select(CustomValue.ticket_id).join(CustomValue.field).where(same_field)
    if found.operator is Operator.IS:
        return Ticket.id.not_in(values)
    return Ticket.id.in_(values.where(_text(CustomValue.value, found)))


def _of_request(condition: Condition) -> Condition:
    return Ticket.request_id.in_(select(DataSubjectRequest.id).where(condition))


def _of_line(condition: Condition) -> Condition:
    return Ticket.request_id.in_(select(RequestLine.request_id).where(condition))


def _verified(found: Compare) -> Condition:
    is_verified = _of_request(DataSubjectRequest.verified_at.is_not(None))
    text = (found.value.text or "").casefold()
    return is_verified if text in ("yes", "1", "true") else not_(is_verified)
