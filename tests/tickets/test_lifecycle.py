"""Holds the tracker's own lifecycle."""

import pytest

from assistant.errors import TransitionNotAllowedError
from assistant.terms import TicketStatus
from assistant.tickets.lifecycle import (
    ACTIVE,
    INACTIVE,
    INITIAL,
    LIFECYCLES,
    Stamp,
    check_closing,
    check_transition,
    stamps,
    status_after_correspondence,
)

T = TicketStatus


def test_every_status_is_initial_active_or_inactive() -> None:
    assert set(T) == INITIAL | ACTIVE | INACTIVE
    assert len(T) == len(INITIAL) + len(ACTIVE) + len(INACTIVE)


def test_a_plain_ticket_goes_from_new_to_open() -> None:
    check_transition(T.NEW, T.OPEN)


def test_a_ticket_does_not_move_to_where_it_is() -> None:
    with pytest.raises(TransitionNotAllowedError):
        check_transition(T.OPEN, T.OPEN)


def test_nobody_sets_the_status_of_a_ticket_that_carries_a_request() -> None:
    with pytest.raises(TransitionNotAllowedError, match="follows the request"):
        check_transition(T.NEW, T.OPEN, carries_request=True)


def test_leaving_the_initial_status_starts_a_ticket_and_entering_an_inactive_one_resolves_it() -> None:
    assert stamps(T.NEW, T.OPEN) == {Stamp.STARTED}
    assert stamps(T.NEW, T.REJECTED) == {Stamp.STARTED, Stamp.RESOLVED}
    assert stamps(T.OPEN, T.RESOLVED) == {Stamp.RESOLVED}
    assert stamps(T.RESOLVED, T.OPEN) == frozenset()
    assert stamps(T.RESOLVED, T.REJECTED) == frozenset()


@pytest.mark.parametrize(
    ("status", "by_requestor", "after"),
    [
        (T.NEW, False, T.OPEN),
        (T.NEW, True, T.NEW),
        (T.STALLED, True, T.OPEN),
        (T.RESOLVED, True, T.OPEN),
        (T.RESOLVED, False, T.RESOLVED),
        (T.DELETED, True, T.DELETED),
    ],
)
def test_correspondence_opens_a_ticket_as_the_tracker_does(
    status: TicketStatus, *, by_requestor: bool, after: TicketStatus
) -> None:
    assert status_after_correspondence(status, by_requestor=by_requestor) is after


def test_a_ticket_waits_for_those_it_depends_on() -> None:
    check_closing([T.RESOLVED, T.DELETED])
    with pytest.raises(TransitionNotAllowedError, match="1"):
        check_closing([T.RESOLVED, T.STALLED])


MAIL_MOVES = {
    T.NEW: {T.OPEN, T.RESOLVED, T.REJECTED},
    T.OPEN: {T.RESOLVED, T.REJECTED, T.DELETED},
    T.STALLED: {T.OPEN},
    T.RESOLVED: {T.OPEN},
    T.REJECTED: {T.OPEN, T.DELETED},
    T.DELETED: {T.OPEN},
}


@pytest.mark.parametrize("status", T)
@pytest.mark.parametrize("to", T)
def test_in_a_queue_of_mail_nothing_waits_and_what_is_over_is_only_opened_again(status: T, to: T) -> None:
    if to in MAIL_MOVES[status]:
        check_transition(status, to, lifecycle="mail")
    else:
        with pytest.raises(TransitionNotAllowedError, match=f"cannot go from {status} to {to}"):
            check_transition(status, to, lifecycle="mail")


def test_no_lifecycle_leads_to_where_nothing_leads_out() -> None:
    for one in LIFECYCLES.values():
        assert one.initial | one.active | one.inactive >= {to for found in one.moves.values() for to in found}
        assert all(one.moves[status] for status in T), one.name
