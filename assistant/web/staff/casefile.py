"""One ticket as its page shows it: values only, so that the template asks no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import object_session

from assistant.rights.explanation import explain, trace_of
from assistant.rights.states import LineOutcome, LineState
from assistant.service import board, desk, staff
from assistant.service.parts import Parts
from assistant.service.tickets import possible_moves
from assistant.store import DataSubjectRequest, RequestLine, StaffMember, Ticket
from assistant.terms import Right, Role
from assistant.tickets.permission import Action, Grant, may, role_for
from assistant.translations import render
from assistant.web.pages import locale
from assistant.web.staff import words
from assistant.web.staff.timeline import Happening, timeline
from assistant.web.staff.workfile import progress_of

APART = frozenset({LineState.READY, LineState.RESPONDED, LineState.VERIFIED, LineState.WAITING_ID})
"""Steps that have pages of their own: proposing and sending an answer, checking who somebody is."""


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
    language: str
    channel: str
    verified_at: datetime | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """When the answer is due, how soon that is, and why, in sentences."""

    day: date | None
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
    happenings: tuple[Happening, ...]
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
        subject=words.subject(Right(line.right) for line in request.lines),
        controller=controller.name if controller else request.controller,
        queue=ticket.queue,
        status=ticket.status,
        owner=ticket.owner,
        zone=controller.timezone if controller else "UTC",
        requestor=_requestor(request),
        due=_due(parts, ticket),
        lines=tuple(_line(line, grants, ticket.queue) for line in request.lines),
        happenings=timeline(parts, ticket),
        may_reply=may(grants, Action.REPLY, queue=ticket.queue) and bool(request.address and controller),
        may_comment=may(grants, Action.COMMENT, queue=ticket.queue),
        may_take=may(grants, Action.TAKE, queue=ticket.queue),
    )


def _requestor(request: DataSubjectRequest) -> Requestor:
    return Requestor(
        name=request.name or "",
        address=request.address or "",
        language=words.named(words.LANGUAGES, request.locale),
        channel=words.named(words.CHANNELS, request.channel),
        verified_at=request.verified_at,
        received_at=request.received_at,
    )


def _due(parts: Parts, ticket: Ticket) -> Due:
    trace = trace_of(ticket.request.trace)
    why = tuple(render(message, locale()) for message in explain(trace)) if trace else ()
    days = board.days_left(ticket, board.today(parts.knowledge(), ticket.request, parts.now()))
    return Due(ticket.due, ticket.request.internal_due, days, why)


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
        steps=_steps(line, role) if role else (),
    )


def _steps(line: RequestLine, role: Role) -> tuple[Step, ...]:
    return tuple(
        Step(move.target.value, words.step(move), _outcomes(move.outcomes), move.needs_reason)
        for move in possible_moves(line, role)
        if move.target not in APART and not (move.target is LineState.CLOSED and move.rule == "R-5")
    )


def _outcomes(outcomes: Iterable[LineOutcome]) -> tuple[tuple[str, str], ...]:
    chosen = set(outcomes)
    return tuple((one.value, words.named(words.OUTCOMES, one)) for one in LineOutcome if one in chosen)
