"""What happens by itself when nobody does anything: unproved requests are reminded of, then closed."""

from datetime import timedelta

from sqlalchemy import select

from assistant.rights.deadline import local_date
from assistant.rights.states import LineOutcome, LineState
from assistant.service import letters, outbox, tickets
from assistant.service.acting import SYSTEM, Act
from assistant.service.budgets import EVERYBODY, spend
from assistant.service.parts import Parts
from assistant.service.tickets import Change
from assistant.store import DataSubjectRequest, RequestLine, Ticket, Transaction
from assistant.tickets.history import TransactionKind

REMINDER_DAY, CLOSING_DAY = 3, 14
LEAST_NOTICE_DAYS = 1
"""A reminder always leaves this long before the closing, however late it was."""


def watch_unproved(parts: Parts) -> int:
    """Remind of each request whose mailbox is unproved on its third day, and close it on its fourteenth.

    Returns how many were reminded of or closed. Where the budget of letters is used up, it is done on
    another day rather than in silence. Rule V-7.
    """
    with parts.reads() as session:
        unproved = (
            select(DataSubjectRequest.id)
            .join(RequestLine, RequestLine.request_id == DataSubjectRequest.id)
            .where(RequestLine.state == LineState.RECEIVED_UNVERIFIED.value)
            .where(DataSubjectRequest.received_at <= parts.now() - timedelta(days=REMINDER_DAY - 1))
            .distinct()
        )
        numbers = session.scalars(unproved).all()
    return sum(_watch(parts, number) for number in numbers)


def _watch(parts: Parts, number: str) -> bool:
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        ticket = tickets.hold(session, session.get_one(DataSubjectRequest, number))
        if not _unproved(ticket):
            return False  # proved or withdrawn at this very moment
        age, reminded = _age_days(act, ticket), _reminded_days_ago(act, ticket)
        if reminded is None:
            return age >= REMINDER_DAY and _remind(act, ticket, age)
        return age >= CLOSING_DAY and reminded >= LEAST_NOTICE_DAYS and _close(act, ticket)


def _unproved(ticket: Ticket) -> list[RequestLine]:
    return [line for line in ticket.request.lines if line.state == LineState.RECEIVED_UNVERIFIED]


def _zone(act: Act, ticket: Ticket) -> str:
    return act.parts.knowledge().controller(ticket.request.controller).timezone


def _age_days(act: Act, ticket: Ticket) -> int:
    zone = _zone(act, ticket)
    return (local_date(act.now, zone) - local_date(ticket.request.received_at, zone)).days


def _reminded_days_ago(act: Act, ticket: Ticket) -> int | None:
    kind = TransactionKind.REMINDED.value
    reminded = select(Transaction.at).where(Transaction.ticket_id == ticket.id, Transaction.kind == kind)
    at = act.session.scalars(reminded.order_by(Transaction.seq).limit(1)).one_or_none()
    zone = _zone(act, ticket)
    return None if at is None else (local_date(act.now, zone) - local_date(at, zone)).days


def _remind(act: Act, ticket: Ticket, age: int) -> bool:
    closing = local_date(act.now, _zone(act, ticket)) + timedelta(
        days=max(CLOSING_DAY - age, LEAST_NOTICE_DAYS)
    )
    if ticket.request.address is not None:
        if not _may_write(act, ticket):
            return False
        outbox.queue(act, ticket.request, letters.reminder(act.parts, ticket.request, closing))
    change = Change("V-7", "closing", None, closing.isoformat())
    tickets.record(act, ticket, TransactionKind.REMINDED, change=change)
    return True


def _close(act: Act, ticket: Ticket) -> bool:
    if ticket.request.address is not None:
        if not _may_write(act, ticket):
            return False
        outbox.queue(act, ticket.request, letters.expired(act.parts, ticket.request))
    for line in _unproved(ticket):
        tickets.move_line(act, line, LineState.CLOSED, outcome=LineOutcome.UNVERIFIED_EXPIRED)
    return True


def _may_write(act: Act, ticket: Ticket) -> bool:
    limits, address = act.parts.limits, ticket.request.address_hash
    return spend(
        act, "notice", address, limit=limits.codes_per_day_per_address, window=timedelta(days=1)
    ) and spend(act, "mail", EVERYBODY, limit=limits.mails_per_hour, window=timedelta(hours=1))
