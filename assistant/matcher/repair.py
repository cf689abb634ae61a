"""Repairs typing slips: an unknown word becomes the one known word that is hardly different."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.matcher.concepts import Concepts
from assistant.matcher.features import stem, words
from assistant.terms import Locale
from assistant.text import without_marks

SHORTEST = 4
"""Shorter words have too many neighbours to be repaired."""
_SLIPS_FROM = 5
"""In shorter ones letters only change places or lose their marks."""
_TWO_SLIPS_FROM = 8
_CONTRACTED = frozenset(
    [
        "arent",
        "cant",
        "couldnt",
        "didnt",
        "doesnt",
        "dont",
        "hadnt",
        "hasnt",
        "havent",
        "hes",
        "isnt",
        "ive",
        "shes",
        "shouldnt",
        "thats",
        "theres",
        "theyre",
        "wasnt",
        "werent",
        "weve",
        "whats",
        "wont",
        "wouldnt",
        "youre",
        "youve",
    ]
)
"""English words that stand without their apostrophe, which is dropped."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language that are spelled right, with how often they and their stems were seen."""

    lang: Locale
    counts: Mapping[str, int]
    stems: Mapping[str, int] = field(default_factory=dict)
    by_length: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    most: int = 1

    def knows(self, word: str) -> bool:
        return word in self.counts or stem(word, self.lang) in self.stems

    def rarity(self, word: str) -> float:
        """Return how much a word says: 0 for the commonest, 1 for one never seen."""
        return 1.0 - math.log1p(self.stems.get(stem(word, self.lang), 0)) / math.log1p(self.most)


def vocabulary(texts: Iterable[str], lang: Locale) -> Vocabulary:
    """Return the words of texts that are spelled right."""
    return from_counts(Counter(word for text in texts for word in words(text)), lang)


def from_counts(counts: Mapping[str, int], lang: Locale) -> Vocabulary:
    """Return the vocabulary of counted words; what was seen once is known but repairs nothing."""
    by_length: dict[int, list[str]] = {}
    for word, seen in sorted(counts.items()):
        if seen > 1 and len(word) >= SHORTEST - 1:
            by_length.setdefault(len(word), []).append(word)
    stems: Counter[str] = Counter()
    for word, seen in counts.items():
        stems[stem(word, lang)] += seen
    most = max(stems.values(), default=1)
    return Vocabulary(lang, dict(counts), stems, {n: tuple(ws) for n, ws in by_length.items()}, most)


def repair(tokens: Sequence[str], known: Vocabulary, meant: Concepts) -> list[str]:
    """Return the words with slips repaired; words that express a concept are known, too.

    One slip in words under eight letters, else two, and none in the first letter, where people seldom
    slip and other words begin; a tie goes to the commoner word.
    """
    return [
        word
        if len(word) < SHORTEST or word in _CONTRACTED or known.knows(word) or meant.knows(word, known.lang)
        else _nearest(word, known) or word
        for word in tokens
    ]


def _nearest(word: str, known: Vocabulary) -> str | None:
    slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
    best: tuple[int, int, str] | None = None
    for length in range(len(word) - slips, len(word) + slips + 1):
        candidates = known.by_length.get(length, ())
        near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=9)
        for candidate, distance, _ in near:
            if not _is_likely(word, candidate):
                continue
            only_marks_dropped = without_marks(candidate) == without_marks(word)
            rank = (0 if only_marks_dropped else int(distance), -known.counts[candidate], candidate)
            if best is None or rank < best:
                best = rank
    return None if best is None else best[2]


def _is_likely(word: str, candidate: str) -> bool:
    """Return whether people slip like that: not in the first letter, and little in a short word."""
    typed, meant = without_marks(word), without_marks(candidate)
    return typed[0] == meant[0] and (len(word) >= _SLIPS_FROM or sorted(typed) == sorted(meant))
