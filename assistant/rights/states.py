"""The one table of how a request moves: its lines drive, the request and its ticket follow.

A request has one line per right. Its state is a fold of its lines, the ticket's status a fold of the
request; nobody sets those two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assistant.errors import TransitionNotAllowedError
from assistant.rights.identity import Level
from assistant.terms import Role, TicketStatus

REOPEN_DAYS = 30


class LineState(StrEnum):
    """How far one right of a request is."""

    DRAFT = "draft"
    RECEIVED_UNVERIFIED = "received_unverified"
    VERIFIED = "verified"
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    WAITING_ID = "waiting_id"
    WAITING_CLARIFICATION = "waiting_clarification"
    READY = "ready"
    RESPONDED = "responded"
    CLOSED = "closed"
    PURGED = "purged"


class LineOutcome(StrEnum):
    """How a line ended."""

    FULFILLED = "fulfilled"
    PARTLY = "partly"
    REFUSED = "refused"
    NO_DATA = "no_data"
    WITHDRAWN = "withdrawn"
    UNVERIFIED_EXPIRED = "unverified_expired"
    CANNOT_IDENTIFY = "cannot_identify"  # Art. 11(2)
    LINKED_DUPLICATE = "linked_duplicate"
    MISDIRECTED = "misdirected"


class RequestState(StrEnum):
    """How far a request is, folded from its lines."""

    DRAFT = "draft"
    UNVERIFIED = "unverified"
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    READY = "ready"
    RESPONDED = "responded"
    CLOSED = "closed"  # at least one line got an answer in substance
    DISMISSED = "dismissed"  # every line ended without one: refused, withdrawn, expired, misdirected…
    PURGED = "purged"


@dataclass(frozen=True, slots=True)
class Line:
    """What the fold needs to know of a line; only a closed or purged one has an outcome."""

    state: LineState
    outcome: LineOutcome | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One permitted step of a line, who may make it, and the rule that says so.

    `outcomes` is empty unless the step closes the line. `proof` False: only for a line that needs no proof
    of identity; True: only for one that does; None: for both.
    """

    source: LineState
    target: LineState
    roles: frozenset[Role]
    rule: str
    outcomes: frozenset[LineOutcome] = frozenset()
    proof: bool | None = None
    needs_reason: bool = False


_S, _O = LineState, LineOutcome
_PERSON, _SYSTEM = frozenset({Role.DATA_SUBJECT}), frozenset({Role.SYSTEM})
_APPROVER = frozenset({Role.APPROVER})
_STAFF = frozenset({Role.AGENT, Role.APPROVER})
_ANYONE = _PERSON | _SYSTEM | _STAFF
_WAITING = (_S.WAITING_ID, _S.WAITING_CLARIFICATION)
_UNDER_WAY = (_S.VERIFIED, _S.OPEN, _S.IN_PROGRESS, *_WAITING, _S.READY, _S.RESPONDED)
ANSWERED = frozenset({_O.FULFILLED, _O.PARTLY, _O.REFUSED, _O.NO_DATA, _O.CANNOT_IDENTIFY})
_SUBSTANTIAL = frozenset({_O.FULFILLED, _O.PARTLY, _O.NO_DATA})
_UNKNOWN, _EXPIRED = frozenset({_O.CANNOT_IDENTIFY}), frozenset({_O.UNVERIFIED_EXPIRED})
_WITHDRAWN = frozenset({_O.WITHDRAWN})
_ASIDE = frozenset({_O.LINKED_DUPLICATE, _O.MISDIRECTED})

