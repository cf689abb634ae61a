"""Texts for people: English sentences are the message ids, Finnish and Swedish stand in .po files.

One catalogue per subject: `<locale>/LC_MESSAGES/<domain>.po`, read as it is, so there is nothing to compile.
A sentence is whole and its parameters have names: `translate("chat", "fi", "Due on %(date)s.", date=...)`.
Files are read once per process, on first use.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from assistant.terms import Message

FOLDER = Path(__file__).parent
SOURCE_LOCALE = "en"
WRITTEN_AS = {"en": "en_GB"}
"""Whose habits dates follow, where that is not the language's own."""


@cache
def catalogue(domain: str, locale: str) -> Catalog:
    """Return the catalogue of a subject; an empty one for English, whose sentences are the ids.

    Raises:
        FileNotFoundError: there is no such subject in this language.
    """
    if locale == SOURCE_LOCALE:
        return Catalog(locale)
    with (FOLDER / locale / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, locale=locale, domain=domain, abort_invalid=True)


def translate(domain: str, locale: str, msgid: str, /, **parameters: object) -> str:
    """Return the sentence in the language, its named parameters filled in; English where it is missing."""
    message = catalogue(domain, locale).get(msgid)
    sentence = message.string if message and isinstance(message.string, str) and message.string else msgid
    return sentence % parameters


def ntranslate(domain: str, locale: str, forms: tuple[str, str], num: int, /, **parameters: object) -> str:
    """Return the sentence in the form that the language wants for a number, available as `%(num)d`."""
    found = catalogue(domain, locale)
    message = found.get(forms[0])
    strings = message.string if message and isinstance(message.string, tuple | list) else ()
    plural = int(num != 1)
    sentence = strings[plural] if len(strings) > plural and strings[plural] else forms[plural]
    return sentence % {"num": num, **parameters}


def render(message: Message, locale: str) -> str:
    """Return a message in the language; dates are written out as that language writes them."""
    return translate(message.domain, locale, message.msgid, **_spoken(message, locale))


def spoken_day(value: date, locale: str) -> str:
    """Return a day written out: 7 April 2026."""
    return format_date(value, "long", locale=WRITTEN_AS.get(locale, locale))


def spoken_time(value: datetime, locale: str) -> str:
    """Return a time of day without seconds, in the zone that the value is in."""
    return format_time(value, "short", tzinfo=value.tzinfo, locale=WRITTEN_AS.get(locale, locale))


def spoken_list(items: Sequence[str], locale: str) -> str:
    """Return the items as one enumeration: a, b and c."""
    return format_list(items, locale=WRITTEN_AS.get(locale, locale))


def _spoken(message: Message, locale: str) -> dict[str, object]:
    return {name: _spoken_value(value, locale) for name, value in message.params.items()}


def _spoken_value(value: str | int | date | datetime | time | Message, locale: str) -> object:
    match value:
        case Message():
            return render(value, locale)
        case datetime():
            return format_datetime(value, "long", locale=WRITTEN_AS.get(locale, locale))
        case date():
            return spoken_day(value, locale)
        case time():
            return format_time(value, "short", locale=WRITTEN_AS.get(locale, locale))
        case _:
            return value
