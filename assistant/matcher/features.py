"""Turns text into sparse hashed features: characters, words and stems, weighted by how rare they are."""

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import Stemmer

from assistant.matcher.concepts import Concepts
from assistant.terms import Locale
from assistant.text import nfc, without_marks

Indices = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

CHARS = 1 << 15
WORDS = 1 << 14
PAIRS = 1 << 13
SIZE = CHARS + 2 * WORDS + PAIRS
"""Each family of features has a range of its own, so that none collides with another's; concepts follow."""
LONGEST = 1200
"""Characters of a text that count; what follows is not looked at, so time stays bounded."""
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_STEMMERS = {
    Locale.EN: Stemmer.Stemmer("english"),
    Locale.FI: Stemmer.Stemmer("finnish"),
    Locale.SV: Stemmer.Stemmer("swedish"),
}
_FAMILIES = {"char": 1.0, "word": 1.0, "stem": 1.0, "concept": 3.0, "pair": 1.0}
"""What each family counts: concepts most, since they say the same in other words and languages."""
_MOST_PAIRED = 24
"""Different concepts of a text that are paired with each other."""


def words(text: str, *, longest: int | None = LONGEST) -> list[str]:
    """Return the words in lower case, digits made alike, apostrophes dropped."""
    lowered = nfc(text[:longest]).casefold().replace("’", "").replace("'", "")
    return _WORD.findall(_DIGITS.sub("0", lowered))


def stem(word: str, lang: Locale) -> str:
    """Return the word without its endings, by Snowball's rules for the language."""
    return str(_STEMMERS[lang].stemWord(word))


@lru_cache(maxsize=20_000)
def _grams(word: str) -> tuple[int, ...]:
    """Return the hashes of a word's 2- to 5-grams, its ends marked, diacritics dropped."""
    padded = f" {without_marks(word)[:40]} "
    return tuple(
        zlib.crc32(padded[i : i + n].encode()) & (CHARS - 1)
        for n in range(2, 6)
        for i in range(len(padded) - n + 1)
    )


def _hash(feature: str) -> int:
    return zlib.crc32(feature.encode()) & (WORDS - 1)


def families(tokens: Sequence[str], lang: Locale, known: Concepts) -> dict[str, Counter[int]]:
    """Return the counted feature hashes of a text's words, apart for each family of features."""
    chars: Counter[int] = Counter()
    for word in tokens:
        chars.update(_grams(word))
    bounded = ["^", *tokens, "$"]
    pairs = [f"{a} {b}" for a, b in pairwise(bounded)]
    stems = [stem(word, lang) for word in tokens]
    stem_pairs = [f"{a} {b}" for a, b in pairwise(stems)]
    meant = known.of(tokens, lang)
    return {
        "char": chars,
        "word": Counter(CHARS + _hash(feature) for feature in [*tokens, *pairs]),
        "stem": Counter(CHARS + WORDS + _hash(feature) for feature in [*stems, *stem_pairs]),
        "concept": Counter(SIZE + number for number in meant),
        "pair": Counter(
            CHARS + 2 * WORDS + (zlib.crc32(f"{a} {b}".encode()) & (PAIRS - 1))
            for a, b in combinations(sorted(set(meant))[:_MOST_PAIRED], 2)
        ),
    }


@dataclass(frozen=True, slots=True)
class Vector:
    """A sparse vector: feature indices, each once, and their weights."""

    indices: Indices
    values: Floats


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows over `size` features: row i lies between starts[i] and starts[i + 1]."""

    starts: npt.NDArray[np.int64]
    indices: Indices
    values: Floats
    size: int

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class Weighting:
    """How much each feature counts: little if many classes share it."""

    idf: Floats
    concepts: Concepts

    def vector(self, tokens: Sequence[str], lang: Locale) -> Vector:
        """Return the text's vector of length 1; empty if it has no words."""
        return self.weighed(families(tokens, lang, self.concepts))

    def weighed(self, counted: Mapping[str, Counter[int]]) -> Vector:
        """Return the vector of a text whose features are counted."""
        indices: list[int] = []
        parts: list[Floats] = []
        for family, counts in counted.items():
            if not counts:
                continue
            own = np.fromiter(counts.keys(), np.int32, len(counts))
            values = np.fromiter((1.0 + math.log(n) for n in counts.values()), np.float32, len(counts))
            values *= self.idf[own]
            values *= _FAMILIES[family] / (float(np.linalg.norm(values)) or 1.0)
            indices += counts.keys()
            parts.append(values)
        if not parts:
            return Vector(np.zeros(0, np.int32), np.zeros(0, np.float32))
        values = np.concatenate(parts)
        return Vector(np.array(indices, np.int32), values / np.float32(math.sqrt(len(parts))))

    def rows(self, texts: Iterable[tuple[str, Locale]]) -> Rows:
        vectors = [self.vector(words(text), lang) for text, lang in texts]
        starts = np.cumsum([0, *(len(v.indices) for v in vectors)])
        return Rows(
            starts.astype(np.int64),
            np.concatenate([np.zeros(0, np.int32), *(v.indices for v in vectors)]),
            np.concatenate([np.zeros(0, np.float32), *(v.values for v in vectors)]),
            len(self.idf),
        )


def weigh(texts: Iterable[tuple[str, Locale]], known: Concepts) -> Weighting:
    """Return the weighting of features by the number of these texts that have them."""
    seen = np.zeros(SIZE + len(known.names), np.float32)
    total = 0
    for text, lang in texts:
        total += 1
        for counts in families(words(text), lang, known).values():
            seen[np.fromiter(counts.keys(), np.int32, len(counts))] += 1
    return Weighting((np.log((1 + total) / (1 + seen)) + 1).astype(np.float32), known)
