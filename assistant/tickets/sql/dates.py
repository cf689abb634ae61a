"""Reads the moments that a query names: days, times, and words such as `2 days ago`."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_UNITS = {"minute": 60, "min": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
_WHOLE = {"day", "week", "month", "year"}
_MONTHS = {"month": 1, "year": 12}
_AGO = re.compile(r"(in |[+-])?(\d{1,4}) (minute|min|hour|day|week|month|year)s?( ago)?")
_UNSET = {"not set", "unset", "never"}
_NEAR = re.compile(r"(next|last) (day|week|month|year)")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, and the day that was meant if no time of day was said; None for both: not set."""

    at: datetime | None
    day: date | None = None


def read_moment(text: str, *, now: datetime, zone: str) -> Moment | None:
    """Return the moment that a text names, in the zone unless it says its own; None if it is none."""
    plain = " ".join(text.casefold().split())
    local = now.astimezone(ZoneInfo(zone))
    if plain in _UNSET:
        return Moment(None)
    if plain == "now":
        return Moment(now.astimezone(UTC))
    if plain in _DAYS:
        return _day(local.date() + timedelta(days=_DAYS[plain]), zone)
    try:
        return _distance(plain, local, zone) or _written(text.strip(), zone)
    except (ValueError, OverflowError):
        return None


def _distance(plain: str, local: datetime, zone: str) -> Moment | None:
    if near := _NEAR.fullmatch(plain):
        plain = f"{'+' if near[1] == 'next' else '-'}1 {near[2]}"
    match = _AGO.fullmatch(plain)
    if match is None:
        return None
    sign, number, unit, ago = match.groups()
    amount = -int(number) if ago or sign == "-" else int(number)
    if unit in _MONTHS:
        return _day(_months_on(local.date(), amount * _MONTHS[unit]), zone)
    moved = local.astimezone(UTC) + timedelta(seconds=amount * _UNITS[unit])
    return (
        _day(local.date() + timedelta(days=amount * _UNITS[unit] // 86400), zone)
        if unit in _WHOLE
        else Moment(moved)
    )


def _months_on(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for last in range(start.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, start.day)


def _written(text: str, zone: str) -> Moment:
    if len(text) <= len("2026-12-31"):
        return _day(date.fromisoformat(text), zone)
    read = datetime.fromisoformat(text)
    aware = read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))
    return Moment(aware.astimezone(UTC))


def _day(value: date, zone: str) -> Moment:
    return Moment(start_of(value, zone), value)


def start_of(value: date, zone: str) -> datetime:
    """Return when a day begins in a zone, in UTC."""
    return datetime.combine(value, time(), ZoneInfo(zone)).astimezone(UTC)
