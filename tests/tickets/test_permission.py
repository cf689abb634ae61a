"""Holds who may do what: abuse cases of roles and queues."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import PermissionDeniedError
from assistant.terms import Role, TicketStatus
from assistant.tickets.permission import (
    GRANTED,
    Action,
    Grant,
    action_for_status,
    check_permission,
    check_two_persons,
    may,
    queues_for,
    role_for,
)

GRANTS = st.lists(st.builds(Grant, st.sampled_from(Role), st.sampled_from(["*", "north", "south"])))


def test_every_role_has_a_row_in_the_table() -> None:
    assert set(GRANTED) == set(Role)


def test_every_action_is_permitted_to_somebody() -> None:
    assert set(Action) == set().union(*GRANTED.values())


@given(grants=GRANTS, action=st.sampled_from(Action))
def test_a_role_in_one_queue_opens_no_other(grants: list[Grant], action: Action) -> None:
    elsewhere = [grant for grant in grants if grant.queue == "north"]
    assert not may(elsewhere, action, queue="south")


@given(grants=GRANTS, more=GRANTS, action=st.sampled_from(Action))
def test_another_role_never_takes_a_permission_away(
    grants: list[Grant], more: list[Grant], action: Action
) -> None:
    assert may(grants + more, action, queue="north") >= may(grants, action, queue="north")


@pytest.mark.parametrize("action", [Action.OPEN_PACKAGE, Action.APPROVE, Action.REFUSE, Action.OVERRIDE])
def test_an_agent_neither_approves_nor_opens_a_package(action: Action) -> None:
    """Rule X-10."""
    with pytest.raises(PermissionDeniedError):
        check_permission([Grant(Role.AGENT)], action, queue="north")
    check_permission([Grant(Role.APPROVER)], action, queue="north")


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMIN, Role.DATA_SUBJECT, Role.SYSTEM])
@pytest.mark.parametrize("action", [Action.SHOW_TICKET, Action.COMMENT, Action.OPEN_PACKAGE, Action.SEARCH])
def test_only_agents_and_approvers_read_tickets(role: Role, action: Action) -> None:
    assert not may([Grant(role)], action, queue="north")


def test_the_role_on_record_is_the_one_that_may_do_least() -> None:
    grants = [Grant(Role.APPROVER), Grant(Role.AGENT, "north")]
    assert role_for(grants, Action.REPLY, queue="north") is Role.AGENT
    assert role_for(grants, Action.REPLY, queue="south") is Role.APPROVER


def test_queues_are_listed_for_an_action() -> None:
    grants = [Grant(Role.AGENT, "north"), Grant(Role.EDITOR, "south")]
    assert queues_for(grants, Action.SHOW_TICKET) == {"north"}


def test_an_agent_rejects_a_ticket_and_does_not_delete_it() -> None:
    assert may([Grant(Role.AGENT)], action_for_status(TicketStatus.REJECTED), queue="north")
    assert not may([Grant(Role.AGENT)], action_for_status(TicketStatus.DELETED), queue="north")


def test_nobody_approves_their_own_work_without_a_written_reason() -> None:
    check_two_persons("alva", "bo")
    check_two_persons("alva", "alva", override_reason="Nobody else works here.")
    with pytest.raises(PermissionDeniedError):
        check_two_persons("alva", "alva", override_reason="  ")
