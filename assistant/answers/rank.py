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
from assistant.terms import ANSWER_LIMIT, ANSWER_PASSAGES, Locale, Passage

TOPICS = 1.8
"""What the topics asked about count beside the words that a passage shares with a question."""
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


def rank(weights: Floats, reading: Reading, table: Table, model: Model, lang: Locale) -> Ranked:
    """Return the passages for a question whose topics have these weights, which sum to one at most."""
    if not table.passages:
        return Ranked((), 0.0, why=("empty policy",))
    covered = coverage(table.said, reading, model=model, lang=lang, passages=len(table.passages))
    softened = TOPICS * _softened(weights)
    line_scores = table.by_line @ softened + covered.by_line
    scores = table.by_passage @ softened + covered.by_passage
    order = np.argsort(-scores, kind="stable")[:ANSWER_PASSAGES]
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


def _softened(weights: Floats) -> Floats:
    """Return the topics' weights with the lesser ones raised: what seems less likely asked is often meant."""
    roots = np.sqrt(weights)
    softened: Floats = roots * (weights.sum() / max(1e-6, float(roots.sum())))
    return softened


def _signs(weights: Floats, reading: Reading, table: Table, scores: Floats, covered: Coverage) -> Signs:
    presence = np.square(table.presence())
    ordered = np.sort(scores)[::-1]
    best = int(scores.argmax())
    return Signs(
        present=float((weights * presence / (presence + HALF_SAID**2)).sum()),
        lead=float(ordered[0] - ordered[1]) if len(ordered) > 1 else float(ordered[0]),
        understood=float(reading.shares.max()),
        lacking=covered.lacking(best),
        covered=covered.share(best),
        weight=math.log1p(sum(term.weight for term in covered.terms)),
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
