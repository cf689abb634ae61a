"""One ticket as its page shows it: values only, so that the template asks no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import object_session

from assistant.rights.explanation import explain, trace_of
from assistant.rights.states import LineOutcome, LineState, Move
from assistant.service import alarm, board, desk, letters, staff
from assistant.service.parts import Parts
from assistant.service.readiness import is_proved
from assistant.service.tickets import possible_moves
from assistant.store import DataSubjectRequest, RequestLine, StaffMember, Ticket, Verification
from assistant.terms import Right, Role
from assistant.tickets.permission import Action, Grant, may, role_for
from assistant.translations import render
from assistant.web.pages import locale
from assistant.web.staff import case_words, words
from assistant.web.staff.timeline import Folded, folded, timeline
from assistant.web.staff.workfile import progress_of

APART = frozenset(
    {
        LineState.READY,
        LineState.RESPONDED,
        LineState.VERIFIED,
        LineState.WAITING_ID,
        LineState.WAITING_CLARIFICATION,
    }
)
"""Steps that have pages of their own: an answer, a check who somebody is, a question to the person."""
APART_ENDS = frozenset({"R-5", "V-6", "V-7"})
"""Rules of endings that a letter tells of, or that put two requests together."""


@dataclass(frozen=True, slots=True)
class Step:
    """A move that the member may make; `outcomes` are what to choose from where the step closes the line."""

    to: str
    label: str
    outcomes: tuple[tuple[str, str], ...]
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class LineShown:
    """One right of the request, how far it and its checklist are, and what may be done."""

    position: int
    right: str
    level: str
    state: str
    is_over: bool
    finished: int
    items: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Requestor:
    """Who asks. `verified_at` is None while the address is only claimed; the name is never more than that."""

    name: str = field(repr=False)
    address: str = field(repr=False)
    is_by_post: bool
    is_erased: bool
    proof: str
    language: str
    channel: str
    verified_at: datetime | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """When the answer is due, how soon that is, and why, in sentences.

    `is_notice`: that is the end of the 72 hours of Art. 33.
    """

    day: date | None
    at: datetime | None
    is_notice: bool
    internal: date
    days_left: int | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Casefile:
    """Everything on the page of a ticket. `version` goes into its forms, so that changes are noticed."""

    id: int
    version: int
    reference: str
    subject: str
    controller: str
    queue: str
    status: str
    owner: str | None
    zone: str
    requestor: Requestor
    due: Due
    lines: tuple[LineShown, ...]
    story: Folded
    may_reply: bool
    may_comment: bool
    may_take: bool


def casefile(parts: Parts, member: StaffMember, ticket: Ticket) -> Casefile:
    """Return the ticket as a member sees it who may see it, in the page's language."""
    request, grants = ticket.request, staff.grants(member)
    controller = parts.knowledge().controllers.get(request.controller)
    return Casefile(
        id=ticket.id,
        version=desk.version_of(ticket),
        reference=request.reference,
        subject=words.subject(Right(line.right) for line in request.lines) or ticket.subject_line,
        controller=controller.name if controller else request.controller,
        queue=ticket.queue,
        status=ticket.status,
        owner=ticket.owner,
        zone=controller.timezone if controller else "UTC",
        requestor=_requestor(request),
        due=_due(parts, ticket),
        lines=tuple(_line(line, grants, ticket.queue) for line in request.lines),
        story=folded(timeline(parts, ticket)),
        may_reply=may(grants, Action.REPLY, queue=ticket.queue)
        and controller is not None
        and can_be_written_to(request),
        may_comment=may(grants, Action.COMMENT, queue=ticket.queue),
        may_take=may(grants, Action.TAKE, queue=ticket.queue),
    )


def can_be_written_to(request: DataSubjectRequest) -> bool:
    """Tell whether a reply reaches somebody: by mail, or by post for a request without a mailbox."""
    return bool(request.address or (letters.by_post(request)))


def _requestor(request: DataSubjectRequest) -> Requestor:
    return Requestor(
        name=request.name or "",
        address=request.address or "",
        proof=_proof(request),
        is_by_post=letters.by_post(request) is not None,
        is_erased=request.wrapped_key is None,
        language=words.named(words.LANGUAGES, request.locale),
        channel=words.named(words.CHANNELS, request.channel),
        verified_at=request.verified_at,
        received_at=request.received_at,
    )


def _proof(request: DataSubjectRequest) -> str:
    """Return how the mailbox was shown, or the person who has none; the strongest that is told apart."""
    session = object_session(request)
    shown = select(Verification.method).where(Verification.request_id == request.id)
    if request.address is not None:
        shown = shown.where(Verification.channel_hash == request.address_hash)
    methods = set(session.scalars(shown)) if session and request.verified_at else set()
    return next((name for method, name in case_words.PROOFS.items() if method in methods), "checked by staff")


def _due(parts: Parts, ticket: Ticket) -> Due:
    trace = trace_of(ticket.request.trace)
    why = tuple(render(message, locale()) for message in explain(trace)) if trace else ()
    days = board.days_left(ticket, board.today(parts.knowledge(), ticket.request, parts.now()))
    at = board.due_at(ticket, parts.knowledge())
    return Due(ticket.due, at, alarm.is_counted(ticket), ticket.request.internal_due, days, why)


def _line(line: RequestLine, grants: Sequence[Grant], queue: str) -> LineShown:
    may_move = may(grants, Action.MOVE_LINE, queue=queue)
    role = role_for(grants, Action.MOVE_LINE, queue=queue) if may_move else None
    session = object_session(line)
    finished, total = progress_of(session, line) if session else (0, 0)
    return LineShown(
        position=line.position,
        right=words.named(words.RIGHTS, line.right),
        level=line.level,
        state=words.state(line),
        is_over=line.outcome is not None,
        finished=finished,
        items=total,
        steps=tuple(_step(move) for move in offered(line, role)) if role else (),
    )


def offered(line: RequestLine, role: Role) -> tuple[Move, ...]:
    """Return the steps that are taken from the ticket's own page; whatever tells the person has its own."""
    return tuple(move for move in possible_moves(line, role) if not _is_apart(line, move))


def _is_apart(line: RequestLine, move: Move) -> bool:
    if move.target is LineState.CLOSED:
        return move.rule in APART_ENDS
    session = object_session(line)
    is_shut = move.source is LineState.CLOSED and session is not None and not is_proved(session, line)
    return move.target in APART or is_shut


def _step(move: Move) -> Step:
    return Step(move.target.value, words.step(move), _outcomes(move.outcomes), move.needs_reason)


def _outcomes(outcomes: Iterable[LineOutcome]) -> tuple[tuple[str, str], ...]:
    chosen = set(outcomes)
    return tuple((one.value, words.named(words.OUTCOMES, one)) for one in LineOutcome if one in chosen)
