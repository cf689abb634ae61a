"""What happens by itself when nobody does anything: people and staff are reminded, the unproved closed."""

from datetime import timedelta

from sqlalchemy import select

from assistant.rights.clock import Reminder, reminders_between
from assistant.rights.deadline import local_date
from assistant.rights.states import LineOutcome, LineState
from assistant.service import letters, notices, outbox, rounds, tickets
from assistant.service.acting import SYSTEM, Act
from assistant.service.budgets import EVERYBODY, spend
from assistant.service.counting import workdays_of
from assistant.service.parts import Parts
from assistant.service.tickets import Change
from assistant.service.timing import today_of
from assistant.store import DataSubjectRequest, RequestLine, Ticket, Transaction
from assistant.terms import TicketStatus
from assistant.tickets.history import TransactionKind
from assistant.tickets.lifecycle import INACTIVE

REMINDER_DAY, CLOSING_DAY = 3, 14
FIRST_REMINDER_DAYS = 14
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
    return rounds.each(numbers, lambda number: _watch(parts, number))


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
    of_kind = (Transaction.kind == kind, Transaction.rule == "V-7")
    reminded = select(Transaction.at).where(Transaction.ticket_id == ticket.id, *of_kind)
    at = act.session.scalars(reminded.order_by(Transaction.seq).limit(1)).one_or_none()
    zone = _zone(act, ticket)
    return None if at is None else (local_date(act.now, zone) - local_date(at, zone)).days


def _remind(act: Act, ticket: Ticket, age: int) -> bool:
    closing = today_of(act, ticket.request) + timedelta(days=max(CLOSING_DAY - age, LEAST_NOTICE_DAYS))
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


def remind_staff(parts: Parts) -> int:
    """Remind the staff of what falls due in 14 days, in 5 and 1 working days and today, each once. Rule D-10.

    Being late closes and erases nothing. Returns how many were reminded of.
    """
    latest = parts.now().date() + timedelta(days=FIRST_REMINDER_DAYS + 1)
    with parts.reads() as session:
        due = select(Ticket.request_id).where(Ticket.is_active, Ticket.due <= latest)
        numbers = session.scalars(due.where(Ticket.request.has(DataSubjectRequest.lines.any()))).all()
    return rounds.each(numbers, lambda number: _remind_of_due(parts, number))


def _remind_of_due(parts: Parts, number: str) -> bool:
    with parts.reads() as session:  # nothing is held for the many that need no word today
        ticket = tickets.of_request(session, session.get_one(DataSubjectRequest, number))
        if _owed(Act(session, parts, SYSTEM, parts.now()), ticket) is None:
            return False
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        ticket = tickets.hold(session, session.get_one(DataSubjectRequest, number))
        owed = _owed(act, ticket)
        if owed is None or TicketStatus(ticket.status) in INACTIVE:
            return False
        change = Change("D-10", "due", ticket.request.due.isoformat(), owed.kind.value)
        tickets.record(act, ticket, TransactionKind.REMINDED, change=change)
        if parts.knowledge().controller(ticket.request.controller).staff_mailbox:
            left = (ticket.request.due - today_of(act, ticket.request)).days
            outbox.queue(act, ticket.request, notices.staff_reminder(parts, ticket.request, left))
        return True


def _owed(act: Act, ticket: Ticket) -> Reminder | None:
    """Return the newest reminder of the due date that has come and was not given; None without one."""
    controller = act.parts.knowledge().controller(ticket.request.controller)
    before = local_date(ticket.request.received_at, controller.timezone) - timedelta(days=1)
    today = today_of(act, ticket.request)
    come = reminders_between(ticket.request.due, workdays_of(controller), after=before, until=today)
    if not come:
        return None
    given = select(Transaction.id).where(
        Transaction.ticket_id == ticket.id,
        Transaction.kind == TransactionKind.REMINDED.value,
        Transaction.rule == "D-10",
        Transaction.old == ticket.request.due.isoformat(),
        Transaction.new == come[-1].kind.value,
    )
    return None if act.session.scalar(given.limit(1)) is not None else come[-1]
