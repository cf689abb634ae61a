"""What changes when an answer is due: an extension, an earlier receipt, waits for proof. D-5 to D-11."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.policy.load import Controller
from assistant.rights import clock
from assistant.rights.deadline import EXTENDED_MONTHS, DueDate, inherited, local_date
from assistant.service import tickets
from assistant.service.acting import Act
from assistant.service.counting import due_of, house_due, workdays_of
from assistant.service.parts import Parts
from assistant.service.tickets import Change
from assistant.store import DataSubjectRequest, Extension, OutboxMail, Suspension, Ticket
from assistant.terms import Right
from assistant.tickets.history import TransactionKind


def note_sent(act: Act, mail: OutboxMail) -> None:
    """Let an extension count from now on if this mail was its notice and left in time. Rule D-5."""
    row = act.session.scalar(select(Extension).where(Extension.mail_id == mail.id))
    if row is None or row.sent_on is not None:
        return
    ticket = tickets.hold(act.session, mail.request)
    count_extension(act, ticket, row, "sent", today_of(act, ticket.request))


def count_extension(act: Act, ticket: Ticket, row: Extension, how: str, day: date) -> None:
    """Record on which day the notice of an extension left, `sent` or `posted`; in time, the date changes."""
    row.sent_on = day
    change = Change("D-5", how, None, day.isoformat())
    tickets.record(act, ticket, TransactionKind.EXTENSION_SENT, change=change)
    _count_anew(act, ticket, "D-5")


def extension_of(session: Session, request: DataSubjectRequest) -> Extension | None:
    """Return the extension that was asked for, sent or not."""
    return session.scalar(select(Extension).where(Extension.request_id == request.id))


def first_due(parts: Parts, request: DataSubjectRequest) -> DueDate:
    """Return when the answer is due without any extension."""
    return due_of(_controller(parts, request), request.received_at)


def extended_due(parts: Parts, request: DataSubjectRequest) -> DueDate:
    """Return when the answer would be due with the extension, counted from receipt. Rule D-5."""
    return due_of(_controller(parts, request), request.received_at, months=EXTENDED_MONTHS)


def warns_of_late_refusal(act: Act, request: DataSubjectRequest) -> bool:
    """Tell whether a refusal now would come after the first month, extended or not. Rule D-6."""
    return today_of(act, request) > first_due(act.parts, request).due


def inherit(act: Act, ticket: Ticket, earlier: Ticket) -> None:
    """Count from the receipt of an earlier request that goes with this one. Rules V-6 and D-11."""
    request = ticket.request
    if earlier.request.received_at >= request.received_at:
        return
    own = first_due(act.parts, request)
    request.received_at = earlier.request.received_at
    counted = inherited(own, first_due(act.parts, request))
    _set(act, ticket, counted, "D-11")


def _count_anew(act: Act, ticket: Ticket, rule: str) -> None:
    request = ticket.request
    first, row = first_due(act.parts, request), extension_of(act.session, request)
    later = extended_due(act.parts, request)
    _set(act, ticket, clock.extended(first, later, notice_sent=row.sent_on if row else None), rule)


def _set(act: Act, ticket: Ticket, counted: DueDate, rule: str) -> None:
    rights = [Right(line.right) for line in ticket.request.lines]
    internal = house_due(act.parts, _controller(act.parts, ticket.request), counted, rights)
    tickets.set_due(act, ticket, counted, internal=internal, rule=rule)


def suspended_due(session: Session, parts: Parts, request: DataSubjectRequest) -> date | None:
    """Return the due date with the waits for proof added; None if they add nothing.

    It is shown to the staff only: reminders and alarms stay on the date without them. Rule D-7.
    """
    controller = _controller(parts, request)
    waits = session.scalars(
        select(Suspension).where(Suspension.request_id == request.id).order_by(Suspension.asked_at)
    ).all()
    counted = start = _in_force(session, parts, request)
    ended = date.min
    for wait in waits:
        asked = max(local_date(wait.asked_at, controller.timezone), ended)
        answered = wait.answered_at and local_date(wait.answered_at, controller.timezone)
        if answered is None or answered < asked:
            continue  # not answered yet, or within a wait that was counted
        counted = clock.suspended(counted, asked=asked, answered=answered, workdays=workdays_of(controller))
        ended = answered
    return None if counted.due == start.due else counted.due


def _in_force(session: Session, parts: Parts, request: DataSubjectRequest) -> DueDate:
    row = extension_of(session, request)
    later = extended_due(parts, request)
    return clock.extended(first_due(parts, request), later, notice_sent=row.sent_on if row else None)


def _controller(parts: Parts, request: DataSubjectRequest) -> Controller:
    return parts.knowledge().controller(request.controller)


def today_of(act: Act, request: DataSubjectRequest) -> date:
    """Return the date where the request's controller is."""
    return local_date(act.now, _controller(act.parts, request).timezone)
