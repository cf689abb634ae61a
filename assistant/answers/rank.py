"""Puts a policy's passages in the order in which they answer a question."""

import math
from dataclasses import dataclass

import numpy as np

from assistant.answers.confidence import SAID, Signs, likelihood
from assistant.answers.coverage import Coverage, coverage
from assistant.answers.excerpt import excerpt
from assistant.answers.names import VENDORS, asked_names
from assistant.answers.reading import Reading
from assistant.answers.table import Table
from assistant.matcher.features import Floats
from assistant.matcher.model import Model
from assistant.terms import ANSWER_LIMIT, ANSWER_PASSAGES, Passage

TOPICS = 0.62
"""What the topics asked about count beside the words that a passage shares with a question."""
BOTH = 0.1
"""How little of a topic or of the words a first passage may do with."""
HALF_SAID = 0.35
"""The score of a topic's best passage at which it is as likely as not that the policy speaks of it."""
SAYS = 0.5
"""From here on a passage is taken to say a word."""
FURTHER = 0.15
"""Further passages are shown from this share of the best one's score on."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The passages to show, best first, and how likely the policy says what is asked, 0 to 1."""

    passages: tuple[Passage, ...]
    likelihood: float
    signs: Signs | None = None
    missing_name: str | None = None
    why: tuple[str, ...] = ()

    @property
    def is_said(self) -> bool:
        return self.likelihood >= SAID


def cover(reading: Reading, table: Table, model: Model) -> Coverage:
    """Return what a policy covers of a question; the same for every topic that it may be asking about."""
    return coverage(table.said, reading, model=model, passages=len(table.passages))


def rank(weights: Floats, reading: Reading, table: Table, covered: Coverage) -> Ranked:
    """Return the passages for a question whose topics have these weights, which sum to one at most."""
    if not table.passages:
        return Ranked((), 0.0, why=("empty policy",))
    topical = table.by_passage @ weights
    line_scores = TOPICS * (table.by_line @ weights) + covered.by_line
    scores = TOPICS * topical + covered.by_passage
    order = _order(topical, covered.by_passage, scores)
    signs = _signs(weights, reading, table, scores, covered)
    chance = likelihood(signs)
    said = covered.anywhere()
    unsaid = [token for token in reading.tokens if said.get(token, 0.0) < SAYS]
    missing = next(iter(sorted(asked_names(unsaid, VENDORS) - table.names)), None)
    return Ranked(
        _shown(table, order, scores, line_scores),
        chance,
        signs,
        missing,
        (f"said: {chance:.2f}", *_why(table, weights, scores, order)),
    )


def _order(topical: Floats, covered: Floats, scores: Floats) -> np.ndarray:
    """Return the best passages: first the one that speaks of the topic in the question's words, by both.

    The others are likeliest by either, so that what the first one misses may stand there.
    """
    first = int(((topical + BOTH) * (covered + BOTH) ** 1.5).argmax())
    others = [n for n in np.argsort(-scores, kind="stable")[:ANSWER_PASSAGES] if n != first]
    return np.array([first, *others][:ANSWER_PASSAGES])


def _signs(weights: Floats, reading: Reading, table: Table, scores: Floats, covered: Coverage) -> Signs:
    presence = np.square(table.presence())
    ordered = np.sort(scores)[::-1]
    best = int(scores.argmax())
    return Signs(
        present=float((weights * presence / (presence + HALF_SAID**2)).sum()),
        lead=float(ordered[0] - ordered[1]) if len(ordered) > 1 else float(ordered[0]),
        understood=float(reading.shares.max()),
        lacking=covered.lacking(best),
        heaviest=covered.heaviest(best),
        weight=math.log1p(sum(term.weight for term in covered.terms)),
        foreign=float(reading.lang is not table.lang),
    )


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
