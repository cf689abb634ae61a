"""When people answer chats: a controller's hours in its own time zone, except on its public holidays."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.policy.load import DAYS, Controller
from assistant.rights.workdays import Workdays

_LOOKED_AHEAD_DAYS = 21
"""Longer than any run of days that an office is closed by its weekly hours and holidays."""


def opens_next(controller: Controller, now: datetime) -> datetime | None:
    """Return the instant from which somebody is there again; `now` within the hours, None without any hours.

    The end of the hours is not part of them.
    """
    return next((max(begins, now) for begins, ends in _hours(controller, now) if now < ends), None)


def _hours(controller: Controller, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield when the hours of each day from today on begin and end, in order."""
    zone = ZoneInfo(controller.timezone)
    workdays = Workdays(controller.country, "national")
    today = now.astimezone(zone).date()
    for day in (today + timedelta(days=number) for number in range(_LOOKED_AHEAD_DAYS)):
        written = controller.opening_hours.get(DAYS[day.weekday()], "")
        if written and workdays.holiday(day) is None:
            first, _, last = written.partition("-")
            yield (
                datetime.combine(day, time.fromisoformat(first), zone),
                datetime.combine(day, time.fromisoformat(last), zone),
            )
