"""The tracker's own lifecycle of a ticket: statuses, moves, and what a move sets.

A ticket that carries a request never moves by this table: its status is a fold of the request's lines.
The table serves plain tickets and outside programs that speak the tracker's protocol.
"""

from collections.abc import Iterable
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


class Stamp(StrEnum):
    """A date of the ticket that a move sets to now."""

    STARTED = "started"
    RESOLVED = "resolved"


def check_transition(status: TicketStatus, to: TicketStatus, *, carries_request: bool = False) -> None:
    """Hold that a person may set this status by hand.

    Raises:
        TransitionNotAllowedError: there is no such move, or the ticket's request decides its status.
    """
    if carries_request:
        raise TransitionNotAllowedError("The status follows the request; move one of its lines instead.")
    if to not in MOVES[status]:
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
