"""What happened to a ticket, told in the order in which it happened, for staff to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assistant.service.acting import BY_MAIL
from assistant.service.parts import Parts
from assistant.service.posting import POST
from assistant.service.telling import DEEDS
from assistant.service.tickets import text_of
from assistant.store import Ticket, Transaction
from assistant.terms import Right, Role
from assistant.tickets.history import TransactionKind
from assistant.web.pages import say
from assistant.web.staff import words

_K = TransactionKind
FIELDS: Mapping[str, str] = {"queue": "Queue", "priority": "Priority", "due": "Due", "due_at": "Due"}
OF_LINES = frozenset({_K.LINE_MOVED, _K.REFUSED, _K.WITHDRAWN, _K.CLOSED, _K.REOPENED, _K.PURGED})


MOST_UNFOLDED, LATEST = 30, 20
"""Of more than so many, the first and so many of the latest are shown; the others unfold."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. `tone` is `in`, `out`, `comment` or, for all that is no message, `event`."""

    seq: int
    tone: str
    title: str
    who: str
    at: datetime
    text: str = field(repr=False)
    is_letter: bool = False


def timeline(parts: Parts, ticket: Ticket) -> tuple[Happening, ...]:
    """Return all that happened, oldest first, with the texts that have not been purged."""
    rights = {f"line {line.position}": Right(line.right) for line in ticket.request.lines}
    return tuple(
        Happening(
            row.seq,
            _tone(row),
            _title(row, rights),
            _who(row),
            row.at,
            text_of(parts, row),
            is_letter=row.kind == _K.CORRESPONDENCE and row.field == POST,
        )
        for row in ticket.history
    )


@dataclass(frozen=True, slots=True)
class Folded:
    """What happened, of which the middle of a long story unfolds on demand."""

    first: tuple[Happening, ...]
    earlier: tuple[Happening, ...]
    latest: tuple[Happening, ...]


def folded(happenings: tuple[Happening, ...]) -> Folded:
    """Return a story folded, if it is long: how it began and what was last stay in sight."""
    if len(happenings) <= MOST_UNFOLDED:
        return Folded(happenings, (), ())
    return Folded(happenings[:1], happenings[1:-LATEST], happenings[-LATEST:])


def _tone(row: Transaction) -> str:
    if row.kind == _K.COMMENT:
        return "comment"
    if row.kind == _K.RECEIVED:
        return "in"
    if row.kind == _K.CORRESPONDENCE:
        return "in" if row.role == Role.DATA_SUBJECT else "out"
    return "event"


def _who(row: Transaction) -> str:
    if row.role in (Role.DATA_SUBJECT, Role.SYSTEM):
        return words.named(words.ROLES, row.role)
    return say("%(name)s (%(role)s)", name=row.actor, role=words.named(words.ROLES, row.role))


def _title(row: Transaction, rights: Mapping[str, Right]) -> str:
    match row.kind:
        case _K.CORRESPONDENCE if row.actor == BY_MAIL.name:
            return say("Mail about this request; nobody has verified its sender")
        case _K.CORRESPONDENCE if row.role == Role.DATA_SUBJECT:
            return say("Message from the requestor")
        case _K.CORRESPONDENCE if row.field == POST:
            return say("Letter to be posted to the requestor")
        case _K.CORRESPONDENCE:
            return say("Reply, mailed to the requestor")
        case _K.ASSIGNED if row.field == "owner":
            return _owner_title(row)
        case _K.ASSIGNED:
            return say("An item of the checklist: with %(name)s", name=row.new or say("nobody"))
        case _K.STATUS_CHANGED:
            old, new = (words.named(words.STATUSES, status) for status in (row.old, row.new))
            return say("Status: %(old)s → %(new)s", old=old, new=new)
        case _K.FIELD_CHANGED:
            return _field_title(row)
        case kind if kind in OF_LINES and row.field and row.field in rights:
            return _line_title(row, rights[row.field])
        case _:
            return words.named(DEEDS, row.kind)


def _owner_title(row: Transaction) -> str:
    if row.new == row.actor:
        return say("Took the ticket from %(name)s", name=row.old) if row.old else say("Took the ticket")
    if row.new:
        return say("Gave the ticket to %(name)s", name=row.new)
    return say("Gave the ticket back") if row.old == row.actor else say("Made the ticket nobody's")


def _field_title(row: Transaction) -> str:
    field = row.field or ""
    if field.startswith("CF."):
        return say("Field changed: %(name)s", name=field.removeprefix("CF."))
    if field in FIELDS and (row.old or row.new):
        name, old, new = say(FIELDS[field]), row.old or "–", row.new or "–"
        return say("%(name)s: %(old)s → %(new)s", name=name, old=old, new=new)
    return say("Subject changed") if field == "subject_line" else say("A field changed")


def _line_title(row: Transaction, right: Right) -> str:
    return say(
        "%(right)s: %(old)s → %(new)s",
        right=words.named(words.RIGHTS, right),
        old=words.stored_state(row.old),
        new=words.stored_state(row.new),
    )
