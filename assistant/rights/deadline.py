"""Computes when a request must be answered, and leaves a trace of why.

Calendar months, not 30 days; always counted from the day of receipt, never from an earlier due date.

Source: GDPR Art. 12(3); Regulation (EEC, Euratom) 1182/71 Art. 3. Rules D-1 to D-4 and D-11.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.errors import InvalidInputError
from assistant.rights.workdays import FIRST_YEAR, LAST_YEAR, Eves, Workdays

FIRST_MONTHS, EXTENDED_MONTHS = 1, 3
MOST_MONTHS = 12
DAY_END = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step from receipt to due date.

    `day` is what the step is about: what D-1 or D-2 gave, or a day that D-3 looked at. `holiday` is the
    public holiday that made D-3 go on; a Saturday or Sunday needs no name. `start` and `count` are what the
    step began with (`count`: months for D-2, days for D-7, working days for D-8).
    """

    rule: str
    day: date
    holiday: str | None = None
    start: date | None = None
    count: int = 0


Trace = tuple[TraceStep, ...]


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day to answer, the day before rolling, and why. The last step's day is the due date."""

    due: date
    nominal: date
    trace: Trace

    @property
    def received_on(self) -> date:
        """The day of receipt in the controller's timezone."""
        return self.trace[0].day


def due(
    received: datetime | date, *, country: str, timezone: str, months: int = FIRST_MONTHS, eves: Eves = "safe"
) -> DueDate:
    """Return the last day to answer what was received then. Rules D-1, D-2, D-3.

    A date without time is taken as the controller's own date.

    Raises:
        InvalidInputError: a time without offset, an unknown country or timezone, a year out of range.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise InvalidInputError(f"The number of months must be from 1 to {MOST_MONTHS}.")
    workdays = Workdays(country, eves)
    received_on = local_date(received, timezone)
    nominal = nominal_date(received_on, months)
    steps = (
        TraceStep("D-1", received_on),
        TraceStep("D-2", nominal, start=received_on, count=months),
        *rolled(nominal, workdays),
    )
    return DueDate(steps[-1].day, nominal, steps)


def local_date(moment: datetime | date, timezone: str) -> date:
    """Return the date in the controller's timezone. Rule D-1.

    Raises:
        InvalidInputError: a time without offset, an unknown timezone, or a year out of range.
    """
    zone = _zone(timezone)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise InvalidInputError(f"The year must be from {FIRST_YEAR} to {LAST_YEAR}.")
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise InvalidInputError("A time needs its offset from UTC, such as 2026-03-05T12:00+02:00.")
    return moment.astimezone(zone).date()


def nominal_date(received_on: date, months: int) -> date:
    """Return the same day of the month that many months later, or that month's last day. Rule D-2."""
    years, month0 = divmod(received_on.month - 1 + months, 12)
    year, month = received_on.year + years, month0 + 1
    return date(year, month, min(received_on.day, calendar.monthrange(year, month)[1]))


def rolled(day: date, workdays: Workdays) -> Trace:
    """Return the days looked at, the last being the first that counts. Rule D-3; never empty."""
    steps = []
    while not workdays.counts(day):
        steps.append(TraceStep("D-3", day, holiday=workdays.holiday(day)))
        day += timedelta(days=1)
    return (*steps, TraceStep("D-3", day))


def end_of(day: date, timezone: str) -> datetime:
    """Return the last second of the day in the controller's timezone, in UTC. Rule D-3."""
    return datetime.combine(day, DAY_END, _zone(timezone)).astimezone(UTC)


def is_overdue(today: date, last_day: date) -> bool:
    """Compare dates, not hours: the last day itself is in time. Rule D-10."""
    return today > last_day


def inherited(own: DueDate, earlier: DueDate) -> DueDate:
    """Return the due date of a request that takes over the receipt of an earlier one. Rule D-11."""
    if earlier.received_on >= own.received_on:
        return own
    receipt, *rest = earlier.trace
    step = TraceStep("D-11", earlier.received_on, start=own.received_on)
    return DueDate(earlier.due, earlier.nominal, (receipt, step, *rest))


def merged_receipt(received: Iterable[datetime]) -> datetime:
    """Return the earliest receipt, which a merged request keeps; a split keeps it on both. Rule D-11.

    Raises:
        ValueError: nothing was received.
    """
    return min(received)


def _zone(timezone: str) -> ZoneInfo:
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInputError("The timezone is not known; an example is Europe/Helsinki.") from error