MOVES: tuple[Move, ...] = (
    Move(_S.DRAFT, _S.RECEIVED_UNVERIFIED, _ANYONE, "I-1", proof=True),
    Move(_S.DRAFT, _S.OPEN, _ANYONE, "I-1", proof=False),
    Move(_S.RECEIVED_UNVERIFIED, _S.VERIFIED, _PERSON | _SYSTEM, "V-1"),
    Move(_S.RECEIVED_UNVERIFIED, _S.VERIFIED, _APPROVER, "V-7", needs_reason=True),
    Move(_S.VERIFIED, _S.OPEN, _SYSTEM | _STAFF, "V-1"),
    Move(_S.OPEN, _S.IN_PROGRESS, _STAFF, "F-1"),
    Move(_S.IN_PROGRESS, _S.WAITING_ID, _STAFF, "V-8", needs_reason=True),
    Move(_S.WAITING_ID, _S.IN_PROGRESS, _ANYONE, "V-8"),
    Move(_S.IN_PROGRESS, _S.WAITING_CLARIFICATION, _STAFF, "R-6", needs_reason=True),
    Move(_S.WAITING_CLARIFICATION, _S.IN_PROGRESS, _ANYONE, "R-6"),
    Move(_S.IN_PROGRESS, _S.READY, _STAFF, "F-2"),
    Move(_S.READY, _S.IN_PROGRESS, _STAFF, "F-2", needs_reason=True),
    Move(_S.READY, _S.RESPONDED, _SYSTEM | _STAFF, "R-2"),
    Move(_S.RESPONDED, _S.IN_PROGRESS, _SYSTEM | _STAFF, "R-4", needs_reason=True),  # the answer bounced
    Move(_S.RESPONDED, _S.CLOSED, _SYSTEM | _STAFF, "R-5", outcomes=ANSWERED),
    Move(_S.CLOSED, _S.IN_PROGRESS, _SYSTEM, "R-4", needs_reason=True),  # the answer bounced
    Move(_S.CLOSED, _S.IN_PROGRESS, _PERSON | _STAFF, "R-5"),  # within 30 days: check_reopening
    Move(_S.RECEIVED_UNVERIFIED, _S.CLOSED, _SYSTEM, "V-7", outcomes=_EXPIRED),
    Move(_S.RECEIVED_UNVERIFIED, _S.CLOSED, _APPROVER, "V-7", outcomes=_UNKNOWN, needs_reason=True),
    *(
        move
        for state in (_S.RECEIVED_UNVERIFIED, *_UNDER_WAY)
        for move in (
            Move(state, _S.CLOSED, _PERSON, "R-6", outcomes=_WITHDRAWN),
            Move(state, _S.CLOSED, _STAFF, "R-6", outcomes=_WITHDRAWN, needs_reason=True),
        )
    ),
    *(
        Move(state, _S.CLOSED, _STAFF | _SYSTEM, "V-6", outcomes=_ASIDE, needs_reason=True)
        for state in (_S.RECEIVED_UNVERIFIED, _S.VERIFIED, _S.OPEN, _S.IN_PROGRESS, *_WAITING)
    ),
    Move(_S.CLOSED, _S.PURGED, _SYSTEM, "T-1"),
)
"""A draft is not withdrawn but deleted (I-1), so no step leads from it to `closed`."""


def first_state(level: Level) -> LineState:
    """Return where a confirmed line begins: without proof to give, the staff have it at once."""
    return LineState.OPEN if level is Level.L0 else LineState.RECEIVED_UNVERIFIED


def check_move(
    state: LineState,
    to: LineState,
    *,
    actor_role: Role,
    outcome: LineOutcome | None = None,
    needs_proof: bool | None = None,
) -> Move:
    """Return the step that permits this, so that its rule can be recorded.

    `needs_proof` None leaves that question out. Limits of time (reopening) and of readiness (R-5) are
    checked apart, with what they need to know.

    Raises:
        TransitionNotAllowedError: no step leads there, or not for this role or with this outcome.
    """
    leading = [m for m in MOVES if m.source is state and m.target is to]
    if not leading:
        raise TransitionNotAllowedError(f"A line cannot go from {state} to {to}.")
    fitting = [m for m in leading if _fits(m, outcome, needs_proof=needs_proof)]
    if not fitting:
        condition = f"with the outcome {outcome}" if outcome else "without an outcome"
        raise TransitionNotAllowedError(
            f"A line cannot go from {state} to {to} {condition} and proof as given."
        )
    for move in fitting:
        if actor_role in move.roles:
            return move
    raise TransitionNotAllowedError(f"The role {actor_role} cannot take a line from {state} to {to}.")


