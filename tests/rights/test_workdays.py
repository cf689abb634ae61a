"""Holds which days count: D-4, the eves that `holidays` files differently per country."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rights.workdays import Workdays

DAY = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("country", "day", "name"),
    [
        ("FI", date(2026, 6, 19), "Midsummer Eve"),
        ("FI", date(2026, 12, 24), "Christmas Eve"),
        ("SE", date(2026, 6, 19), "Midsummer Eve"),
        ("SE", date(2026, 12, 24), "Christmas Eve"),
        ("SE", date(2026, 12, 31), "New Year's Eve"),
    ],
)
def test_an_eve_is_a_holiday_only_where_offices_keep_it(country: str, day: date, name: str) -> None:
    """Rule D-4."""
    assert Workdays(country, "safe").holiday(day) is None
    assert Workdays(country, "national").holiday(day) == name


def test_new_years_eve_is_an_ordinary_day_in_finland() -> None:
    assert Workdays("FI", "national").counts(date(2026, 12, 31))


def test_five_working_days_before_easter_skip_the_holidays() -> None:
    assert Workdays("FI").before(date(2026, 4, 8), 5) == date(2026, 3, 30)


def test_none_before_a_sunday_is_the_friday() -> None:
    assert Workdays("FI").before(date(2026, 3, 8), 0) == date(2026, 3, 6)


def test_one_working_day_after_good_thursday_is_tuesday() -> None:
    assert Workdays("SE").after(date(2026, 4, 2), 1) == date(2026, 4, 7)


@given(day=DAY, country=st.sampled_from(["FI", "SE"]))
def test_without_a_country_nothing_rolls_later_than_in_one(day: date, country: str) -> None:
    assert day <= Workdays("").roll(day) <= Workdays(country).roll(day)


@given(day=DAY, count=st.integers(0, 12), country=st.sampled_from(["FI", "SE"]))
def test_going_back_and_forth_by_working_days_comes_home(day: date, count: int, country: str) -> None:
    workdays = Workdays(country)
    start = workdays.roll(day)
    assert workdays.before(workdays.after(start, count), count) == start
