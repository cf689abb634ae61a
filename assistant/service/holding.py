"""Replies wait a moment before their mail leaves, so that whoever wrote one can take it back."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from assistant.errors import ConflictError
from assistant.service import enclosures, mirroring, tickets
from assistant.service.acting import Act
from assistant.service.tickets import Change, text_of
from assistant.store import HeldReply, OutboxMail, Ticket, Transaction
from assistant.terms import Role
from assistant.tickets.history import TransactionKind


def hold_back(act: Act, written: Transaction, mail: OutboxMail) -> None:
    """Let the mail of a reply wait as long as the settings say."""
    seconds = act.parts.limits.undo_seconds
    if seconds:
        mail.due_at = act.now + timedelta(seconds=seconds)
        act.session.flush()
        act.session.add(HeldReply(transaction_id=written.id, mail_id=mail.id, until=mail.due_at))
        mirroring.put_off(act, written, mail.due_at)


def held_of(act: Act, ticket: Ticket) -> HeldReply | None:
    """Return the newest reply of whoever acts that can still be taken back; None if there is none."""
    waiting = (
        select(HeldReply)
        .join(HeldReply.transaction)
        .where(Transaction.ticket_id == ticket.id, Transaction.actor == act.actor.name)
        .where(HeldReply.until > act.now)
        .order_by(HeldReply.transaction_id.desc())
        .limit(1)
    )
    return act.session.scalar(waiting)


def take_back(act: Act, ticket: Ticket) -> str:
    """Stop the newest reply of whoever acts and return its text. The record tells of both.

    Raises:
        ConflictError: its mail has left, or there is none that waits.
    """
    held = held_of(act, ticket)
    mail = act.session.get(OutboxMail, held.mail_id, with_for_update=True) if held else None
    if held is None or mail is None or mail.attempts or mail.sealed is None:
        raise ConflictError("The mail has left already.")
    text, seq = text_of(act.parts, held.transaction), held.transaction.seq
    mirroring.call_off(act, held.transaction)
    enclosures.take_back(act, held.transaction)
    act.session.execute(delete(HeldReply).where(HeldReply.transaction_id == held.transaction_id))
    act.session.delete(mail)
    tickets.set_told(act, ticket, _told_before(act, ticket, seq))
    tickets.record(act, ticket, TransactionKind.UNSENT, change=Change(field="reply", old=str(seq)))
    return text


def _told_before(act: Act, ticket: Ticket, seq: int) -> datetime | None:
    replies = select(Transaction.at).where(
        Transaction.ticket_id == ticket.id,
        Transaction.kind == TransactionKind.CORRESPONDENCE.value,
        Transaction.role != Role.DATA_SUBJECT.value,
        Transaction.seq < seq,
    )
    return act.session.scalar(replies.order_by(Transaction.seq.desc()).limit(1))
