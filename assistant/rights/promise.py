"""Finds how soon a controller's own policy promises to answer a request. Rule D-8.

A promise is a sentence that tells of requests or answers and of a number of days or weeks in which they
come. Calendar months are left to the law, and what is kept or erased after a time is no answer.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.terms import Locale

_ANY = re.IGNORECASE
_NUMBERS: Mapping[str, int] = {
    word: number
    for number, words in {
        1: ("one", "yhden", "en", "ett"),
        2: ("two", "kahden", "två"),
        3: ("three", "kolmen", "tre"),
        4: ("four", "neljän", "fyra"),
        5: ("five", "viiden", "fem"),
        7: ("seven", "seitsemän", "sju"),
        10: ("ten", "kymmenen", "tio"),
        14: ("fourteen", "neljäntoista", "fjorton"),
        20: ("twenty", "kahdenkymmenen", "tjugo"),
        30: ("thirty", "kolmenkymmenen", "trettio"),
    }.items()
    for word in words
}
_NUMBER = rf"(\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})(?: ?\(\d{{1,2}}\))?"
_WITHIN: Mapping[Locale, re.Pattern[str]] = {
    Locale.EN: re.compile(
        rf"\bwithin {_NUMBER}[ -](?:(business|working)[ -])?(?:calendar )?(day|week)s?\b", _ANY
    ),
    Locale.FI: re.compile(
        rf"\b{_NUMBER} (arki|työ)?(päivän|vuorokauden|viikon) (?:kuluessa|sisällä|aikana)\b", _ANY
    ),
    Locale.SV: re.compile(rf"\binom {_NUMBER} (arbets|var)?(dag|dygn|veck)\w*", _ANY),
}
_ANSWERS: Mapping[Locale, re.Pattern[str]] = {
    Locale.EN: re.compile(r"\b(?:respond|response|repl(?:y|ies)|answer|handle|process|fulfil)", _ANY),
    Locale.FI: re.compile(r"vasta|käsittel(?:emme|lään)|toteut", _ANY),
    Locale.SV: re.compile(r"\b(?:be)?svar|\bhanter|\bbehandlas|\bbemöt", _ANY),
}
_REQUESTS: Mapping[Locale, re.Pattern[str]] = {
    Locale.EN: re.compile(r"\brequest|\binquir|\benquir|\byour rights?\b", _ANY),
    Locale.FI: re.compile(r"pyyn|oikeu", _ANY),
    Locale.SV: re.compile(r"begär|förfråg|rättighet", _ANY),
}
_KEEPS: Mapping[Locale, re.Pattern[str]] = {
    Locale.EN: re.compile(r"\bretain|\bstored?\b|\bkept\b|\bdelete[sd]? (?:after|within)|\bbreach", _ANY),
    Locale.FI: re.compile(r"säilyt|poistetaan|tietoturvaloukka", _ANY),
    Locale.SV: re.compile(r"\blagra|\bsparas|\braderas|incident", _ANY),
}
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n")
_WEEK = ("week", "viikon", "veck")


@dataclass(frozen=True, slots=True)
class Promise:
    """How soon: calendar days or working days, one of the two."""

    days: int = 0
    working_days: int = 0


def promises(text: str, locale: Locale) -> tuple[Promise, ...]:
    """Return every promise of a policy's text, in its order."""
    found = []
    for sentence in _SENTENCE.split(text):
        if _ANSWERS[locale].search(sentence) and _REQUESTS[locale].search(sentence):
            if _KEEPS[locale].search(sentence):
                continue
            found += [_promise(match) for match in _WITHIN[locale].finditer(sentence)]
    return tuple(promise for promise in found if promise != Promise())


def likely(text: str, locale: Locale) -> tuple[Promise, ...]:
    """Return what may be promises, too: an answer in days or weeks that does not say to what.

    "Write to us; we answer within two weeks" is one for a person to confirm, and no due date by itself.
    """
    return tuple(
        promise
        for sentence in _SENTENCE.split(text)
        if _ANSWERS[locale].search(sentence) and not _KEEPS[locale].search(sentence)
        for promise in map(_promise, _WITHIN[locale].finditer(sentence))
        if promise != Promise()
    )


def soonest(promised: Iterable[Promise]) -> Promise | None:
    """Return the promise that ends first; a working day is taken for longer than a day."""
    return min(promised, key=lambda one: one.days or one.working_days * 7 / 5, default=None)


def _promise(match: re.Match[str]) -> Promise:
    number, working, unit = match[1].casefold(), match[2], match[3].casefold()
    count = int(number) if number.isdecimal() else _NUMBERS[number]
    if unit in _WEEK:
        return Promise(days=count * 7)
    return Promise(working_days=count) if working else Promise(days=count)
