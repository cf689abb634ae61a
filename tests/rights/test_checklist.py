"""Holds the checklist of each right: rules F-1 to F-3 and R-5."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.rights.checklist import (
    AUTHORITY,
    TASKS,
    WHOLE,
    ItemState,
    check_closing,
    check_item,
    checklist,
    unfinished,
)
from assistant.rights.states import LineOutcome
from assistant.terms import Right
from assistant.translations import catalogue, render

FILED = [right for right in Right if right.is_filed]
NAMES = st.lists(st.sampled_from(["Payroll", "Billing", "Mail Ltd", "Maps Oy", "Åtta AB", "Atta AB"]))


def names(right: Right, *, systems: tuple[str, ...] = (), recipients: tuple[str, ...] = ()) -> list[str]:
    return [item.key for item in checklist([right], systems=systems, recipients=recipients)]


def test_every_right_that_is_filed_has_its_tasks() -> None:
    assert set(TASKS) == set(FILED)


def test_a_complaint_has_nothing_to_do() -> None:
    assert names(Right.COMPLAINT) == []


def test_whoever_asks_for_somebody_else_is_checked_first() -> None:
    """Rule I-9."""
    items = checklist([Right.ERASURE], systems=[], recipients=[], is_represented=True)
    assert items[0].key == "erasure:authority"
    assert render(items[0].message, "en") == "Check that whoever asks for this person may do so."
    assert checklist([Right.COMPLAINT], systems=[], recipients=[], is_represented=True) == ()


def test_access_searches_systems_and_the_recipients_that_the_policy_names() -> None:
    items = checklist([Right.ACCESS], systems=["Payroll"], recipients=["Mail Ltd"])
    assert [item.place for item in items if item.place] == ["Payroll", "Mail Ltd"]
    assert render(items[1].message, "en") == "Search Payroll and attach what was found."


def test_what_the_assistant_holds_itself_is_added_by_itself() -> None:
    items = checklist([Right.ACCESS], systems=[], recipients=[])
    assert [item.key for item in items if item.automatic] == ["access:own", "access:delivery"]


@pytest.mark.parametrize("right", [Right.RECTIFICATION, Right.ERASURE, Right.RESTRICTION])
def test_recipients_are_told_one_by_one_of_these_three_rights_only(right: Right) -> None:
    items = checklist([right], systems=[], recipients=["Mail Ltd", "Maps Oy"])
    assert [i.place for i in items if i.article == "19" and i.place] == ["Mail Ltd", "Maps Oy"]
    for other in set(FILED) - {Right.RECTIFICATION, Right.ERASURE, Right.RESTRICTION}:
        assert all(i.article != "19" for i in checklist([other], systems=[], recipients=["Mail Ltd"]))


def test_without_any_system_the_search_names_them_as_a_whole() -> None:
    search = checklist([Right.ACCESS], systems=[], recipients=[])[1]
    assert render(search.message, "en") == "Search the controller's systems and attach what was found."


def test_two_rights_keep_their_own_items() -> None:
    both = checklist([Right.ERASURE, Right.ACCESS], systems=["Payroll"], recipients=[])
    assert [i.right for i in both] == sorted((i.right for i in both), reverse=True)


@given(rights=st.lists(st.sampled_from(Right)), systems=NAMES, recipients=NAMES)
def test_keys_are_unique_and_the_list_is_the_same_when_made_again(
    rights: list[Right], systems: list[str], recipients: list[str]
) -> None:
    items = checklist(rights, systems=systems, recipients=recipients)
    assert len({item.key for item in items}) == len(items)
    assert items == checklist(rights, systems=systems, recipients=recipients)


def test_an_access_request_asks_for_each_kind_of_data_that_the_policy_names() -> None:
    items = checklist([Right.ACCESS], systems=[], recipients=[], categories=["Contact details", "Invoices"])
    assert [i.place for i in items if i.article == "15(1)(b)"] == ["Contact details", "Invoices"]
    assert names(Right.ACCESS) == [i.key for i in items if i.article != "15(1)(b)"]


def test_an_item_stays_open_until_done_or_not_applicable_and_a_bounced_notice_is_unfinished() -> None:
    states = {
        "erasure:ground": ItemState.DONE,
        "erasure:published": ItemState.NOT_APPLICABLE,
        "erasure:backups": ItemState.OPEN,
        "erasure:notify:a": ItemState.SENT,
        "erasure:notify:b": ItemState.BOUNCED,
        "erasure:notify:c": ItemState.IMPOSSIBLE,
    }
    assert unfinished(states) == ("erasure:backups", "erasure:notify:b")


def test_a_notice_is_sent_bounced_or_impossible_and_nothing_else_is() -> None:
    """Rule F-3."""
    check_item("erasure:notify:mail-1", ItemState.SENT, "")
    check_item("erasure:notify:mail-1", ItemState.BOUNCED, "")
    for key, state in (("erasure:ground", ItemState.SENT), ("erasure:notify:mail-1", ItemState.DONE)):
        with pytest.raises(TransitionNotAllowedError):
            check_item(key, state, "")


@pytest.mark.parametrize(
    ("key", "state"),
    [("access:copy", ItemState.NOT_APPLICABLE), ("erasure:notify:mail-1", ItemState.IMPOSSIBLE)],
)
def test_what_does_not_apply_or_is_impossible_needs_its_reason(key: str, state: ItemState) -> None:
    """Rule F-1."""
    check_item(key, state, "The firm is wound up.")
    with pytest.raises(InvalidInputError):
        check_item(key, state, " ")


def test_an_answered_line_closes_only_with_outcome_checklist_and_delivery() -> None:
    """Rule R-5."""
    done = {"a:b": ItemState.DONE, "a:c": ItemState.NOT_APPLICABLE}
    check_closing(done, outcome=LineOutcome.FULFILLED, delivered=True)
    for states, outcome, delivered, fault in (
        (done, None, True, "Choose"),
        ({"a:b": ItemState.OPEN, "a:c": ItemState.OPEN}, LineOutcome.FULFILLED, True, "checklist.*2"),
        (done, LineOutcome.REFUSED, False, "delivered"),
    ):
        with pytest.raises(TransitionNotAllowedError, match=fault):
            check_closing(states, outcome=outcome, delivered=delivered)


def test_a_withdrawn_line_closes_with_everything_left_undone() -> None:
    check_closing({"a:b": ItemState.OPEN}, outcome=LineOutcome.WITHDRAWN, delivered=False)


@pytest.mark.parametrize("locale", ["fi", "sv"])
def test_every_task_is_translated(locale: str) -> None:
    texts = {task.text for tasks in TASKS.values() for task in tasks} | {WHOLE, AUTHORITY.text}
    assert [text for text in texts if not catalogue("law", locale).get(text)] == []
