"""Custom fields: what a house adds to its tickets, and the values."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from assistant.errors import ConflictError, InvalidInputError, NotFoundError
from assistant.service import tickets
from assistant.service.acting import Act
from assistant.service.tickets import Change
from assistant.store import CustomField, CustomValue, Ticket
from assistant.text import fold_space, without_controls
from assistant.tickets.history import TransactionKind
from assistant.tickets.permission import ANY_QUEUE

KINDS = ("single", "multi", "text", "select")
"""One value, several, a longer text, or one of the values to choose from."""
NAME_CHARACTERS, VALUE_CHARACTERS, MOST_VALUES = 60, 255, 50
_NOT_IN_NAMES = frozenset("{}'\"\\\n")


@dataclass(frozen=True, slots=True)
class NewField:
    """A field to add. `queues` maps a queue, or `*` for all, to the values to choose from; empty: any."""

    name: str
    kind: str = "single"
    queues: Mapping[str, Sequence[str]] = field(default_factory=lambda: {ANY_QUEUE: ()})


def add(act: Act, new: NewField) -> CustomField:
    """Add a field.

    Raises:
        InvalidInputError: the name, the kind or a value cannot be used.
        ConflictError: there is one of that name.
    """
    name = fold_space(without_controls(new.name))
    if not 1 <= len(name) <= NAME_CHARACTERS or _NOT_IN_NAMES & set(name):
        raise InvalidInputError(f"A field's name has from 1 to {NAME_CHARACTERS} letters, without quotes.")
    if new.kind not in KINDS:
        raise InvalidInputError(f"A field is one of {', '.join(KINDS)}.")
    own = {queue: [_value(text) for text in texts] for queue, texts in new.queues.items()}
    if new.kind == "select" and not all(own.values()):
        raise InvalidInputError("A field to select from needs values.")
    if act.session.scalar(select(CustomField.id).where(func.lower(CustomField.name) == name.lower())):
        raise ConflictError("There is a field of this name already.")
    row = CustomField(name=name, kind=new.kind, queues=own, created=act.now)
    act.session.add(row)
    act.session.flush()
    return row


def all_fields(session: Session) -> Sequence[CustomField]:
    """Return every field, by name."""
    return session.scalars(select(CustomField).order_by(CustomField.name)).all()


def of_queue(session: Session, queue: str) -> list[CustomField]:
    """Return the fields that a queue's tickets have, by name."""
    rows = session.scalars(
        select(CustomField).where(CustomField.is_disabled.is_(False)).order_by(CustomField.name)
    )
    return [row for row in rows if queue in row.queues or ANY_QUEUE in row.queues]


def field_named(session: Session, queue: str, name: str) -> CustomField:
    """Return a queue's field by name or number.

    Raises:
        NotFoundError: the queue has none such.
    """
    wanted = fold_space(name).casefold()
    for row in of_queue(session, queue):
        if row.name.casefold() == wanted or str(row.id) == wanted:
            return row
    raise NotFoundError("There is no such custom field in this queue.")


def choices(row: CustomField, queue: str) -> list[str]:
    """Return the values to choose from in a queue; none where any will do."""
    return [*row.queues.get(queue, ()), *row.queues.get(ANY_QUEUE, ())]


def values(session: Session, ticket: Ticket) -> dict[str, list[str]]:
    """Return the ticket's values by the field's name; every field of its queue is there."""
    found: dict[str, list[str]] = {row.name: [] for row in of_queue(session, ticket.queue)}
    rows = session.scalars(
        select(CustomValue).where(CustomValue.ticket_id == ticket.id).order_by(CustomValue.id)
    )
    for row in rows:
        found.setdefault(row.field.name, []).append(row.value)
    return found


def set_values(act: Act, ticket: Ticket, name: str, wanted: Sequence[str]) -> None:
    """Give a field of the ticket exactly these values; none clears it.

    Raises:
        NotFoundError: the queue has no such field.
        InvalidInputError: a value, or the number of them, does not fit the field.
    """
    row = field_named(act.session, ticket.queue, name)
    new = list(dict.fromkeys(_value(text) for text in wanted if text.strip()))
    if len(new) > (MOST_VALUES if row.kind == "multi" else 1):
        raise InvalidInputError("This field takes fewer values.")
    known = choices(row, ticket.queue)
    if known and any(text not in known for text in new):
        raise InvalidInputError(f"The field {row.name} takes one of {', '.join(known)}.")
    old = values(act.session, ticket).get(row.name, [])
    if old == new:
        return
    act.session.execute(
        delete(CustomValue).where(CustomValue.ticket_id == ticket.id, CustomValue.field_id == row.id)
    )
    act.session.add_all(CustomValue(ticket_id=ticket.id, field_id=row.id, value=text) for text in new)
    text = json.dumps({"old": old, "new": new}, ensure_ascii=False)
    tickets.record(
        act, ticket, TransactionKind.FIELD_CHANGED, change=Change(field=recorded_as(row)), text=text
    )


def recorded_as(row: CustomField) -> str:
    """Return what the record calls the field."""
    return f"CF.{row.name}"


def _value(text: str) -> str:
    plain = without_controls(text).strip()
    if not 1 <= len(plain) <= VALUE_CHARACTERS:
        raise InvalidInputError(f"A value has from 1 to {VALUE_CHARACTERS} characters.")
    return plain
