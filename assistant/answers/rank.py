"""Puts a policy's passages in the order in which they answer a question."""

from dataclasses import dataclass

import numpy as np

from assistant.answers.coverage import coverage
from assistant.answers.excerpt import excerpt
from assistant.answers.names import VENDORS, asked_names
from assistant.answers.reading import Reading
from assistant.answers.table import Table
from assistant.matcher.features import Floats
from assistant.matcher.model import Model
from assistant.terms import ANSWER_LIMIT, ANSWER_PASSAGES, Locale, Passage

HALF_SAID = 0.2
"""The score of a topic's best passage at which it is as likely as not that the policy speaks of it."""
SAID = 0.4
"""From here on a policy is taken to say what is asked: the likelihood of each topic asked about, if said."""
FURTHER = 0.15
"""Further passages are shown from this share of the best one's score on."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The passages to show, best first. `is_said`: the policy says what is asked."""

    passages: tuple[Passage, ...]
    is_said: bool
    missing_name: str | None
    why: tuple[str, ...]


def rank(weights: Floats, reading: Reading, table: Table, model: Model, lang: Locale) -> Ranked:
    """Return the passages for a question whose topics have these weights, which sum to one at most."""
    if not table.passages:
        return Ranked((), is_said=False, missing_name=None, why=("empty policy",))
    covered = coverage(table.said, reading.tokens, model=model, lang=lang, passages=len(table.passages))
    presence = np.square(table.presence())
    said = float((weights * presence / (presence + HALF_SAID**2)).sum())
    line_scores = table.by_line @ weights + covered.by_line
    scores = table.by_passage @ weights + covered.by_passage
    order = np.argsort(-scores, kind="stable")[:ANSWER_PASSAGES]
    shown = _shown(table, order, scores, line_scores)
    missing = asked_names(reading.tokens, VENDORS) - table.names
    why = (f"said: {said:.2f}", *_why(table, weights, scores, order))
    return Ranked(shown, said >= SAID, next(iter(sorted(missing)), None), why)


def _shown(table: Table, order: np.ndarray, scores: Floats, line_scores: Floats) -> tuple[Passage, ...]:
    shown: list[Passage] = []
    for number in order:
        if shown and scores[number] < FURTHER * scores[order[0]]:
            break
        own = [n for n, line in enumerate(table.lines) if line.passage == number]
        cut = excerpt(table.passages[number], [table.lines[n] for n in own], line_scores[own])
        if sum(len(p.text) for p in [*shown, cut]) <= ANSWER_LIMIT:
            shown.append(cut)
    return tuple(shown)


def _why(table: Table, weights: Floats, scores: Floats, order: np.ndarray) -> tuple[str, ...]:
    topics = [f"{table.topics[t]} {weights[t]:.2f}" for t in np.argsort(-weights)[:3]]
    rows = [f"{table.passages[n].segment} {scores[n]:.2f}" for n in order]
    return (f"topics: {', '.join(topics)}", f"passages: {', '.join(rows)}")
