"""Finds tickets by a query among those that a member may see; nothing in a query widens that."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from assistant.errors import InvalidInputError, QueryError
from assistant.service.keys import Keys
from assistant.service.meaning import Condition, Meaning, has_word
from assistant.service.parts import Parts
from assistant.service.references import LOOKALIKES, read_reference
from assistant.service.stems import words
from assistant.store import CustomField, DataSubjectRequest, Ticket
from assistant.terms import TicketStatus
from assistant.tickets.permission import ANY_QUEUE, Action, Grant, queues_for
from assistant.tickets.sql.parse import looks_like_a_query, parse
from assistant.tickets.sql.syntax import Tree, comparisons

SORTS: Mapping[str, ColumnElement[Any]] = {
    "id": Ticket.id.expression,
    "due": Ticket.due.expression,
    "created": Ticket.created.expression,
    "updated": Ticket.updated.expression,
    "told": Ticket.told.expression,
    "priority": Ticket.priority.expression,
    "owner": Ticket.owner.expression,
    "status": Ticket.status.expression,
    "queue": Ticket.queue.expression,
    "subject": Ticket.subject_line.expression,
}
"""What a list may be sorted by; a minus before the name turns it round."""
OPTIONAL = frozenset({"due", "told", "owner"})
"""What a ticket may be without."""
MOST_SEARCHED_WORDS = 12
_GAPS = re.compile(r"[\s–-]")
_PART = re.compile(r"(?=[A-Z]*[0-9])[0-9A-Z]{3,16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who looks for tickets, what they are granted, and when and where: a query's days are days there."""

    name: str
    grants: tuple[Grant, ...]
    keys: Keys
    now: datetime
    zone: str = "UTC"


def read_query(session: Session, query: str) -> Tree:
    """Return what a query in TicketSQL says.

    Raises:
        QueryError: it cannot be read, or names a custom field that does not exist.
    """
    tree = parse(query)
    named = [found.name for found in comparisons(tree) if found.name.field == "CF"]
    known = {name.casefold() for name in session.scalars(select(CustomField.name))} if named else set()
    for name in named:
        if name.part.casefold() not in known:
            fault, remedy = "There is no custom field %(field)s.", "Look at its spelling."
            raise QueryError(fault, remedy, position=name.position, field=name.part)
    return tree


def visible(grants: Iterable[Grant], action: Action = Action.SHOW_TICKET) -> Condition:
    """Return what holds of the tickets in the queues where the grants permit the action."""
    queues = queues_for(grants, action)
    if ANY_QUEUE in queues:
        return true()
    return Ticket.queue.in_(sorted(queues)) if queues else false()


def matching(asking: Asking, tree: Tree) -> Condition:
    """Return what holds of the tickets that whoever asks may see and that the query means.

    Merged and deleted tickets are left out, unless the query speaks of deleted ones.
    """
    meaning = Meaning(asking.name, asking.keys, asking.now, asking.zone)
    return and_(_allowed(asking), _standing(tree), meaning.of(tree))


def matching_words(asking: Asking, text: str) -> Condition:
    """Return what holds of the visible tickets that have all of these words, or this part of a reference."""
    typed = words(text)[:MOST_SEARCHED_WORDS]
    if not typed:
        return false()
    each = [has_word(asking.keys, word) for word in typed]
    by_reference = _referred_to(text)
    if by_reference is None:
        said = and_(*each)
    else:
        said = by_reference if read_reference(text) else or_(and_(*each), by_reference)
    return and_(_allowed(asking), _standing(None), said)


def found(session: Session, asking: Asking, text: str) -> Condition:
    """Return what holds of the visible tickets that a search box's text means: TicketSQL or words.

    Raises:
        QueryError: it was meant as TicketSQL and cannot be read.
    """
    if looks_like_a_query(text):
        return matching(asking, read_query(session, text))
    return matching_words(asking, text)


def order_by(sort: str) -> list[ColumnElement[Any]]:
    """Return what to sort by; what has no value comes last, and the number decides between equals.

    Raises:
        InvalidInputError: there is nothing of that name to sort by.
    """
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise InvalidInputError(f"Lists can be sorted by {', '.join(SORTS)}.")
    column = SORTS[name]
    turned = column.desc() if sort.startswith("-") else column.asc()
    if name == "id":
        return [turned]
    return [turned.nulls_last() if name in OPTIONAL else turned, Ticket.id.asc()]


def asking(parts: Parts, name: str, grants: Iterable[Grant]) -> Asking:
    """Return somebody who asks now; days are those of the first company whose tickets they may see."""
    own = tuple(grants)
    seen = queues_for(own, Action.SHOW_TICKET)
    known = sorted(parts.knowledge().controllers.values(), key=lambda controller: controller.id)
    zones = [one.timezone for one in known if one.queue in seen or ANY_QUEUE in seen]
    return Asking(name, own, parts.keys, parts.now(), (zones or ["UTC"])[0])


def _allowed(asking: Asking) -> Condition:
    shown, searched = (queues_for(asking.grants, action) for action in (Action.SHOW_TICKET, Action.SEARCH))
    if shown == searched:
        return visible(asking.grants)
    return and_(visible(asking.grants), visible(asking.grants, Action.SEARCH))


def _standing(tree: Tree | None) -> Condition:
    wanted = [found for found in comparisons(tree) if found.name.field == "Status"] if tree else []
    deleted = TicketStatus.DELETED.value
    asks_deleted = any((value.text or "").casefold() == deleted for found in wanted for value in found.values)
    is_kept = Ticket.merged_into.is_(None)
    return is_kept if asks_deleted else and_(is_kept, Ticket.status != deleted)


def _referred_to(text: str) -> Condition | None:
    """Return what holds of the tickets whose reference this is, or may be a part of."""
    whole = read_reference(text)
    if whole is not None:
        same = select(DataSubjectRequest.id).where(DataSubjectRequest.reference == whole)
        return Ticket.request_id.in_(same)
    part = _GAPS.sub("", text).upper()
    if not _PART.fullmatch(part):
        return None
    plain = func.replace(DataSubjectRequest.reference, "-", "")
    found = select(DataSubjectRequest.id).where(plain.contains(part.translate(LOOKALIKES)))
    return Ticket.request_id.in_(found)
