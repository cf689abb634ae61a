"""What staff work on: the only place that changes a ticket, and every change is recorded. Rules A-1, A-2."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assistant.errors import ConflictError, InvalidInputError, NotFoundError
from assistant.rights import states
from assistant.rights.deadline import DueDate, local_date
from assistant.rights.explanation import trace_rows
from assistant.rights.identity import Level
from assistant.rights.states import Line, LineOutcome, LineState, Move
from assistant.service.acting import Act
from assistant.service.items import make, places_of
from assistant.service.parts import Parts
from assistant.service.readiness import check_ready, is_proved
from assistant.service.recording import (
    NOTHING,
    Change,
    point_to,
    record,
    set_field,
    set_subject,
    set_told,
    stand,
    text_of,
)
from assistant.store import (
    DataSubjectRequest,
    RequestLine,
    Suspension,
    Ticket,
    Transaction,
)
from assistant.terms import Role, TicketStatus
from assistant.tickets import lifecycle
from assistant.tickets.history import TransactionKind, first_link

__all__ = [
    "NOTHING",
    "Change",
    "point_to",
    "record",
    "set_field",
    "set_subject",
    "set_told",
    "stand",
    "text_of",
]

UNVERIFIED_SUFFIX = "-unverified"
"""Ends the name of the queue in which a queue's unverified requests wait. Rule V-7."""
_ENDS = {LineOutcome.REFUSED: TransactionKind.REFUSED, LineOutcome.WITHDRAWN: TransactionKind.WITHDRAWN}
_ENDED = frozenset({LineState.CLOSED, LineState.PURGED})


@dataclass(frozen=True, slots=True)
class Plain:
    """What a ticket without any right of a data subject begins as."""

    queue: str
    subject_line: str
    status: TicketStatus = TicketStatus.NEW


def create(act: Act, request: DataSubjectRequest, *, plain: Plain | None = None) -> Ticket:
    """Add the ticket of a request that was just flushed, with nothing in its history yet.

    What a plain ticket is like, since its request has no lines to tell, is handed in.
    """
    status = plain.status if plain else _status(request)
    rights = ", ".join(line.right.replace("_", " ") for line in request.lines).capitalize()
    ticket = Ticket(
        request=request,
        queue=plain.queue if plain else queue_of(act.parts, request),
        subject_line=plain.subject_line if plain else rights,
        status=status.value,
        is_active=status not in lifecycle.INACTIVE,
        due=None if plain else request.due,
        created=act.now,
        updated=act.now,
        last_seq=0,
        head=first_link(act.parts.keys.audit, request.reference),
    )
    act.session.add(ticket)
    act.session.flush()
    return ticket


def load(session: Session, ticket_id: int) -> Ticket:
    """Return the ticket.

    Raises:
        NotFoundError: there is none with this number.
    """
    ticket = session.get(Ticket, ticket_id)
    if ticket is None:
        raise NotFoundError("There is no such ticket.")
    return ticket


def of_request(session: Session, request: DataSubjectRequest) -> Ticket:
    """Return the ticket that a request always has."""
    return session.scalars(select(Ticket).where(Ticket.request_id == request.id)).one()


