"""What the person behind a request sees of it: how far it is, when it is due and why. Rule R-6."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.law.names import right_name
from assistant.rights.states import Line, LineOutcome, LineState, RequestState, fold_lines
from assistant.service.acting import BY_MAIL, SYSTEM, Act
from assistant.service.letters import why_due
from assistant.service.parts import Parts
from assistant.service.tickets import of_request, reopenable_until, text_of
from assistant.service.writing import DOMAIN
from assistant.store import DataSubjectRequest, HeldReply, RequestLine, Ticket, Transaction
from assistant.terms import Locale, Right, Role
from assistant.tickets.history import TransactionKind
from assistant.translations import render, translate

STATES: Mapping[RequestState, str] = {
    RequestState.DRAFT: "Your request has not been sent yet.",
    RequestState.UNVERIFIED: "Your request waits for you to confirm that the mailbox is yours.",
    RequestState.OPEN: "Your request is with the staff.",
    RequestState.IN_PROGRESS: "Your request is being worked on.",
    RequestState.WAITING: "Your request waits for an answer from you.",
    RequestState.READY: "The answer to your request is being checked.",
    RequestState.RESPONDED: "Your request has been answered.",
    RequestState.CLOSED: "Your request is closed.",
    RequestState.DISMISSED: "Your request is closed.",
    RequestState.PURGED: "What was kept about this request has been erased.",
}
LINE_STATES: Mapping[LineState, str] = {
    LineState.DRAFT: "not sent yet",
    LineState.RECEIVED_UNVERIFIED: "waits for your confirmation",
    LineState.VERIFIED: "received",
    LineState.OPEN: "received",
    LineState.IN_PROGRESS: "being worked on",
    LineState.WAITING_ID: "waits for proof of who you are",
    LineState.WAITING_CLARIFICATION: "waits for your answer",
    LineState.READY: "answer being checked",
    LineState.RESPONDED: "answered",
    LineState.CLOSED: "closed",
    LineState.PURGED: "erased",
}
OUTCOMES: Mapping[LineOutcome, str] = {
    LineOutcome.FULFILLED: "done",
    LineOutcome.PARTLY: "done in part",
    LineOutcome.REFUSED: "refused",
    LineOutcome.NO_DATA: "no data was found",
    LineOutcome.WITHDRAWN: "withdrawn",
    LineOutcome.UNVERIFIED_EXPIRED: "closed without confirmation",
    LineOutcome.CANNOT_IDENTIFY: "the data cannot be tied to you",
    LineOutcome.LINKED_DUPLICATE: "handled with another request",
    LineOutcome.MISDIRECTED: "belongs to somebody else to answer",
}
WAITING_FOR: Mapping[LineState, str] = {
    LineState.RECEIVED_UNVERIFIED: "Please confirm with the code from our mail; nothing is looked up before.",
    LineState.WAITING_ID: "Please show us who you are, as we asked in our message.",
    LineState.WAITING_CLARIFICATION: "Please answer the question in our message.",
}
_ENDED = frozenset({LineState.CLOSED, LineState.PURGED})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a request is, in the language `locale`.

    `why` are sentences; `lines` pair a right with its state; `waiting_for` is empty unless the person is to
    do something. `can_write` says that the staff would read a message; to a request that is over it opens
    that again, until `reopen_until`. `correspondence`, oldest first, says whether the staff wrote it, what,
    and when; it is empty unless the visitor is verified. `by_mail` are the places in it, from 0, of what came
    by mail and proves nothing of who sent it.
    """

    reference: str
    controller_name: str
    locale: Locale
    state: str
    received: datetime
    due: date
    why: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    waiting_for: str
    can_withdraw: bool
    can_write: bool = False
    reopen_until: date | None = None
    correspondence: tuple[tuple[bool, str, datetime], ...] = field(default=(), repr=False)
    by_mail: frozenset[int] = frozenset()


def progress(
    session: Session,
    parts: Parts,
    request: DataSubjectRequest,
    *,
    is_verified: bool,
    locale: Locale | None = None,
) -> Progress:
    """Return how far the request is, in its own language or another; more to who proved the mailbox."""
    spoken = locale or Locale(request.locale)
    states = [LineState(line.state) for line in request.lines]
    is_over = _ENDED.issuperset(states)
    ticket = of_request(session, request)
    written = _correspondence(session, request, parts.now()) if is_verified else []
    until = reopenable_until(Act(session, parts, SYSTEM, parts.now()), ticket) if is_over else None
    return Progress(
        reference=request.reference,
        controller_name=parts.knowledge().controller(request.controller).name,
        locale=spoken,
        state=translate(DOMAIN, spoken, STATES[fold_lines(_line(line) for line in request.lines)]),
        received=request.received_at,
        due=request.due,
        why=why_due(request, spoken),
        lines=tuple((_right(line, spoken), _line_state(line, spoken)) for line in request.lines),
        waiting_for=_waiting_for(states, spoken),
        can_withdraw=is_verified and not is_over,
        can_write=is_verified and (not is_over or until is not None),
        reopen_until=until,
        correspondence=tuple((row.role != Role.DATA_SUBJECT, text_of(parts, row), row.at) for row in written),
        by_mail=frozenset(place for place, row in enumerate(written) if row.actor == BY_MAIL.name),
    )


def _line(line: RequestLine) -> Line:
    return Line(LineState(line.state), LineOutcome(line.outcome) if line.outcome else None)


def _right(line: RequestLine, locale: Locale) -> str:
    name = render(right_name(Right(line.right)), locale)
    return name[:1].upper() + name[1:]


def _line_state(line: RequestLine, locale: Locale) -> str:
    known = _line(line)
    is_ended = known.state is LineState.CLOSED
    label = OUTCOMES[known.outcome] if is_ended and known.outcome else LINE_STATES[known.state]
    return translate(DOMAIN, locale, label)


def _waiting_for(states: list[LineState], locale: Locale) -> str:
    sentences = [sentence for state, sentence in WAITING_FOR.items() if state in states]
    return " ".join(translate(DOMAIN, locale, sentence) for sentence in sentences)


def _correspondence(session: Session, request: DataSubjectRequest, now: datetime) -> list[Transaction]:
    """Return the messages that have reached the other side, oldest first."""
    written = (
        select(Transaction)
        .join(Ticket, Ticket.id == Transaction.ticket_id)
        .where(Ticket.request_id == request.id, Transaction.kind == TransactionKind.CORRESPONDENCE.value)
        .order_by(Transaction.seq)
    )
    taken_back = select(Transaction.old).join(Ticket, Ticket.id == Transaction.ticket_id)
    taken_back = taken_back.where(
        Ticket.request_id == request.id, Transaction.kind == TransactionKind.UNSENT.value
    )
    unsent = {int(seq) for seq in session.scalars(taken_back) if seq}
    held = set(session.scalars(select(HeldReply.transaction_id).where(HeldReply.until > now)))
    return [row for row in session.scalars(written) if row.seq not in unsent and row.id not in held]
