"""Holds when a request must be answered: rules D-1 to D-4, D-10 and D-11."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InvalidInputError
from assistant.rights.deadline import DueDate, TraceStep, due, end_of, is_overdue, local_date, merged_receipt
from assistant.rights.workdays import Eves, Workdays

ZONES = {"FI": "Europe/Helsinki", "SE": "Europe/Stockholm"}
COUNTRY = st.sampled_from(["FI", "SE"])
EVES: st.SearchStrategy[Eves] = st.sampled_from(["safe", "national"])
DAY = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def due_in(country: str, received: datetime | date, *, months: int = 1, eves: Eves = "safe") -> DueDate:
    return due(received, country=country, timezone=ZONES[country], months=months, eves=eves)


def by_walking(received: date, country: str, months: int, *, keep_eves: bool) -> date:
    """Count the same date another way: day by day, with no arithmetic on months."""
    day, left = received, months
    while left:
        day += timedelta(days=1)
        ends_short_month = (day + timedelta(days=1)).day == 1 and day.day < received.day
        left -= day.day == received.day or ends_short_month
    while day.weekday() > 4 or day in free_days(country, day.year, keep_eves=keep_eves):
        day += timedelta(days=1)
    return day


FREE: dict[tuple[str, int, bool], set[date]] = {}


def free_days(country: str, year: int, *, keep_eves: bool) -> set[date]:
    if (country, year, keep_eves) not in FREE:
        midsummer = next(d for d in (date(year, 6, n) for n in range(20, 27)) if d.weekday() == 5)
        eves = {midsummer - timedelta(days=1), date(year, 12, 24)}
        eves |= {date(year, 12, 31)} if country == "SE" else set()
        days = set(holidays.country_holidays(country, years=year, categories=("public",)))
        FREE[country, year, keep_eves] = days | eves if keep_eves else days - eves
    return FREE[country, year, keep_eves]


def days(first: date, last: date, step: int) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=step)


@pytest.mark.parametrize("country", ["FI", "SE"])
@pytest.mark.parametrize("months", [1, 3])
@pytest.mark.parametrize("eves", ["safe", "national"])
def test_counting_day_by_day_gives_the_same_due_date(country: str, months: int, eves: Eves) -> None:
    """Rules D-2, D-3 and D-4."""
    for received in days(date(2024, 1, 1), date(2032, 12, 31), 1):
        walked = by_walking(received, country, months, keep_eves=eves == "national")
        assert due_in(country, received, months=months, eves=eves).due == walked, received


@given(received=DAY, country=COUNTRY, eves=EVES, months=st.sampled_from([1, 3]))
def test_a_due_date_always_counts_as_a_working_day(
    received: date, country: str, eves: Eves, months: int
) -> None:
    found = due_in(country, received, months=months, eves=eves)
    assert Workdays(country, eves).counts(found.due)
    assert found.nominal <= found.due <= found.nominal + timedelta(days=6)


@given(received=DAY, later=DAY, country=COUNTRY, eves=EVES)
def test_what_comes_later_is_never_due_earlier(received: date, later: date, country: str, eves: Eves) -> None:
    first, last = sorted((received, later))
    assert due_in(country, first, eves=eves).due <= due_in(country, last, eves=eves).due


@given(received=DAY, country=COUNTRY)
def test_keeping_the_eves_never_makes_the_due_date_earlier(received: date, country: str) -> None:
    assert due_in(country, received).due <= due_in(country, received, eves="national").due


@given(received=DAY, country=COUNTRY, eves=EVES)
def test_a_trace_begins_with_the_receipt_and_ends_with_the_due_date(
    received: date, country: str, eves: Eves
) -> None:
    found = due_in(country, received, eves=eves)
    assert [found.received_on, found.trace[1].day, found.trace[-1].day] == [
        received,
        found.nominal,
        found.due,
    ]


def test_the_trace_names_every_holiday_that_moved_the_date() -> None:
    assert due_in("FI", date(2026, 3, 5)).trace == (
        TraceStep("D-1", date(2026, 3, 5)),
        TraceStep("D-2", date(2026, 4, 5), start=date(2026, 3, 5), count=1),
        TraceStep("D-3", date(2026, 4, 5), holiday="Easter Sunday"),
        TraceStep("D-3", date(2026, 4, 6), holiday="Easter Monday"),
        TraceStep("D-3", date(2026, 4, 7)),
    )


def test_an_ordinary_saturday_is_passed_over_without_a_name() -> None:
    steps = due_in("SE", date(2026, 1, 31)).trace[2:]
    assert [(step.day, step.holiday) for step in steps] == [
        (date(2026, 2, 28), None),
        (date(2026, 3, 1), None),
        (date(2026, 3, 2), None),
    ]


def test_one_instant_has_two_dates_in_helsinki_and_stockholm() -> None:
    received = datetime(2026, 9, 14, 21, 30, tzinfo=UTC)
    assert due_in("SE", received).due == date(2026, 10, 14)
    assert due_in("FI", received).due == date(2026, 10, 15)


def test_the_last_minute_of_a_sunday_is_dated_on_that_sunday() -> None:
    """Rule D-1."""
    received = datetime(2026, 2, 1, 23, 59, tzinfo=timezone(timedelta(hours=2)))
    assert due_in("FI", received).received_on == date(2026, 2, 1)


@pytest.mark.parametrize(
    "moment", [datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)]
)
def test_the_change_to_summer_time_loses_no_date(moment: datetime) -> None:
    """Rule X-11."""
    assert local_date(moment, "Europe/Stockholm") == date(2026, 3, 29)


def test_a_due_date_ends_at_the_last_second_of_the_day_in_summer_and_in_winter() -> None:
    assert end_of(date(2026, 6, 19), "Europe/Helsinki") == datetime(2026, 6, 19, 20, 59, 59, tzinfo=UTC)
    assert end_of(date(2026, 10, 25), "Europe/Helsinki") == datetime(2026, 10, 25, 21, 59, 59, tzinfo=UTC)


def test_the_last_day_itself_is_in_time() -> None:
    """Rule D-10."""
    assert not is_overdue(date(2026, 4, 7), date(2026, 4, 7))
    assert is_overdue(date(2026, 4, 8), date(2026, 4, 7))


def test_a_merged_request_keeps_the_earliest_receipt() -> None:
    """Rule D-11."""
    moments = [datetime(2026, 3, 7, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)]
    assert merged_receipt(moments) == datetime(2026, 3, 5, tzinfo=UTC)


def test_a_time_without_offset_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="offset"):
        due_in("FI", datetime(2026, 3, 5, 12, 0))  # noqa: DTZ001 - the very thing to refuse


@pytest.mark.parametrize(
    ("country", "zone", "eves", "months", "year"),
    [
        ("XX", "Europe/Helsinki", "safe", 1, 2026),
        ("fi", "Europe/Helsinki", "safe", 1, 2026),
        ("FI", "Europe/Nowhere", "safe", 1, 2026),
        ("FI", "../etc/passwd", "safe", 1, 2026),
        ("FI", "", "safe", 1, 2026),
        ("FI", "Europe/Helsinki", "sometimes", 1, 2026),
        ("FI", "Europe/Helsinki", "safe", 0, 2026),
        ("FI", "Europe/Helsinki", "safe", 13, 2026),
        ("FI", "Europe/Helsinki", "safe", 1, 1999),
        ("FI", "Europe/Helsinki", "safe", 1, 9999),
    ],
)
def test_what_cannot_be_counted_is_refused(
    country: str, zone: str, eves: Eves, months: int, year: int
) -> None:
    with pytest.raises(InvalidInputError):
        due(date(year, 12, 31), country=country, timezone=zone, months=months, eves=eves)
