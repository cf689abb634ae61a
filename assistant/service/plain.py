"""Plain tickets: what is in the tracker without being a data-subject request, and its changes by hand.

Each has a request without lines, so that its texts are sealed, its history is chained and what is kept of
it is purged as with any other. Decision 0025.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.rights.deadline import local_date
from assistant.service import tickets, watchers
from assistant.service.acting import Act
from assistant.service.keys import new_token, new_wrapped_key
from assistant.service.queues import queue_named
from assistant.service.references import new_reference
from assistant.service.tickets import Plain
from assistant.store import DataSubjectRequest, Link, Ticket, Transaction
from assistant.terms import Locale, Role, TicketStatus
from assistant.text import fold_space, without_controls
from assistant.tickets import lifecycle
from assistant.tickets.history import TransactionKind

SUBJECT_CHARACTERS = 200
PRIORITIES = range(101)


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A plain ticket to open. The first requestor is the one that replies are mailed to.

    By `key`, which nobody can guess, it is found again.
    """

    queue: str
    subject_line: str
    text: str = field(default="", repr=False)
    status: TicketStatus = TicketStatus.NEW
    requestors: tuple[str, ...] = field(default=(), repr=False)
    locale: Locale = Locale.EN
    channel: str = "rest"
    key: str = ""


def open_ticket(act: Act, new: NewTicket) -> Ticket:
    """Open a plain ticket.

    Raises:
        NotFoundError: there is no such queue.
        InvalidInputError: the queue takes no tickets, or the subject, status or an address cannot be used.
    """
    queue = queue_named(act.session, new.queue)
    if queue.is_disabled:
        raise InvalidInputError("This queue takes no more tickets.")
    if new.status not in lifecycle.FIRST_STATUSES:
        raise InvalidInputError(f"A ticket begins as one of {', '.join(lifecycle.FIRST_STATUSES)}.")
    request = _request_without_lines(act, new, queue.controller)
    act.session.add(request)
    act.session.flush()
    subject_line = checked_subject(new.subject_line)
    ticket = tickets.create(act, request, plain=Plain(queue.name, subject_line, new.status))
    text = "\n\n".join(part for part in (subject_line, new.text.strip()) if part)
    tickets.record(act, ticket, TransactionKind.RECEIVED, text=text)
    for address in new.requestors:
        watchers.add(act, ticket, "requestor", address)
    return ticket


def made_with(act: Act, key: str) -> Ticket | None:
    """Return the ticket that was opened with a key, held, or the one that it was merged into; else None."""
    made = select(DataSubjectRequest).where(DataSubjectRequest.idempotency_key == key)
    request = act.session.scalar(made)
    return tickets.hold_kept(act.session, request) if request is not None else None


def _request_without_lines(act: Act, new: NewTicket, controller: str) -> DataSubjectRequest:
    today = local_date(act.now, "UTC")
    return DataSubjectRequest(
        reference=new_reference(),
        controller=controller,
        locale=new.locale.value,
        channel=new.channel,
        idempotency_key=new.key or new_token(),
        received_at=act.now,
        due=today,
        nominal=today,
        internal_due=today,
        trace=[],
        address_hash="",
        wrapped_key=new_wrapped_key(act.parts.keys),
        lines=[],
    )


def carries_request(ticket: Ticket) -> bool:
    """Tell whether this is the ticket of a data-subject request: its lines decide how it stands."""
    return bool(ticket.request.lines)


def checked_subject(text: str) -> str:
    """Return the subject as it is kept: on one line, cut to its length."""
    return fold_space(without_controls(text))[:SUBJECT_CHARACTERS]


def set_status(act: Act, ticket: Ticket, to: TicketStatus) -> None:
    """Give a plain ticket another status; the same again changes nothing.

    Raises:
        TransitionNotAllowedError: its request decides, its queue knows no such move, or it depends on others.
    """
    now = TicketStatus(ticket.status)
    if now is to:
        return
    is_request = carries_request(ticket)
    name = "request" if is_request else queue_named(act.session, ticket.queue).lifecycle
    lifecycle.check_transition(now, to, carries_request=is_request, lifecycle=name)
    if to is TicketStatus.RESOLVED:
        check_dependencies(act, ticket)
    tickets.stand(act, ticket, to)


def check_dependencies(act: Act, ticket: Ticket) -> None:
    """Hold that nothing the ticket depends on, or has as its part, is still to be done.

    Raises:
        TransitionNotAllowedError: something is.
    """
    needed = select(Ticket.status).join(Link, Link.target_id == Ticket.id)
    depends = needed.where(Link.ticket_id == ticket.id, Link.kind == "depends_on")
    members = select(Ticket.status).join(Link, Link.ticket_id == Ticket.id)
    parts = members.where(Link.target_id == ticket.id, Link.kind == "member_of")
    found = [*act.session.scalars(depends), *act.session.scalars(parts)]
    lifecycle.check_closing(TicketStatus(status) for status in found)


def correspond(act: Act, ticket: Ticket, text: str) -> Transaction:
    """Add what the requestor of a plain ticket reads or wrote; its status follows."""
    written = tickets.correspond(act, ticket, text)
    stand_after_mail(act, ticket)
    return written


def stand_after_mail(act: Act, ticket: Ticket) -> None:
    """Let a plain ticket stand as it does after a message: open again if its requestor wrote."""
    by_requestor = act.actor.role is Role.DATA_SUBJECT
    to = lifecycle.status_after_correspondence(TicketStatus(ticket.status), by_requestor=by_requestor)
    if to.value != ticket.status:
        tickets.stand(act.as_system, ticket, to)


def set_subject(act: Act, ticket: Ticket, text: str) -> None:
    """Give the ticket another subject.

    Raises:
        InvalidInputError: there is no text.
    """
    subject_line = checked_subject(text)
    if not subject_line:
        raise InvalidInputError("A ticket needs a subject.")
    tickets.set_subject(act, ticket, subject_line)


def set_priority(act: Act, ticket: Ticket, priority: int) -> None:
    """Say how much more than others the ticket matters, from 0 to 100.

    Raises:
        InvalidInputError: the number is not between them.
    """
    if priority not in PRIORITIES:
        raise InvalidInputError("A priority is a whole number from 0 to 100.")
    tickets.set_field(act, ticket, priority=priority)


def set_due(act: Act, ticket: Ticket, at: datetime | None, *, zone: str = "UTC") -> None:
    """Set when a plain ticket is due: an instant, or None for never.

    Raises:
        TransitionNotAllowedError: the law sets the date of a request.
    """
    if carries_request(ticket):
        raise TransitionNotAllowedError("The law sets when a request is due; extend it instead.")
    tickets.set_field(act, ticket, TransactionKind.DUE_CHANGED, due_at=at)
    tickets.set_field(act, ticket, TransactionKind.DUE_CHANGED, due=local_date(at, zone) if at else None)


def set_queue(act: Act, ticket: Ticket, name: str) -> None:
    """Move a plain ticket to another queue.

    Raises:
        NotFoundError: there is no such queue.
        TransitionNotAllowedError: a request stays with its controller.
    """
    if carries_request(ticket):
        raise TransitionNotAllowedError("A request stays in the queue of the company that it was made to.")
    queue = queue_named(act.session, name)
    if queue.is_disabled:
        raise InvalidInputError("This queue takes no more tickets.")
    tickets.set_field(act, ticket, queue=queue.name)
