"""The tracker's own lifecycle of a ticket: statuses, moves, and what a move sets.

A ticket that carries a request never moves by this table: its status is a fold of the request's lines.
The table serves plain tickets and outside programs that speak the tracker's protocol.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import TransitionNotAllowedError
from assistant.terms import TicketStatus

INITIAL = frozenset({TicketStatus.NEW})
ACTIVE = frozenset({TicketStatus.OPEN, TicketStatus.STALLED})
INACTIVE = frozenset({TicketStatus.RESOLVED, TicketStatus.REJECTED, TicketStatus.DELETED})
FIRST_STATUSES = (TicketStatus.NEW, TicketStatus.OPEN, TicketStatus.RESOLVED)
"""What a plain ticket may be created as."""

MOVES: dict[TicketStatus, tuple[TicketStatus, ...]] = {
    status: tuple(other for other in TicketStatus if other is not status) for status in TicketStatus
}
"""From each status to every other, in the order they are offered."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """How the tickets of a queue may stand: where they begin, what is work and what is done, and the moves.

    Where `follows_request` is true, only tickets without a data-subject request move by this table.
    """

    name: str
    initial: frozenset[TicketStatus]
    active: frozenset[TicketStatus]
    inactive: frozenset[TicketStatus]
    moves: Mapping[TicketStatus, tuple[TicketStatus, ...]]
    follows_request: bool = False


LIFECYCLES: Mapping[str, Lifecycle] = {
    one.name: one
    for one in (
        Lifecycle("request", INITIAL, ACTIVE, INACTIVE, MOVES, follows_request=True),
        Lifecycle("default", INITIAL, ACTIVE, INACTIVE, MOVES),
        Lifecycle(
            "mail",
            INITIAL,
            frozenset({TicketStatus.OPEN}),
            INACTIVE,
            {
                TicketStatus.NEW: (TicketStatus.OPEN, TicketStatus.RESOLVED, TicketStatus.REJECTED),
                TicketStatus.OPEN: (TicketStatus.RESOLVED, TicketStatus.REJECTED, TicketStatus.DELETED),
                TicketStatus.STALLED: (TicketStatus.OPEN,),
                TicketStatus.RESOLVED: (TicketStatus.OPEN,),
                TicketStatus.REJECTED: (TicketStatus.OPEN, TicketStatus.DELETED),
                TicketStatus.DELETED: (TicketStatus.OPEN,),
            },
        ),
    )
}
"""Every lifecycle that a queue may have, by name."""


class Stamp(StrEnum):
    """A date of the ticket that a move sets to now."""

    STARTED = "started"
    RESOLVED = "resolved"


def check_transition(
    status: TicketStatus, to: TicketStatus, *, carries_request: bool = False, lifecycle: str = "default"
) -> None:
    """Hold that a person may set this status by hand in a queue of this lifecycle.

    Raises:
        TransitionNotAllowedError: there is no such move, or the ticket's request decides its status.
    """
    if carries_request:
        raise TransitionNotAllowedError("The status follows the request; move one of its lines instead.")
    if to not in LIFECYCLES[lifecycle].moves[status]:
        raise TransitionNotAllowedError(f"A ticket cannot go from {status} to {to}.")


def stamps(status: TicketStatus, to: TicketStatus) -> frozenset[Stamp]:
    """Return the dates to set: started on leaving the initial status, resolved on becoming inactive.

    A date that is set already keeps its value only in the case of `started`; the caller sees to that.
    """
    started = {Stamp.STARTED} if status in INITIAL and to not in INITIAL else set()
    resolved = {Stamp.RESOLVED} if status not in INACTIVE and to in INACTIVE else set()
    return frozenset(started | resolved)


def status_after_correspondence(status: TicketStatus, *, by_requestor: bool) -> TicketStatus:
    """Return the status of a plain ticket once somebody has corresponded.

    The first answer of the staff opens it; a message of the requestor wakes one that is stalled or closed.
    A deleted ticket stays deleted.
    """
    if status is TicketStatus.DELETED:
        return status
    if by_requestor:
        return status if status is TicketStatus.NEW else TicketStatus.OPEN
    return TicketStatus.OPEN if status is TicketStatus.NEW else status


def check_closing(dependencies: Iterable[TicketStatus]) -> None:
    """Hold that nothing the ticket depends on is still to be done.

    Raises:
        TransitionNotAllowedError: a ticket that this one depends on is not inactive.
    """
    waiting = sum(status not in INACTIVE for status in dependencies)
    if waiting:
        raise TransitionNotAllowedError(f"Still to be closed before this ticket: {waiting}.")
