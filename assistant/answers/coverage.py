"""Weighs how much of a question each line and passage of a policy covers: rare words count most."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answers.overlap import Overlap
from assistant.matcher.features import Floats
from assistant.matcher.model import Model
from assistant.terms import Locale

NEARBY = 0.6
"""What a word counts for a line that stands elsewhere in its passage, or in its heading."""
RARITY_POWER = 2.0
MOST_WORDS = 32
"""Words of a long message that are looked for: the rarest ones."""


@dataclass(frozen=True, slots=True)
class Said:
    """Where a policy's words stand: `words` of its lines, then headings; by line its passage and heading."""

    words: Overlap
    passages: tuple[int, ...]
    headings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What part of a question each line and passage covers, 0 to 1; `terms` with weights, heaviest first."""

    by_line: Floats
    by_passage: Floats
    terms: tuple[tuple[str, float], ...] = ()


def coverage(said: Said, tokens: Sequence[str], *, model: Model, lang: Locale, passages: int) -> Coverage:
    """Return what each line and passage covers of a message's words."""
    lines = len(said.passages)
    terms = _terms(tokens, model, lang)
    if not terms or not lines:
        return Coverage(np.zeros(lines, np.float32), np.zeros(passages, np.float32))
    found = np.stack([said.words.said(word, lang, meant) for word, meant, _ in terms])
    by_line, by_heading = found[:, :lines], found[:, lines:]
    owners = np.array(said.passages, np.int64)
    by_passage = np.zeros((len(terms), passages), np.float32)
    np.maximum.at(by_passage.T, owners, by_line.T)
    context = np.maximum(by_passage[:, owners], by_heading[:, list(said.headings)])
    covered = np.maximum(by_line, NEARBY * context)
    # What most lines say tells none of them apart.
    often = (by_line > 0.5).mean(axis=1)  # noqa: PLR2004
    weights = np.array([weight for _, _, weight in terms], np.float32) * (1 - often)
    weights /= max(1e-6, float(weights.sum()))
    line_scores: Floats = weights @ covered
    best = np.zeros(passages, np.float32)
    np.maximum.at(best, owners, line_scores)
    named = sorted(zip((word for word, _, _ in terms), map(float, weights), strict=True), key=lambda t: -t[1])
    return Coverage(line_scores, best, tuple(named))


def _terms(tokens: Sequence[str], model: Model, lang: Locale) -> list[tuple[str, tuple[int, ...], float]]:
    """Return the rarest words of a message, each once, with their concepts and weights."""
    meant = model.concepts.by_word(tokens, lang)
    vocabulary = model.vocabularies[lang]
    found: dict[str, tuple[int, ...]] = {}
    for token, concepts in zip(tokens, meant, strict=True):
        found.setdefault(token, tuple(concepts))
    weighed = [(word, own, vocabulary.rarity(word) ** RARITY_POWER) for word, own in found.items()]
    return sorted(weighed, key=lambda term: -term[2])[:MOST_WORDS]
