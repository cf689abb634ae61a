"""Reads what a program wishes for a ticket: every value that cannot be read is refused, none is dropped."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from assistant.errors import InvalidInputError

Wishes = Mapping[str, Any]
MOST_ITEMS = 100
LARGEST = 2**31 - 1
"""What every database keeps as a whole number."""
UNSET = "1970-01-01"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def text(name: str, value: object) -> str:
    """Return the text; a number is written out.

    Raises:
        InvalidInputError: it is neither.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise InvalidInputError(f"{name} must be a text.")


def texts(name: str, value: object) -> list[str]:
    """Return one text or a list of them as a list; nothing and an empty text are an empty list.

    Raises:
        InvalidInputError: it holds something else, or too much.
    """
    if value is None or value == "":
        return []
    items = value if isinstance(value, list) else [value]
    if len(items) > MOST_ITEMS:
        raise InvalidInputError(f"{name} has at most {MOST_ITEMS} values.")
    return [text(name, item) for item in items]


def number(name: str, value: object) -> int:
    """Return the whole number.

    Raises:
        InvalidInputError: it is none.
    """
    try:
        found = int(text(name, value))
    except ValueError:
        raise InvalidInputError(f"{name} must be a whole number.") from None
    if abs(found) > LARGEST:
        raise InvalidInputError(f"{name} must be from -{LARGEST} to {LARGEST}.")
    return found


def instant(name: str, value: object, *, zone: str) -> datetime | None:
    """Return the instant; without an offset it is UTC, and a day alone is its last second in the zone.

    An empty text, nothing, and the beginning of 1970 are None, as with Request Tracker.

    Raises:
        InvalidInputError: it cannot be read; a deadline is never dropped in silence.
    """
    if value is None or value == "":
        return None
    written = text(name, value).strip()
    if written.startswith(UNSET):
        return None
    try:
        if _DAY.fullmatch(written):
            day = datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=UTC).date()
            return datetime.combine(day, time(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)
        read = datetime.fromisoformat(written)
    except ValueError:
        example = "2026-12-24T21:59:59Z"
        raise InvalidInputError(f"{name} cannot be read as a date; write it like {example}.") from None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


def custom_fields(value: object) -> dict[str, list[str]]:
    """Return the values wished for each custom field.

    Raises:
        InvalidInputError: it is no object of names and values.
    """
    if not isinstance(value, Mapping):
        raise InvalidInputError("CustomFields must be an object of names and values.")
    return {str(name): texts(f"CustomFields.{name}", wanted) for name, wanted in value.items()}


def check_known(wishes: Wishes, known: tuple[str, ...]) -> None:
    """Hold that nothing is wished for that would have no effect.

    Raises:
        InvalidInputError: a name is not known.
    """
    for name in wishes:
        if name not in known:
            raise InvalidInputError(f"There is no field {str(name)[:60]!r}; known: {', '.join(known)}.")
