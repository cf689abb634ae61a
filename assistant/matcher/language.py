"""Tells the language of a message: one of ours, another, or too little to say."""

import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.matcher.features import LONGEST, Floats, words
from assistant.matcher.foreign import SAMPLES
from assistant.matcher.repair import Vocabulary
from assistant.terms import Locale

BITS = 15
SIZE = 1 << BITS
_OWN = tuple(Locale)
_LATIN_SHARE = 0.5
_KNOWN_SHARE, _HALF_KNOWN = 0.6, 0.5
"""Shares of known words from which on a text is ours: whatever its letters, and if they are not strange."""
_STRANGE = 3.0
"""By how much each letter speaks for another language on average where a text is clearly in it."""
_FEW, _OFTEN = 2, 3
"""As many words are in the language of the conversation if it has all of them: so often, or it alone."""
OWN_LEAD = 3.0
FOREIGN_LEAD = 4.0
"""How much likelier, in natural logarithms, a language must be than the next to be taken for sure."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """Log-probabilities of hashed character n-grams, by language."""

    languages: tuple[str, ...]
    weights: npt.NDArray[np.float32]

    def scores(self, text: str) -> Floats:
        """Return each language's log-likelihood for a text."""
        counts = grams(words(text))
        total: Floats = np.zeros(len(self.languages), np.float32)
        if counts:
            indices = np.fromiter(counts.keys(), np.int32, len(counts))
            times = np.fromiter(counts.values(), np.float32, len(counts))
            total = times @ self.weights[indices]
        return total


@dataclass(frozen=True, slots=True)
class Identified:
    """A language with the lead over the next one. `lang` None: none of ours."""

    lang: Locale | None
    is_sure: bool


def grams(tokens: Sequence[str]) -> Counter[int]:
    """Return the counted hashes of the words' 1- to 4-grams, ends marked."""
    found: Counter[int] = Counter()
    for word in tokens:
        padded = f" {word[:40]} "
        for n in range(1, 5):
            found.update(
                zlib.crc32(padded[i : i + n].encode()) & (SIZE - 1) for i in range(len(padded) - n + 1)
            )
    return found


def fit_languages(texts: Iterable[tuple[str, Locale]]) -> LanguageModel:
    """Return the model of our languages' texts and the samples of others."""
    samples: dict[str, list[str]] = {locale.value: [] for locale in _OWN}
    for text, locale in texts:
        samples[locale.value].append(text)
    samples |= {name: text.strip().splitlines() for name, text in SAMPLES.items()}
    counted = np.zeros((SIZE, len(samples)), np.float64)
    for column, lines in enumerate(samples.values()):
        for line in lines:
            for index, times in grams(words(line)).items():
                counted[index, column] += times
    share = counted / counted.sum(axis=0)
    general = share.mean(axis=1, keepdims=True) + 1e-6
    trust = counted.sum(axis=0)
    strength = 3000.0
    smoothed = (share * trust + strength * general) / (trust + strength)
    weights = np.log(smoothed / general).astype(np.float32)
    return LanguageModel(tuple(samples), weights)


def is_foreign_script(text: str) -> bool:
    """Whether most letters are of no Latin script."""
    letters = [c for c in text[:400] if c.isalpha()]
    latin = sum(1 for c in letters if "LATIN" in unicodedata.name(c, ""))
    return bool(letters) and latin < _LATIN_SHARE * len(letters)


def identify(
    model: LanguageModel, text: str, *, given: Locale | None, known: Iterable[Vocabulary] = ()
) -> Identified:
    """Return the text's language; on a small lead, the given one, which the conversation is in.

    Without a given language the likeliest of ours, unsure. A text whose words are mostly `known` in one
    of our languages is in none but ours, however its letters look: "cookies?". A word
    or two that are usual in the given language are in it. Names tell no language.
    """
    if is_foreign_script(text):
        return Identified(None, is_sure=True)
    text = text[:LONGEST]
    if _is_given(words(text), known, given):
        return Identified(given, is_sure=False)
    text = _without_names(text)
    scores = model.scores(text)
    own, foreign = scores[: len(_OWN)], scores[len(_OWN) :]
    best = int(own.argmax())
    strange = float(foreign.max() - own[best])
    if strange > FOREIGN_LEAD and not _is_ours(words(text), known, strange):
        return Identified(None, is_sure=True)
    lead = own[best] - np.partition(own, -2)[-2]
    if lead < OWN_LEAD:
        return Identified(given or _OWN[best], is_sure=False)
    return Identified(_OWN[best], is_sure=True)


def _is_given(tokens: Sequence[str], known: Iterable[Vocabulary], given: Locale | None) -> bool:
    own: dict[str, int] = {}
    other: set[str] = set()
    for vocabulary in known:
        for token in vocabulary.counts.keys() & tokens:
            if vocabulary.lang is given:
                own[token] = vocabulary.counts[token]
            else:
                other.add(token)
    return 0 < len(tokens) <= _FEW and all(own.get(t, 0) >= (_OFTEN if t in other else 1) for t in tokens)


def _is_ours(tokens: Sequence[str], known: Iterable[Vocabulary], strange: float) -> bool:
    share = max((sum(t in own.counts for t in tokens) / max(1, len(tokens)) for own in known), default=0.0)
    is_strange = strange > _STRANGE * sum(map(len, tokens))
    return share > _KNOWN_SHARE or (share >= _HALF_KNOWN and not is_strange)


def _without_names(text: str) -> str:
    """Return the text without capitalised words behind others, if two words or more are left."""
    first, *others = text.split() or [""]
    kept = [first, *(word for word in others if not word.lstrip("(\"“”'")[:1].isupper())]
    return " ".join(kept) if len(kept) > 1 else text
