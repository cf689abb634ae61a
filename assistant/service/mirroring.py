"""What a mirror must be told of, written in the same transaction as the change that it is about."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import Delete, Update, delete, update

from assistant.policy.load import Controller
from assistant.service.acting import Act
from assistant.store import MirrorCall, MirroredTicket, Ticket, Transaction
from assistant.tickets.history import TransactionKind

CREATE, STATUS, OWNER, DUE, COMMENT = "create", "status", "owner", "due", "comment"
ERASE = "erase"
FROM_MIRROR = " (Request Tracker)"
"""Ends the name of whoever acted in the mirror, so that it is not told what it told us."""
_CALLS = {
    TransactionKind.STATUS_CHANGED: STATUS,
    TransactionKind.ASSIGNED: OWNER,
    TransactionKind.DUE_CHANGED: DUE,
    TransactionKind.CORRESPONDENCE: COMMENT,
    TransactionKind.COMMENT: COMMENT,
}
_ECHOES = frozenset({OWNER, COMMENT})


def note(act: Act, ticket: Ticket, row: Transaction) -> None:
    """Note what the mirror of the ticket's controller must be told of this transaction, if it has one.

    A request comes into the mirror when it comes to the staff: unverified ones never leave the house, and
    plain tickets stay where they are.
    """
    controller = act.parts.knowledge().controllers.get(ticket.request.controller)
    if controller is None or controller.mirror is None or not ticket.request.lines:
        return
    if act.session.get(MirroredTicket, ticket.id) is None:
        if ticket.queue != controller.queue:
            return
        act.session.add(MirroredTicket(ticket_id=ticket.id, controller=controller.id))
        kind: str | None = CREATE
    else:
        kind = _CALLS.get(TransactionKind(row.kind))
    if kind is None or (kind in _ECHOES and row.actor.endswith(FROM_MIRROR)):
        return
    _call(act, ticket, controller.id, kind, row.seq)


def _call(act: Act, ticket: Ticket, controller: str, kind: str, seq: int) -> None:
    now = act.now
    call = MirrorCall(ticket_id=ticket.id, controller=controller, seq=seq, kind=kind, created=now, due_at=now)
    act.session.add(call)


def note_erasure(act: Act, ticket: Ticket) -> None:
    """Note that the like of a ticket must be emptied as well, once all else about it is deleted. Rule T-2."""
    mirrored = act.session.get(MirroredTicket, ticket.id)
    if mirrored is None or mirrored.remote_id is None:
        return
    _call(act, ticket, mirrored.controller, ERASE, ticket.last_seq)


def adopt(act: Act, controller: Controller, ticket: Ticket) -> bool:
    """Bring a ticket of before the mirror into it; False if it is there or waits apart."""
    if ticket.queue != controller.queue or act.session.get(MirroredTicket, ticket.id) is not None:
        return False
    row = MirrorCall(
        ticket_id=ticket.id,
        controller=controller.id,
        seq=ticket.last_seq,
        kind=CREATE,
        created=act.now,
        due_at=act.now,
    )
    act.session.add_all([MirroredTicket(ticket_id=ticket.id, controller=controller.id), row])
    return True


def put_off(act: Act, row: Transaction, until: datetime) -> None:
    """Let the mirror hear of a transaction no sooner than this."""
    act.session.execute(_call_of(update(MirrorCall), row).values(due_at=until))


def call_off(act: Act, row: Transaction) -> None:
    """Let the mirror not hear of a transaction that was taken back."""
    act.session.execute(_call_of(delete(MirrorCall), row))


_Statement = TypeVar("_Statement", Update, Delete)


def _call_of(statement: _Statement, row: Transaction) -> _Statement:
    return statement.where(
        MirrorCall.ticket_id == row.ticket_id, MirrorCall.seq == row.seq, MirrorCall.done_at.is_(None)
    )
