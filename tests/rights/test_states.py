"""Holds how lines move and what the request and its ticket make of it."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import TransitionNotAllowedError
from assistant.rights.identity import Level
from assistant.rights.states import (
    MOVES,
    Line,
    LineOutcome,
    LineState,
    RequestState,
    check_linking,
    check_move,
    check_reopening,
    first_state,
    fold_lines,
    ticket_status,
)
from assistant.terms import Role, TicketStatus

S, END = LineState, LineOutcome
LINE = st.builds(Line, st.sampled_from(LineState), st.sampled_from(LineOutcome))
LINES = st.lists(LINE, min_size=1, max_size=6)
WITHDRAWABLE = [s for s in S if s not in {S.DRAFT, S.CLOSED, S.PURGED}]


def allowed(state: LineState, to: LineState, role: Role, outcome: LineOutcome | None = None) -> bool:
    try:
        check_move(state, to, actor_role=role, outcome=outcome)
    except TransitionNotAllowedError:
        return False
    return True


def test_a_line_walks_the_whole_way_from_draft_to_fulfilled() -> None:
    way = [
        (S.DRAFT, Role.DATA_SUBJECT),
        (S.RECEIVED_UNVERIFIED, Role.DATA_SUBJECT),
        (S.VERIFIED, Role.SYSTEM),
        (S.OPEN, Role.AGENT),
        (S.IN_PROGRESS, Role.AGENT),
        (S.READY, Role.APPROVER),
        (S.RESPONDED, Role.SYSTEM),
    ]
    for (state, role), (to, _) in pairwise([*way, (S.CLOSED, Role.SYSTEM)]):
        assert allowed(state, to, role, END.FULFILLED if to is S.CLOSED else None), (state, to)


def test_a_line_that_needs_no_proof_goes_straight_to_open() -> None:
    assert first_state(Level.L0) is S.OPEN
    assert check_move(S.DRAFT, S.OPEN, actor_role=Role.DATA_SUBJECT, needs_proof=False).rule == "I-1"
    with pytest.raises(TransitionNotAllowedError):
        check_move(S.DRAFT, S.OPEN, actor_role=Role.DATA_SUBJECT, needs_proof=True)


@pytest.mark.parametrize("level", [Level.L1, Level.L2, Level.L3])
def test_a_line_that_needs_proof_waits_for_it(level: Level) -> None:
    assert first_state(level) is S.RECEIVED_UNVERIFIED


@pytest.mark.parametrize("state", WITHDRAWABLE)
def test_a_person_can_withdraw_from_anywhere_before_closed(state: LineState) -> None:
    assert check_move(state, S.CLOSED, actor_role=Role.DATA_SUBJECT, outcome=END.WITHDRAWN).rule == "R-6"


def test_nothing_is_closed_without_an_outcome() -> None:
    assert [s for s in S if any(allowed(s, S.CLOSED, role) for role in Role)] == []


def test_a_refusal_cannot_be_closed_before_the_answer_went_out() -> None:
    closing = [s for s in S if any(allowed(s, S.CLOSED, role, END.REFUSED) for role in Role)]
    assert closing == [S.RESPONDED]


def test_a_person_cannot_verify_a_line_on_behalf_of_the_staff() -> None:
    assert not allowed(S.VERIFIED, S.OPEN, Role.DATA_SUBJECT)
    assert not allowed(S.READY, S.RESPONDED, Role.DATA_SUBJECT)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMIN])
def test_editors_and_admins_move_no_line(role: Role) -> None:
    assert not any(role in move.roles for move in MOVES)


@pytest.mark.parametrize("state", [S.RESPONDED, S.CLOSED])
def test_a_bounced_answer_reopens_the_line(state: LineState) -> None:
    assert check_move(state, S.IN_PROGRESS, actor_role=Role.SYSTEM).rule == "R-4"


def test_a_person_reopens_on_the_thirtieth_day_and_not_on_the_next() -> None:
    assert check_move(S.CLOSED, S.IN_PROGRESS, actor_role=Role.DATA_SUBJECT).rule == "R-5"
    check_reopening(date(2026, 4, 7), date(2026, 5, 7))
    with pytest.raises(TransitionNotAllowedError):
        check_reopening(date(2026, 4, 7), date(2026, 5, 8))


def test_only_a_timer_lets_an_unverified_line_expire() -> None:
    expiring = [r for r in Role if allowed(S.RECEIVED_UNVERIFIED, S.CLOSED, r, END.UNVERIFIED_EXPIRED)]
    assert expiring == [Role.SYSTEM]


def test_only_the_officer_verifies_by_hand_and_needs_a_written_reason() -> None:
    """Rule V-7."""
    assert not allowed(S.RECEIVED_UNVERIFIED, S.VERIFIED, Role.AGENT)
    assert check_move(S.RECEIVED_UNVERIFIED, S.VERIFIED, actor_role=Role.APPROVER).needs_reason


def test_nothing_leads_out_of_purged() -> None:
    assert [m for m in MOVES if m.source is S.PURGED] == []


def test_every_state_can_be_reached_from_draft() -> None:
    reached = {S.DRAFT}
    while more := {m.target for m in MOVES if m.source in reached} - reached:
        reached |= more
    assert reached == set(S)


def test_outcomes_are_given_exactly_where_a_line_closes() -> None:
    assert {m.target for m in MOVES if m.outcomes} == {S.CLOSED}
    assert all(m.outcomes for m in MOVES if m.target is S.CLOSED)
    assert frozenset(END) == frozenset().union(*(m.outcomes for m in MOVES))


@given(state=st.sampled_from(S), to=st.sampled_from(S), role=st.sampled_from(Role))
def test_a_move_is_allowed_only_if_the_table_has_it(state: LineState, to: LineState, role: Role) -> None:
    listed = any(m.source is state and m.target is to and role in m.roles for m in MOVES if not m.outcomes)
    assert allowed(state, to, role) == listed


def test_a_verified_request_does_not_give_way_to_an_unverified_one() -> None:
    with pytest.raises(TransitionNotAllowedError):
        check_linking(S.OPEN, kept=S.RECEIVED_UNVERIFIED)
    check_linking(S.RECEIVED_UNVERIFIED, kept=S.OPEN)


@given(lines=LINES, seed=st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(lines: list[Line], seed: st.DataObject) -> None:
    shuffled = sorted(lines, key=lambda _: seed.random())  # type: ignore[attr-defined]
    assert fold_lines(shuffled) is fold_lines(lines)


@given(lines=LINES)
def test_saying_a_line_twice_changes_nothing(lines: list[Line]) -> None:
    assert fold_lines(lines + lines) is fold_lines(lines)


@given(lines=LINES)
def test_the_ticket_is_inactive_only_when_every_line_is_done(lines: list[Line]) -> None:
    done = all(line.state in {S.CLOSED, S.PURGED} for line in lines)
    inactive = {TicketStatus.RESOLVED, TicketStatus.REJECTED, TicketStatus.DELETED}
    assert (ticket_status(fold_lines(lines)) in inactive) == done


@pytest.mark.parametrize(
    ("lines", "state", "status"),
    [
        ([Line(S.RECEIVED_UNVERIFIED)], RequestState.UNVERIFIED, TicketStatus.NEW),
        ([Line(S.RECEIVED_UNVERIFIED), Line(S.OPEN)], RequestState.OPEN, TicketStatus.OPEN),
        ([Line(S.WAITING_ID), Line(S.RESPONDED)], RequestState.WAITING, TicketStatus.STALLED),
        ([Line(S.WAITING_ID), Line(S.IN_PROGRESS)], RequestState.IN_PROGRESS, TicketStatus.OPEN),
        (
            [Line(S.CLOSED, END.REFUSED), Line(S.CLOSED, END.PARTLY)],
            RequestState.CLOSED,
            TicketStatus.RESOLVED,
        ),
        (
            [Line(S.CLOSED, END.REFUSED), Line(S.CLOSED, END.WITHDRAWN)],
            RequestState.DISMISSED,
            TicketStatus.REJECTED,
        ),
        ([Line(S.CLOSED, END.FULFILLED), Line(S.OPEN)], RequestState.OPEN, TicketStatus.OPEN),
        ([Line(S.PURGED, END.FULFILLED)], RequestState.PURGED, TicketStatus.DELETED),
    ],
)
def test_a_request_is_as_far_as_the_line_that_wants_attention_most(
    lines: list[Line], state: RequestState, status: TicketStatus
) -> None:
    assert fold_lines(lines) is state
    assert ticket_status(state) is status


def test_a_request_without_lines_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="at least one line"):
        fold_lines([])
