"""Holds what may happen to a due date later: rules D-5 to D-8 and D-10."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.rights.clock import (
    ExtensionReason,
    ReminderKind,
    check_extension,
    extended,
    internal_due,
    promised,
    reminders,
    reminders_between,
    suspended,
    warns_of_late_refusal,
)
from assistant.rights.deadline import DueDate, due
from assistant.rights.states import LineOutcome
from assistant.rights.workdays import Workdays
from assistant.terms import Right

FI = Workdays("FI")
DAY = st.dates(date(2024, 1, 1), date(2032, 12, 31))
FIRST_DUE = date(2026, 4, 7)


def due_in_finland(received: date, months: int = 1) -> DueDate:
    return due(received, country="FI", timezone="Europe/Helsinki", months=months)


def test_an_extension_is_allowed_on_the_first_due_date_and_not_on_the_next_day() -> None:
    why = ExtensionReason.COMPLEXITY
    check_extension(FIRST_DUE, first_due=FIRST_DUE, reason=why, text="Nine systems to search.")
    with pytest.raises(TransitionNotAllowedError):
        check_extension(date(2026, 4, 8), first_due=FIRST_DUE, reason=why, text="Nine systems to search.")


def test_the_time_is_extended_once_only() -> None:
    with pytest.raises(TransitionNotAllowedError, match="once"):
        check_extension(
            date(2026, 3, 20),
            first_due=FIRST_DUE,
            reason=ExtensionReason.NUMBER,
            text="Forty requests.",
            extended_before=True,
        )


@pytest.mark.parametrize(
    ("reason", "text"), [(None, "Holidays."), ("holidays", "Holidays."), ("number", ""), ("number", " \n")]
)
def test_an_extension_needs_one_of_two_reasons_and_words(reason: str | None, text: str) -> None:
    with pytest.raises(InvalidInputError):
        check_extension(date(2026, 3, 20), first_due=FIRST_DUE, reason=reason, text=text)


def test_the_due_date_changes_only_when_the_notice_is_sent() -> None:
    """Rule D-5."""
    first, later = (due_in_finland(date(2026, 1, 31), months) for months in (1, 3))
    assert extended(first, later, notice_sent=None) == first
    assert extended(first, later, notice_sent=date(2026, 3, 2)).due == date(2026, 4, 30)


def test_a_notice_sent_after_the_first_month_extends_nothing() -> None:
    first, later = (due_in_finland(date(2026, 1, 31), months) for months in (1, 3))
    assert extended(first, later, notice_sent=date(2026, 3, 3)) == first


@pytest.mark.parametrize(
    ("outcome", "today", "warned"),
    [
        (LineOutcome.REFUSED, date(2026, 4, 7), False),
        (LineOutcome.REFUSED, date(2026, 4, 8), True),
        (LineOutcome.PARTLY, date(2026, 4, 8), True),
        (LineOutcome.FULFILLED, date(2026, 4, 8), False),
    ],
)
def test_a_refusal_after_the_first_month_is_warned_of(
    outcome: LineOutcome, today: date, *, warned: bool
) -> None:
    """Rule D-6."""
    assert warns_of_late_refusal(outcome, today, first_due=FIRST_DUE) is warned


def test_days_waited_for_an_identity_answer_are_added_and_rolled() -> None:
    """Rule D-7."""
    first = due_in_finland(date(2026, 3, 5))
    waited = suspended(first, asked=date(2026, 3, 6), answered=date(2026, 3, 12), workdays=FI)
    assert (waited.nominal, waited.due) == (date(2026, 4, 11), date(2026, 4, 13))
    assert [step.rule for step in waited.trace] == ["D-1", "D-2", "D-7", "D-3", "D-3", "D-3"]


def test_an_identity_question_after_five_working_days_suspends_nothing() -> None:
    """Rule D-7."""
    first = due_in_finland(date(2026, 3, 5))
    on_time, late = date(2026, 3, 12), date(2026, 3, 13)
    assert suspended(first, asked=on_time, answered=date(2026, 3, 20), workdays=FI) != first
    assert suspended(first, asked=late, answered=date(2026, 3, 20), workdays=FI) == first


def test_an_unanswered_identity_question_suspends_nothing_yet() -> None:
    first = due_in_finland(date(2026, 3, 5))
    assert suspended(first, asked=date(2026, 3, 6), answered=None, workdays=FI) == first


def test_an_answer_before_its_question_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="before"):
        suspended(
            due_in_finland(date(2026, 3, 5)), asked=date(2026, 3, 9), answered=date(2026, 3, 6), workdays=FI
        )


def test_the_house_has_five_working_days_less() -> None:
    assert internal_due(due_in_finland(date(2026, 3, 5)), [Right.ACCESS], workdays=FI) == date(2026, 3, 27)


def test_a_sooner_promise_of_the_policy_wins() -> None:
    """Rule D-8."""
    first = due_in_finland(date(2026, 3, 5))
    soon = promised(first.received_on, workdays=FI, days=14)
    assert internal_due(first, [Right.ACCESS], workdays=FI, promised_on=soon) == date(2026, 3, 19)
    late = promised(first.received_on, workdays=FI, months=2)
    assert internal_due(first, [Right.ACCESS], workdays=FI, promised_on=late) == date(2026, 3, 27)


@pytest.mark.parametrize("right", [Right.WITHDRAW_CONSENT, Right.MARKETING_BAN])
def test_what_only_has_to_stop_stops_within_one_working_day(right: Right) -> None:
    friday = due_in_finland(date(2026, 3, 6))
    assert internal_due(friday, [Right.ACCESS, right], workdays=FI) == date(2026, 3, 9)


@given(received=DAY, right=st.sampled_from([r for r in Right if r.is_filed]))
def test_the_houses_own_day_lies_between_receipt_and_due_date(received: date, right: Right) -> None:
    counted = due_in_finland(received)
    assert received <= internal_due(counted, [right], workdays=FI) < counted.due


def test_reminders_of_a_due_date_after_easter_skip_the_holidays() -> None:
    """Rule D-10."""
    assert [(r.kind, r.day) for r in reminders(date(2026, 4, 7), FI)] == [
        (ReminderKind.FOURTEEN_DAYS, date(2026, 3, 24)),
        (ReminderKind.FIVE_WORKING_DAYS, date(2026, 3, 27)),
        (ReminderKind.ONE_WORKING_DAY, date(2026, 4, 2)),
        (ReminderKind.LAST_DAY, date(2026, 4, 7)),
    ]


@given(due_on=DAY, a=DAY, b=DAY, c=DAY)
def test_no_reminder_is_lost_or_said_twice_however_seldom_one_looks(
    due_on: date, a: date, b: date, c: date
) -> None:
    first, middle, last = sorted((a, b, c))
    whole = reminders_between(due_on, FI, after=first, until=last)
    parts = [
        *reminders_between(due_on, FI, after=first, until=middle),
        *reminders_between(due_on, FI, after=middle, until=last),
    ]
    assert sorted(parts, key=lambda r: (r.day, r.kind)) == sorted(whole, key=lambda r: (r.day, r.kind))