def _fits(move: Move, outcome: LineOutcome | None, *, needs_proof: bool | None) -> bool:
    right_end = outcome in move.outcomes if move.outcomes else outcome is None
    right_proof = move.proof is None or needs_proof is None or move.proof is needs_proof
    return right_end and right_proof


def check_reopening(closed_on: date, today: date) -> None:
    """Hold that a closed line is reopened within 30 days of closing, the thirtieth included. Rule R-5.

    Raises:
        TransitionNotAllowedError: it is later than that.
    """
    if today > closed_on + timedelta(days=REOPEN_DAYS):
        raise TransitionNotAllowedError(f"A request can be reopened within {REOPEN_DAYS} days of closing.")


def check_linking(duplicate: LineState, kept: LineState) -> None:
    """Hold that nothing verified gives way to something unverified. Rule V-6.

    Raises:
        TransitionNotAllowedError: the line to be kept is unverified and the duplicate is not.
    """
    unverified = {LineState.DRAFT, LineState.RECEIVED_UNVERIFIED}
    if kept in unverified and duplicate not in unverified:
        raise TransitionNotAllowedError("A verified request cannot be linked under an unverified one.")


_FOLD: dict[LineState, RequestState] = {
    # From what wants attention most to what wants none; the first that any line is in decides.
    LineState.IN_PROGRESS: RequestState.IN_PROGRESS,
    LineState.OPEN: RequestState.OPEN,
    LineState.VERIFIED: RequestState.OPEN,
    LineState.READY: RequestState.READY,
    LineState.WAITING_CLARIFICATION: RequestState.WAITING,
    LineState.WAITING_ID: RequestState.WAITING,
    LineState.RECEIVED_UNVERIFIED: RequestState.UNVERIFIED,
    LineState.RESPONDED: RequestState.RESPONDED,
    LineState.DRAFT: RequestState.DRAFT,
    LineState.CLOSED: RequestState.CLOSED,
    LineState.PURGED: RequestState.PURGED,
}
_STATUS: dict[RequestState, TicketStatus] = {
    RequestState.DRAFT: TicketStatus.NEW,
    RequestState.UNVERIFIED: TicketStatus.NEW,
    RequestState.OPEN: TicketStatus.OPEN,
    RequestState.IN_PROGRESS: TicketStatus.OPEN,
    RequestState.WAITING: TicketStatus.STALLED,
    RequestState.READY: TicketStatus.OPEN,
    RequestState.RESPONDED: TicketStatus.OPEN,
    RequestState.CLOSED: TicketStatus.RESOLVED,
    RequestState.DISMISSED: TicketStatus.REJECTED,
    RequestState.PURGED: TicketStatus.DELETED,
}


def fold_lines(lines: Iterable[Line]) -> RequestState:
    """Return the request's state: that of the line which wants attention most.

    Order and repetition of the lines do not matter. A request all of whose lines are closed is `closed`
    if any of them was answered in substance, else `dismissed`.

    Raises:
        ValueError: a request has at least one line.
    """
    present = tuple(lines)
    states = {line.state for line in present}
    found = next((state for state in _FOLD if state in states), None)
    if found is None:
        raise ValueError("a request has at least one line")
    if found is LineState.CLOSED and not any(line.outcome in _SUBSTANTIAL for line in present):
        return RequestState.DISMISSED
    return _FOLD[found]


def ticket_status(state: RequestState) -> TicketStatus:
    """Return what the tracker calls it."""
    return _STATUS[state]