def hold(session: Session, request: DataSubjectRequest) -> Ticket:
    """Return the request's ticket, read anew with its lines and kept from others until this turn ends.

    For those who cannot be asked to read again and retry: the data subject and the timers.
    """
    held = (
        select(Ticket)
        .where(Ticket.request_id == request.id)
        .options(selectinload(Ticket.request).selectinload(DataSubjectRequest.lines))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(held).one()


def hold_kept(session: Session, request: DataSubjectRequest) -> Ticket:
    """Return the request's ticket, or the one that it was merged into, held."""
    ticket = hold(session, request)
    if ticket.merged_into is None:
        return ticket
    return hold(session, session.get_one(Ticket, ticket.merged_into).request)


def check_version(ticket: Ticket, version: int) -> None:
    """Hold that the ticket is still as somebody saw it.

    Raises:
        ConflictError: it changed since.
    """
    if ticket.version != version:
        raise ConflictError("The ticket changed since you read it; read it again.")


def take(act: Act, ticket: Ticket) -> None:
    """Make whoever acts the owner.

    Raises:
        ConflictError: somebody else owns it.
    """
    _own(act, ticket, act.actor.name)


def untake(act: Act, ticket: Ticket) -> None:
    """Leave the ticket to whoever takes it next.

    Raises:
        ConflictError: somebody else owns it.
    """
    _own(act, ticket, None)


def _own(act: Act, ticket: Ticket, owner: str | None) -> None:
    if ticket.owner not in (None, act.actor.name):
        raise ConflictError("Somebody else has taken this ticket.")
    assign(act, ticket, owner)


def assign(act: Act, ticket: Ticket, owner: str | None) -> None:
    """Make somebody the owner whoever was it before; that they work in the queue is the caller's to check."""
    set_field(act, ticket, TransactionKind.ASSIGNED, owner=owner)


def comment(act: Act, ticket: Ticket, text: str) -> Transaction:
    """Add what only staff read.

    Raises:
        InvalidInputError: the text is empty.
    """
    return record(act, ticket, TransactionKind.COMMENT, text=written(text))


def correspond(act: Act, ticket: Ticket, text: str, *, change: Change = NOTHING) -> Transaction:
    """Add what the requestor reads or wrote; from staff, it sets when the requestor was last told.

    Raises:
        InvalidInputError: the text is empty.
    """
    if act.actor.role is not Role.DATA_SUBJECT:
        ticket.told = act.now
    return record(act, ticket, TransactionKind.CORRESPONDENCE, change=change, text=written(text))


def written(text: str) -> str:
    """Return a text without blanks around it.

    Raises:
        InvalidInputError: it is empty.
    """
    if not text.strip():
        raise InvalidInputError("There is no text.")
    return text.strip()


def line_at(ticket: Ticket, position: int) -> RequestLine:
    """Return the line at a position, counted from 1.

    Raises:
        NotFoundError: the request has no such line.
    """
    for line in ticket.request.lines:
        if line.position == position:
            return line
    raise NotFoundError("The request has no such line.")


def possible_moves(line: RequestLine, role: Role) -> tuple[Move, ...]:
    """Return the steps that a role may take from where the line is, in the table's order."""
    state, needs_proof = LineState(line.state), _needs_proof(line)
    return tuple(
        move
        for move in states.MOVES
        if move.source is state and role in move.roles and move.proof in (None, needs_proof)
    )


def move_line(
    act: Act,
    line: RequestLine,
    to: LineState,
    *,
    outcome: LineOutcome | None = None,
    reason: str = "",
) -> None:
    """Take a line one step on; the ticket's status and queue follow.

    Raises:
        TransitionNotAllowedError: the table has no such step for whoever acts, it is too late for it, or its
            answer or its checklist does not allow it.
        InvalidInputError: the step needs a reason and none is written.
    """
    ticket, state = of_request(act.session, line.request), LineState(line.state)
    move = states.check_move(
        state, to, actor_role=act.actor.role, outcome=outcome, needs_proof=_needs_proof(line)
    )
    if move.needs_reason and not reason.strip():
        raise InvalidInputError("This step needs its reason in writing.")
    if state is LineState.CLOSED and move.rule == "R-5":
        _check_reopening(act, ticket, line)
    if move.rule != "V-7":
        check_ready(act.session, line, to, outcome)
    if to is LineState.IN_PROGRESS:
        places = places_of(act.parts.knowledge(), line.request.controller)
        make(act.session, line, places, due=line.request.internal_due)
    if state is LineState.WAITING_ID:
        _end_suspension(act, ticket, line)
    old = _told_state(line)
    if to is not LineState.PURGED:
        line.outcome = outcome.value if outcome else None
    line.state = to.value
    change = Change(move.rule, _field(line), old, _told_state(line))
    record(act, ticket, _kind_of_move(move, outcome), change=change, text=reason.strip())
    _follow(act.as_system, ticket)


def _end_suspension(act: Act, ticket: Ticket, line: RequestLine) -> None:
    """Note when the wait for proof ended. Rule D-7."""
    open_ones = select(Suspension).where(
        Suspension.request_id == line.request_id,
        Suspension.position == line.position,
        Suspension.answered_at.is_(None),
    )
    for suspension in act.session.scalars(open_ones).all():
        suspension.answered_at = act.now
        record(act, ticket, TransactionKind.RESUMED, change=Change("D-7", _field(line)))


def _kind_of_move(move: Move, outcome: LineOutcome | None) -> TransactionKind:
    if move.target is LineState.CLOSED:
        return _ENDS.get(outcome, TransactionKind.CLOSED) if outcome else TransactionKind.CLOSED
    if move.target is LineState.PURGED:
        return TransactionKind.PURGED
    if move.rule == "V-7":
        return TransactionKind.OVERRIDE
    return TransactionKind.REOPENED if move.source is LineState.CLOSED else TransactionKind.LINE_MOVED


def _follow(act: Act, ticket: Ticket) -> None:
    stand(act, ticket, _status(ticket.request))
    if any(LineState(line.state) not in _ENDED for line in ticket.request.lines):
        set_field(act, ticket, TransactionKind.FIELD_CHANGED, queue=queue_of(act.parts, ticket.request))


def _status(request: DataSubjectRequest) -> TicketStatus:
    lines = [
        Line(LineState(line.state), LineOutcome(line.outcome) if line.outcome else None)
        for line in request.lines
    ]
    return states.ticket_status(states.fold_lines(lines))


def queue_of(parts: Parts, request: DataSubjectRequest) -> str:
    """Return where the ticket belongs: with the staff once a line can be worked on. Rule V-7."""
    queue = parts.knowledge().controller(request.controller).queue
    unended = {LineState(line.state) for line in request.lines} - _ENDED
    return queue + UNVERIFIED_SUFFIX if unended == {LineState.RECEIVED_UNVERIFIED} else queue


def _needs_proof(line: RequestLine) -> bool:
    return Level[line.level] is not Level.L0


def _field(line: RequestLine) -> str:
    return f"line {line.position}"


def _told_state(line: RequestLine) -> str:
    return f"{line.state}: {line.outcome}" if line.outcome else line.state


def _check_reopening(act: Act, ticket: Ticket, line: RequestLine) -> None:
    zone = act.parts.knowledge().controller(ticket.request.controller).timezone
    states.check_reopening(_closed_on(act, ticket, line, zone), local_date(act.now, zone))


def _closed_on(act: Act, ticket: Ticket, line: RequestLine, zone: str) -> date:
    ends = (
        select(Transaction.at)
        .where(Transaction.ticket_id == ticket.id, Transaction.field == _field(line))
        .where(Transaction.new.startswith(LineState.CLOSED.value))
        .order_by(Transaction.seq.desc())
        .limit(1)
    )
    return local_date(act.session.scalars(ends).one(), zone)


def can_go_on(act: Act, ticket: Ticket) -> bool:
    """Tell whether anything can still happen: a line is not over, or an answered one can be reopened. R-5."""
    is_open = any(LineState(line.state) not in _ENDED for line in ticket.request.lines)
    return is_open or reopenable_until(act, ticket) is not None


def was_answered(session: Session, line: RequestLine) -> bool:
    """Tell whether a line that is over was answered to somebody who had shown who they are. R-5, V-1."""
    return line.outcome in states.ANSWERED and is_proved(session, line)


def reopenable_until(act: Act, ticket: Ticket) -> date | None:
    """Return the last day on which the person can open an answered request again; None if it is none. R-5."""
    zone = act.parts.knowledge().controller(ticket.request.controller).timezone
    closed = [
        _closed_on(act, ticket, line, zone)
        for line in ticket.request.lines
        if line.state == LineState.CLOSED and was_answered(act.session, line)
    ]
    last = max(closed, default=None)
    until = last and last + timedelta(days=states.REOPEN_DAYS)
    return until if until and local_date(act.now, zone) <= until else None


def set_due(act: Act, ticket: Ticket, counted: DueDate, *, internal: date, rule: str) -> None:
    """Make another day the last one to answer, with the trace of why. Rule D-9.

    The house's own day follows. The same day again changes the trace only.
    """
    request, old = ticket.request, ticket.request.due
    request.due, request.nominal, request.internal_due = counted.due, counted.nominal, internal
    request.trace, ticket.due = trace_rows(counted.trace), counted.due
    change = Change(rule, "due", old.isoformat(), counted.due.isoformat())
    record(act, ticket, TransactionKind.DUE_CHANGED, change=change)
