"""Reminders: what a staff member wants to come back to on a day, on a ticket."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import InvalidInputError, NotFoundError
from assistant.service import tickets
from assistant.service.acting import Act
from assistant.service.keys import seal, unseal
from assistant.service.parts import Parts
from assistant.service.tickets import Change
from assistant.store import Reminder, Ticket
from assistant.text import fold_space, without_controls
from assistant.tickets.history import TransactionKind

TEXT_CHARACTERS = 200
MOST_OPEN = 50


def add(act: Act, ticket: Ticket, text: str, due: date) -> Reminder:
    """Remind whoever acts of a ticket on a day.

    Raises:
        InvalidInputError: there is no text, it is too long, or there are too many.
    """
    plain = fold_space(without_controls(text))
    if not 1 <= len(plain) <= TEXT_CHARACTERS:
        raise InvalidInputError(f"A reminder has from 1 to {TEXT_CHARACTERS} characters.")
    if len(open_of(act.session, ticket)) >= MOST_OPEN:
        raise InvalidInputError(f"A ticket has at most {MOST_OPEN} open reminders.")
    sealed = seal(act.parts.keys, ticket.request.wrapped_key, plain)
    row = Reminder(ticket_id=ticket.id, owner=act.actor.name, due=due, sealed=sealed, created=act.now)
    act.session.add(row)
    change = Change(field="reminder", new=due.isoformat())
    tickets.record(act, ticket, TransactionKind.REMINDER_SET, change=change, text=plain)
    return row


def finish(act: Act, ticket: Ticket, reminder_id: int) -> None:
    """Mark a reminder as done; once more changes nothing.

    Raises:
        NotFoundError: the ticket has none such.
    """
    row = act.session.get(Reminder, reminder_id)
    if row is None or row.ticket_id != ticket.id:
        raise NotFoundError("There is no such reminder.")
    if row.done_at is None:
        row.done_at = act.now
        change = Change(field="reminder", old=row.due.isoformat())
        tickets.record(act, ticket, TransactionKind.REMINDER_DONE, change=change)


def open_of(session: Session, ticket: Ticket) -> Sequence[Reminder]:
    """Return the ticket's reminders that are not done, soonest first."""
    undone = select(Reminder).where(Reminder.ticket_id == ticket.id, Reminder.done_at.is_(None))
    return session.scalars(undone.order_by(Reminder.due, Reminder.id)).all()


def text_of(parts: Parts, ticket: Ticket, reminder: Reminder) -> str:
    """Return what a reminder says; empty once it was purged."""
    return unseal(parts.keys, ticket.request.wrapped_key, reminder.sealed) if reminder.sealed else ""
