"""Finds what a policy's texts say of a question: in its words, in kindred words or by concepts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from assistant.matcher.concepts import Concepts
from assistant.matcher.features import Floats, stem, words
from assistant.terms import Locale
from assistant.text import without_marks

KINDRED = 0.8
"""What a word counts that shares all its letters' groups with another: film in övervakningsfilm."""
_GROUP = 4
"""Letters of the groups that kindred words share."""
_LEAST_SHARED = 0.5
"""Words that share less than this part of the shorter one's groups are not kindred."""
_SURE_GROUPS = 4
"""Groups from which on shared letters are surely no chance."""

_BEGINNING, _LONGEST = 5, 16
"""Letters of a beginning that two compounds may share: fewer are chance, more are the same."""

_Key = TypeVar("_Key", int, str)
Places = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Overlap:
    """The words of texts, ready to be compared with.

    `own` holds the numbers of each text's words, one text after another; `starts` where each begins.
    """

    lang: Locale
    own: Places
    starts: npt.NDArray[np.int64]
    by_stem: Mapping[str, Places]
    by_group: Mapping[str, Places]
    group_counts: Floats
    by_beginning: Mapping[str, Places]
    by_concept: Mapping[int, Places]

    def said(self, word: str, lang: Locale, meant: Mapping[int, float]) -> Floats:
        """Return for each text how nearly it says a word, 0 to 1; `meant` tells what its concepts count."""
        said: Floats = np.maximum.reduceat(self._near(word, lang)[self.own], self.starts)
        for concept, counts in meant.items():
            places = self.by_concept.get(concept)
            if places is not None:
                said[places] = np.maximum(said[places], np.float32(counts))
        return said

    def _near(self, word: str, lang: Locale) -> Floats:
        """Return for each word of the texts, and for no word at the end, how near it is."""
        near = np.zeros(len(self.group_counts), np.float32)
        plain = without_marks(word)
        groups = _groups(plain)
        shared_by = [self.by_group[group] for group in groups if group in self.by_group]
        if shared_by:
            shared = np.bincount(np.concatenate(shared_by), minlength=len(near)).astype(np.float32)
            part = shared / np.minimum(self.group_counts, np.float32(len(groups)))
            sure = np.minimum(np.float32(1), (shared + 1) / np.float32(_SURE_GROUPS + 1))
            near[:] = np.where(part >= _LEAST_SHARED, KINDRED * part * sure, 0)
        for length, numbers in self._beginnings_in(plain):
            near[numbers] = np.maximum(near[numbers], np.float32(KINDRED * length / (length + _BEGINNING)))
        same = self.by_stem.get(_plain_stem(word, lang))
        if same is not None:
            near[same] = 1.0
        return near

    def _beginnings_in(self, word: str) -> Iterator[tuple[int, Places]]:
        """Return beginnings of the texts' words within a word: hakuvideo holds that of videotervehdys."""
        for start in range(len(word) - _BEGINNING + 1):
            for end in range(start + _BEGINNING, min(len(word), start + _LONGEST) + 1):
                numbers = self.by_beginning.get(word[start:end])
                if numbers is None:
                    break
                yield end - start, numbers


def overlap(texts: Sequence[str], lang: Locale, known: Concepts) -> Overlap:
    """Return texts of one language, ready to be compared with."""
    numbers: dict[str, int] = {}
    own: list[list[int]] = []
    by_concept: dict[int, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        tokens = words(text)
        own.append(sorted({numbers.setdefault(token, len(numbers)) for token in tokens}))
        for concept in set(known.of(tokens, lang)):
            by_concept[concept].append(place)
    by_stem: dict[str, list[int]] = defaultdict(list)
    by_group: dict[str, list[int]] = defaultdict(list)
    by_beginning: dict[str, list[int]] = defaultdict(list)
    counts = np.ones(len(numbers) + 1, np.float32)
    for word, number in numbers.items():
        by_stem[_plain_stem(word, lang)].append(number)
        plain = without_marks(word)
        groups = _groups(plain)
        counts[number] = max(1, len(groups))
        for group in groups:
            by_group[group].append(number)
        for end in range(_BEGINNING, min(len(plain), _LONGEST) + 1):
            by_beginning[plain[:end]].append(number)
    filled = [numbered or [len(numbers)] for numbered in own]
    return Overlap(
        lang,
        np.array([number for numbered in filled for number in numbered], np.int32),
        np.cumsum([0, *(len(numbered) for numbered in filled)])[:-1],
        _arrays(by_stem),
        _arrays(by_group),
        counts,
        _arrays(by_beginning),
        _arrays(by_concept),
    )


def _arrays(found: Mapping[_Key, Sequence[int]]) -> dict[_Key, Places]:
    return {key: np.array(places, np.int32) for key, places in found.items()}


def _plain_stem(word: str, lang: Locale) -> str:
    return without_marks(stem(word, lang))


def _groups(word: str) -> frozenset[str]:
    return frozenset(word[i : i + _GROUP] for i in range(len(word) - _GROUP + 1))
