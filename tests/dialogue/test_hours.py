"""Holds when people are back: in the company's hours and zone, and not on its holidays."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.answers.knowledge import Knowledge
from assistant.dialogue.hours import opens_next
from assistant.policy.load import Controller

WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-16:00")


@pytest.fixture
def office(knowledge: Knowledge) -> Controller:
    return replace(knowledge.controller("nord"), opening_hours=WEEK, timezone="Europe/Helsinki")


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_within_the_hours_somebody_is_there_now(office: Controller) -> None:
    assert opens_next(office, at(5, 10)) == at(5, 10)  # Thursday, noon in Helsinki


def test_before_the_hours_people_are_back_the_same_day(office: Controller) -> None:
    assert opens_next(office, at(5, 4)) == at(5, 7)


def test_the_end_of_the_hours_is_not_part_of_them(office: Controller) -> None:
    assert opens_next(office, at(5, 13, 59)) == at(5, 13, 59)
    assert opens_next(office, at(5, 14)) == at(6, 7)


def test_after_friday_people_are_back_on_monday(office: Controller) -> None:
    assert opens_next(office, at(6, 20)) == at(9, 7)


def test_a_public_holiday_is_passed_over(office: Controller) -> None:
    """Good Friday is 3 April 2026, Easter Monday the 6th; Helsinki has summer time by then."""
    assert opens_next(office, at(2, 20, month=4)) == at(7, 6, month=4)


def test_without_hours_nobody_knows(office: Controller) -> None:
    assert opens_next(replace(office, opening_hours={}), at(5, 10)) is None
