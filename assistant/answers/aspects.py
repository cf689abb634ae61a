"""What a question wants to know of a thing (how long, who, where, why), and which lines tell that."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answers.lines import Line
from assistant.matcher.features import Floats, words
from assistant.matcher.model import Model
from assistant.terms import Locale


@dataclass(frozen=True, slots=True)
class _Aspect:
    """`asks` and `says` name concepts, `topics` those whose questions want this aspect."""

    asks: str
    says: str
    topics: str
    needs_number: bool = False


_ASPECTS = {
    "how-long": _Aspect(
        "ask-how-long storage-period deadline when-date ask-when",
        "days-span weeks-span months-span years-span hours-span seconds-minutes as-long-as forever "
        "after-contract fiscal-year until-withdrawn during-contract since-last-activity",
        "retention retention-legal backups response-time inactive-account",
        needs_number=True,
    ),
    "who": _Aspect(
        "ask-who",
        "company carrier bank authority police-court processor supplier third-party named-vendor "
        "accounting-firm partner employee group-company",
        "recipients processors staff-access controller dpo visibility",
    ),
    "where": _Aspect(
        "ask-where server-country",
        "outside-eu usa other-country eu finland-sweden server cloud",
        "storage-place third-country safeguards",
    ),
    "why": _Aspect(
        "ask-why",
        "purpose necessary legal-basis obligation consent fraud",
        "purposes legal-basis legitimate-interest",
    ),
    "cost": _Aspect(
        "ask-how-much price fee-charge free-of-charge",
        "free-of-charge fee-charge currency-money price",
        "request-cost",
    ),
    "must": _Aspect(
        "must-i refuse-give",
        "mandatory voluntary cannot-serve obligatory necessary consent",
        "mandatory",
    ),
    "how": _Aspect(
        "ask-how may-i",
        "where-to-request contact email address account-settings form",
        "request-how contact",
    ),
    "from-where": _Aspect(
        "ask-from-where", "source public-source bought-list public-register-source", "sources"
    ),
}
NAMES = tuple(_ASPECTS)


@dataclass(frozen=True, slots=True)
class Aspects:
    """By aspect: the numbers of the concepts and topics that ask for it; `says`: which lines tell it."""

    asks: tuple[frozenset[int], ...]
    topics: tuple[tuple[int, ...], ...]
    says: Floats

    def asked(self, concepts: frozenset[int], topics: Floats) -> Floats:
        """Return how surely each aspect is asked about, by concepts and by weights of topics."""
        return np.array(
            [
                max(float(not concepts.isdisjoint(asks)), float(topics[list(own)].sum()))
                for asks, own in zip(self.asks, self.topics, strict=True)
            ],
            np.float32,
        )


def aspects(parts: Sequence[Line], model: Model, lang: Locale) -> Aspects:
    """Return which lines tell which aspect."""
    numbers = {name: number for number, name in enumerate(model.concepts.names)}
    columns = {name: number for number, name in enumerate(model.topics)}

    def found(names: str) -> frozenset[int]:
        return frozenset(numbers[name] for name in names.split() if name in numbers)

    said = [found(aspect.says) for aspect in _ASPECTS.values()]
    says = np.zeros((len(parts), len(_ASPECTS)), np.float32)
    for row, line in enumerate(parts):
        own = frozenset(model.concepts.of(words(line.text), lang))
        has_number = any(map(str.isdigit, line.text))
        for column, (aspect, concepts) in enumerate(zip(_ASPECTS.values(), said, strict=True)):
            if (has_number or not aspect.needs_number) and not own.isdisjoint(concepts):
                says[row, column] = 1
    return Aspects(
        tuple(found(aspect.asks) for aspect in _ASPECTS.values()),
        tuple(
            tuple(columns[name] for name in aspect.topics.split() if name in columns)
            for aspect in _ASPECTS.values()
        ),
        says,
    )
