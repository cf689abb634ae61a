"""Finds what a policy states exactly: dates, periods, and ways to reach somebody, in comparable forms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    ("january", "tammikuu", "januari"),
    ("february", "helmikuu", "februari"),
    ("march", "maaliskuu", "mars"),
    ("april", "huhtikuu", "april"),
    ("may", "toukokuu", "maj"),
    ("june", "kesäkuu", "juni"),
    ("july", "heinäkuu", "juli"),
    ("august", "elokuu", "augusti"),
    ("september", "syyskuu", "september"),
    ("october", "lokakuu", "oktober"),
    ("november", "marraskuu", "november"),
    ("december", "joulukuu", "december"),
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True))
_NUMBERS = {
    2: ("two", "kaksi", "kahden", "kahta", "kahdella", "två"),
    3: ("three", "kolme", "kolmen", "kolmea", "tre"),
    4: ("four", "neljä", "neljän", "neljää", "fyra"),
    5: ("five", "viisi", "viiden", "viittä", "fem"),
    6: ("six", "kuusi", "kuuden", "kuutta", "sex"),
    7: ("seven", "seitsemän", "sju"),
    8: ("eight", "kahdeksan", "åtta"),
    10: ("ten", "kymmenen", "tio"),
    12: ("twelve", "kaksitoista", "kahdentoista", "tolv"),
}
_WORDS = {word: number for number, words in _NUMBERS.items() for word in words}
_UNITS = {
    "day": ("day", "päiv", "vuorokau", "dag", "dygn"),
    "week": ("week", "viik", "veck"),
    "month": ("month", "kuukau", "kuukaut", "månad"),
    "year": ("year", "vuo", "år"),
}
_UNIT = "|".join(stem for stems in _UNITS.values() for stem in stems)
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)|(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_WRITTEN = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\.? (?:of )?({_MONTH})(?:ta|n)?,? (\d{{4}})", re.IGNORECASE
)
_AMERICAN = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?, (\d{{4}})", re.IGNORECASE)
_PERIOD = re.compile(
    rf"(?<![\d.,])\b(\d{{1,3}}|{'|'.join(_WORDS)})(?: ?\(\d{{1,3}}\))?[ \u00a0-](?:calendar )?({_UNIT})\w*",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(r"(?:https?://|\bwww\.)([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w./=-])(?:\+\d|0)\d(?:[ -]?\d){5,12}(?![\w=])")
_SIGNIFICANT = 7
"""Digits at the end of a telephone number that are the same however it is written."""
_SENTENCE = re.compile(r"[.!?]\s|\n")
_IN_FORCE = re.compile(
    r"in force|effective|valid from|updated|latest|last (?:changed|updated|modified)|päivit|voima|muut"
    r"|laadittu|gäller|uppdater|ändrad|trä(?:der|tt) i kraft",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something stated exactly: its kind, its value in one form for all languages, and where it stands."""

    kind: str
    value: str
    start: int
    end: int


def facts(text: str) -> tuple[Fact, ...]:
    """Return the dates, periods, e-mail addresses, sites and telephone numbers of a text, in order.

    One of a unit, such as a month, is left out: languages tell it with and without the number.
    """
    found = [*_dates(text), *_periods(text), *_ways(text)]
    return tuple(sorted(found, key=lambda fact: fact.start))


def stated_date(text: str) -> date | None:
    """Return the latest date on which a policy says that it was changed or came into force; None without."""
    found = [fact for fact in _dates(text) if _IN_FORCE.search(_around(text, fact))]
    return max((date.fromisoformat(fact.value) for fact in found), default=None)


def _around(text: str, fact: Fact) -> str:
    """Return the words of a fact's own sentence before it, and the few after it."""
    before = _SENTENCE.split(text[max(0, fact.start - 80) : fact.start])[-1]
    return f"{before} {_SENTENCE.split(text[fact.end : fact.end + 30])[0]}"


def _dates(text: str) -> Iterator[Fact]:
    for match in _NUMERIC.finditer(text):
        day, month, year, other_year, other_month, other_day = match.groups()
        yield from _date(match, other_year or year, other_month or month, other_day or day)
    for match in _WRITTEN.finditer(text):
        yield from _date(match, match[3], str(_MONTH_NUMBERS[match[2].lower()]), match[1])
    for match in _AMERICAN.finditer(text):
        yield from _date(match, match[3], str(_MONTH_NUMBERS[match[1].lower()]), match[2])


def _date(match: re.Match[str], year: str, month: str, day: str) -> Iterator[Fact]:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return
    yield Fact("date", found.isoformat(), match.start(), match.end())


def _periods(text: str) -> Iterator[Fact]:
    for match in _PERIOD.finditer(text):
        number = _WORDS.get(match[1].lower()) or int(match[1])
        unit = next(name for name, stems in _UNITS.items() if match[2].lower() in stems)
        if number > 1:
            yield Fact("period", f"{number} {unit}s", match.start(), match.end())


def _ways(text: str) -> Iterator[Fact]:
    for match in _EMAIL.finditer(text):
        yield Fact("e-mail address", match[0].lower().rstrip("."), match.start(), match.end())
    for match in _HOST.finditer(text):
        yield Fact("site", match[1].lower().removeprefix("www."), match.start(), match.end())
    for match in _PHONE.finditer(text):
        digits = "".join(c for c in match[0] if c.isdigit())
        yield Fact("telephone number", digits[-_SIGNIFICANT:], match.start(), match.end())
