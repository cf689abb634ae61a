"""Weighs how much of a question each line and passage of a policy covers: rare words count most."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from assistant.answers.overlap import Overlap, Places
from assistant.answers.reading import Reading
from assistant.matcher.features import Floats
from assistant.matcher.model import Model
from assistant.terms import Locale

NEARBY = 0.6
"""What a word counts for a line that stands elsewhere in its passage, or in its heading."""
SAME_THING = 0.85
"""What another word for a rare thing counts, in any language, beside the word itself."""
NEIGHBOUR = 0.45
"""What a word counts for a line if the passage before or after it in its section says it."""
RARITY_POWER = 2.0
SAYS = 0.5
"""From here on a line or passage is taken to say a word."""
MOST_WORDS = 32
"""Words of a long message that are looked for: the rarest ones."""


@dataclass(frozen=True, slots=True)
class Said:
    """Where a policy's words stand: `words` of its lines, then of their parts, then of its headings.

    `passages` and `headings` are those of each line, `parts` the passages of the parts, and `lengths` how
    many words each part has.
    """

    words: Overlap
    passages: Places
    headings: Places
    parts: Places
    lengths: Places


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a message, as repaired and as typed, with what its concepts count and what it weighs.

    `is_thing`: it names what is asked about, not what is asked of it.
    """

    word: str
    typed: str
    concepts: Mapping[int, float]
    weight: float
    is_thing: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """What part of a question each line and each passage covers, 0 to 1.

    `terms` are its rarest words, heaviest first; `said` tells how nearly each passage says each of them,
    alone or under its heading, `in_headings` how nearly its heading does, `in_lines` how nearly each line,
    and `in_parts` how nearly each part of a line.
    """

    by_line: Floats
    by_passage: Floats
    terms: tuple[Term, ...]
    said: Floats
    in_headings: Floats
    in_lines: Floats
    in_parts: Floats

    def lacking(self) -> Floats:
        """Return by passage the weight of the heaviest known word that it does not say.

        A word of unknown meaning may be said in other words, so its absence tells little.
        """
        weights = self.weights()
        known = weights * self.known() / max(1e-6, float(weights.sum()))
        lacking: Floats = (known[:, None] * (1 - self.said)).max(axis=0, initial=0)
        return lacking

    def heaviest(self) -> Floats:
        """Return by passage how nearly it says the heaviest word of known meaning."""
        known = np.flatnonzero(self.known())
        return self.said[known[0]] if len(known) else np.zeros(self.said.shape[1], np.float32)

    def known(self) -> Floats:
        """Return 1 for each word whose meaning is known, 0 for the others."""
        return np.array([bool(term.concepts) for term in self.terms], np.float32)

    def things(self) -> Floats:
        """Return what each word weighs that names a thing; 0 for the others."""
        named = np.array([term.is_thing for term in self.terms], np.float32)
        weights: Floats = self.weights() * named
        return weights

    def anywhere(self) -> dict[str, float]:
        """Return for each word how nearly some passage says it."""
        return {t.word: float(own.max(initial=0)) for t, own in zip(self.terms, self.said, strict=True)}

    def weights(self) -> Floats:
        """Return what each word weighs."""
        return np.array([term.weight for term in self.terms], np.float32)


def coverage(said: Said, reading: Reading, *, model: Model, passages: int) -> Coverage:
    """Return what each line and passage covers of a message's words."""
    lines, parts = len(said.passages), len(said.parts)
    terms = _terms(reading, model)
    if not terms or not lines:
        nothing = np.zeros(passages, np.float32)
        none = np.zeros((0, passages), np.float32)
        by_text = (np.zeros((0, count), np.float32) for count in (lines, parts))
        return Coverage(np.zeros(lines, np.float32), nothing, (), none, none, *by_text)
    found = np.stack([_said(said.words, term, reading.lang) for term in terms])
    owners = said.passages
    by_line, by_part, by_heading = np.split(found, [lines, lines + parts], axis=1)
    by_heading = by_heading[:, said.headings]
    by_passage = np.zeros((len(terms), passages), np.float32)
    np.maximum.at(by_passage.T, owners, by_line.T)
    covered = np.maximum(by_line, NEARBY * np.maximum(by_passage[:, owners], by_heading))
    covered = np.maximum(covered, NEIGHBOUR * _beside(by_passage, said)[:, owners])
    np.maximum.at(by_passage.T, owners, by_heading.T)
    # What most lines say tells none of them apart.
    often = (by_line > SAYS).mean(axis=1)
    weights = np.array([term.weight for term in terms], np.float32) * (1 - often)
    weights /= max(1e-6, float(weights.sum()))
    line_scores: Floats = weights @ covered
    best = np.zeros(passages, np.float32)
    np.maximum.at(best, owners, line_scores)
    headed = np.zeros_like(by_passage)
    headed[:, owners] = by_heading
    return Coverage(line_scores, best, tuple(terms), by_passage, headed, by_line, by_part)


def _beside(by_passage: Floats, said: Said) -> Floats:
    """Return for each passage how nearly those before and after it in its section say each word."""
    sections = np.full(by_passage.shape[1], -1, np.int64)
    sections[said.passages] = said.headings
    beside = np.zeros_like(by_passage)
    together = sections[1:] == sections[:-1]
    beside[:, 1:] = by_passage[:, :-1] * together
    beside[:, :-1] = np.maximum(beside[:, :-1], by_passage[:, 1:] * together)
    return beside


def _said(texts: Overlap, term: Term, lang: Locale) -> Floats:
    said = texts.said(term.word, lang, term.concepts)
    # A repaired slip may have been a word of this policy's own.
    return said if term.typed == term.word else np.maximum(said, texts.said(term.typed, lang, {}))


def _terms(reading: Reading, model: Model) -> list[Term]:
    """Return the rarest words of a message, each once."""
    vocabulary = model.vocabularies[reading.lang]
    meant = model.concepts.by_word(reading.tokens, reading.lang)
    found: dict[str, Term] = {}
    for word, typed, concepts in zip(reading.tokens, reading.typed, meant, strict=True):
        if word not in found:
            is_thing = not model.concepts.things.isdisjoint(concepts)
            counts = {concept: SAME_THING * model.concept_rarity(concept) ** 0.5 for concept in concepts}
            weight = vocabulary.rarity(word) ** RARITY_POWER
            found[word] = Term(word, typed, counts, weight, is_thing)
    return sorted(found.values(), key=lambda term: -term.weight)[:MOST_WORDS]
