"""What a policy's lines, passages and headings mean, in the terms in which questions are understood.

The classifiers that tell what a question asks also tell what a sentence would answer. A question and the
passage that answers it then look alike although they share no word.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answers.lines import Line, Part
from assistant.matcher.features import Floats, words
from assistant.matcher.linear import softmax
from assistant.matcher.model import Model
from assistant.terms import Locale, Passage

_SOFTER, _SOFTER_TOPICS = 2.0, 1.5
"""How much less sure a classifier is taken to be of a policy's text, which it was not fitted to."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Rows for lines, passages and headings: roots of shares, or scores of length one around their mean."""

    line_shares: Floats
    line_topics: Floats
    line_topic_shares: Floats
    passages: Floats
    passage_shares: Floats
    heading_shares: Floats
    part_topic_shares: Floats


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike a question is in meaning: to each line, to each passage, or to each part of a line."""

    line_shares: Floats
    line_topics: Floats
    line_topic_shares: Floats
    passages: Floats
    passage_shares: Floats
    heading_shares: Floats
    part_topic_shares: Floats


def meaning(
    passages: Sequence[Passage], own: Sequence[Line], listed: Sequence[Part], model: Model
) -> Meaning:
    """Return what a policy's texts mean: its passages, its own lines, and what these list."""
    lang = passages[0].lang if passages else Locale.EN
    by_line = [model.logits(words(line.text), lang) for line in own]
    whole = _intents([words(f"{p.section}. {p.text}") for p in passages], model, lang)
    headings = {p.section: words(p.section) for p in passages}
    known = dict(zip(headings, _intents(list(headings.values()), model, lang), strict=True))
    topics = _stacked([of_topics for _, of_topics in by_line], len(model.topics))
    by_part = [
        topics[part.line] if part.text == own[part.line].text else model.topic_logits(words(part.text), lang)
        for part in listed
    ]
    return Meaning(
        np.sqrt(softmax(_stacked([of_intents for of_intents, _ in by_line], len(model.intents)))),
        _centred(topics),
        np.sqrt(softmax(topics / _SOFTER_TOPICS)),
        _centred(whole),
        np.sqrt(softmax(whole / _SOFTER)),
        np.sqrt(softmax(_stacked([known[p.section] for p in passages], len(model.intents)) / _SOFTER)),
        np.sqrt(softmax(_stacked(by_part, len(model.topics)) / _SOFTER_TOPICS)),
    )


def alike(means: Meaning, intents: Floats, intent_logits: Floats, topic_logits: Floats) -> Alike:
    """Compare a question with a policy's parts: by its likely intents, and by all that it makes think of."""
    likely, possible = np.sqrt(intents), np.sqrt(_softened(intents))
    topics = np.sqrt(softmax(topic_logits / _SOFTER_TOPICS))
    return Alike(
        means.line_shares @ likely,
        means.line_topics @ _centred(topic_logits[None])[0],
        means.line_topic_shares @ topics,
        means.passages @ _centred(intent_logits[None])[0],
        means.passage_shares @ possible,
        means.heading_shares @ possible,
        means.part_topic_shares @ topics,
    )


def _softened(shares: Floats) -> Floats:
    roots: Floats = np.sqrt(shares)
    return (roots / max(1e-6, float(roots.sum()))).astype(np.float32)


def _intents(texts: Sequence[Sequence[str]], model: Model, lang: Locale) -> Floats:
    return _stacked([model.intent_logits(tokens, lang) for tokens in texts], len(model.intents))


def _stacked(rows: Sequence[Floats], width: int) -> Floats:
    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, width), np.float32)


def _centred(rows: Floats) -> Floats:
    """Return the rows around their mean, each of length one."""
    around = rows - rows.mean(axis=1, keepdims=True)
    normal: Floats = around / np.maximum(1e-6, np.linalg.norm(around, axis=1, keepdims=True))
    return normal
