"""What a policy's lines, passages and headings mean, in the terms in which questions are understood.

The classifiers that tell what a question asks also tell what a sentence would answer. A question and the
passage that answers it then look alike although they share no word.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answers.lines import Line
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


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike a question is in meaning: to each line, or to each passage."""

    line_shares: Floats
    line_topics: Floats
    line_topic_shares: Floats
    passages: Floats
    passage_shares: Floats
    heading_shares: Floats


def meaning(passages: Sequence[Passage], parts: Sequence[Line], model: Model, lang: Locale) -> Meaning:
    """Return what a policy's parts mean."""
    by_line = [model.logits(words(line.text), lang) for line in parts]
    whole = _intents([words(f"{p.section}. {p.text}") for p in passages], model, lang)
    headings = {p.section: words(p.section) for p in passages}
    known = dict(zip(headings, _intents(list(headings.values()), model, lang), strict=True))
    topics = _stacked([own for _, own in by_line], len(model.topics))
    return Meaning(
        np.sqrt(softmax(_stacked([own for own, _ in by_line], len(model.intents)))),
        _centred(topics),
        np.sqrt(softmax(topics / _SOFTER_TOPICS)),
        _centred(whole),
        np.sqrt(softmax(whole / _SOFTER)),
        np.sqrt(softmax(_stacked([known[p.section] for p in passages], len(model.intents)) / _SOFTER)),
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
