"""Knows which days do not count in a country: Saturdays, Sundays and public holidays.

The `holidays` package, pinned, is the source. It files the eves under `public` for Finland and under
`de_facto` for Sweden, so they are told apart by name here, never by category.

Source: Regulation (EEC, Euratom) 1182/71 Art. 2 and 3(4); rule D-4.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

import holidays

from assistant.errors import InvalidInputError

Eves = Literal["safe", "national"]
"""`safe`: an eve is an ordinary day, so the due date is never late. `national`: offices are closed on it."""

EVES = frozenset({"Midsummer Eve", "Christmas Eve", "New Year's Eve"})
COUNTRIES: dict[str, tuple[str, ...]] = {"FI": ("public",), "SE": ("public", "de_facto")}
ZONES = {"FI": "Europe/Helsinki", "SE": "Europe/Stockholm"}
FIRST_YEAR, LAST_YEAR = 2000, 2099
SATURDAY, SUNDAY = 5, 6
_DAY = timedelta(days=1)


@cache
def _named_days(country: str, year: int) -> dict[date, tuple[str, ...]]:
    if not country:
        return {}
    found = holidays.country_holidays(
        country, years=year, categories=COUNTRIES[country], language="en_US", observed=False
    )
    return {day: tuple(found.get_list(day)) for day in found}


@dataclass(frozen=True, slots=True)
class Workdays:
    """The days that count in one country; without a country, every day from Monday to Friday.

    No holiday is known then, so nothing is ever due later than anywhere in the EU.

    Raises:
        InvalidInputError: the country or the choice of eves is not known.
    """

    country: str
    eves: Eves = "safe"

    def __post_init__(self) -> None:
        if self.country and self.country not in COUNTRIES:
            raise InvalidInputError(f"The country must be one of {', '.join(COUNTRIES)}.")
        if self.eves not in ("safe", "national"):
            raise InvalidInputError("The choice of eves must be safe or national.")

    def holiday(self, day: date) -> str | None:
        """Return the public holiday's English name, which is also its message id; None on any other day."""
        names = _named_days(self.country, day.year).get(day, ())
        counted = [name for name in names if self.eves == "national" or name not in EVES]
        return counted[0] if counted else None

    def counts(self, day: date) -> bool:
        return day.weekday() < SATURDAY and self.holiday(day) is None

    def roll(self, day: date) -> date:
        """Return the day itself if it counts, else the next that does."""
        while not self.counts(day):
            day += _DAY
        return day

    def before(self, day: date, count: int) -> date:
        """Return the working day that many working days earlier; 0 gives the last that is not later."""
        while not self.counts(day):
            day -= _DAY
        return self._walk(day, count, -_DAY)

    def after(self, day: date, count: int) -> date:
        """Return the working day that many working days later, the day itself not counted."""
        return self._walk(day, count, _DAY)

    def _walk(self, day: date, count: int, step: timedelta) -> date:
        while count > 0:
            day += step
            count -= self.counts(day)
        return day
