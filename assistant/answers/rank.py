"""Puts a policy's passages in the order in which they answer a question."""

from dataclasses import dataclass

import numpy as np

from assistant.answers.asked import Asked
from assistant.answers.confidence import SAID, likelihood, scores, signs, usually_told
from assistant.answers.coverage import SAYS, Coverage, coverage
from assistant.answers.excerpt import excerpt, joined
from assistant.answers.marks import marked
from assistant.answers.names import VENDORS, asked_names
from assistant.answers.reading import Reading
from assistant.answers.table import Table
from assistant.matcher.features import Floats
from assistant.matcher.model import Model
from assistant.policy.passages import WHOLE_UP_TO
from assistant.terms import ANSWER_LIMIT, ANSWER_PASSAGES, PASSAGE_LIMIT, Passage

TOPICS = 0.62
"""What the topics asked about count beside the words that a line shares with a question."""
FURTHER = 5.0
"""Further passages are shown down to this much below the best one's score."""
BESIDE = 2.0
"""A neighbour of the best passage down to this much below it is shown with it, as one, if both are short."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The passages to show, best first, and how likely the policy says what is asked, 0 to 1.

    `lead` is by how much the best one's score leads the next one's.
    """

    passages: tuple[Passage, ...]
    likelihood: float
    lead: float = 0.0
    missing_name: str | None = None
    why: tuple[str, ...] = ()

    @property
    def is_said(self) -> bool:
        return self.likelihood >= SAID


def cover(reading: Reading, table: Table, model: Model) -> Coverage:
    """Return what a policy covers of a question; the same for every topic that it may be asking about."""
    return coverage(table.said, reading, model=model, passages=len(table.passages))


def rank(ask: Asked, table: Table, covered: Coverage, model: Model) -> Ranked:
    """Return the passages for a question, and how likely one of them answers it."""
    if not table.passages:
        return Ranked((), 0.0, why=("empty policy",))
    marks = marked(ask, table, covered, model)
    ordered = scores(marks)
    order = np.argsort(-ordered, kind="stable")[: ANSWER_PASSAGES + 1]
    chance = likelihood(signs(marks, ordered), usually_told(marks, model.topics))
    line_scores = TOPICS * (table.by_line @ ask.topics) + covered.by_line
    said = covered.anywhere()
    unsaid = [token for token in ask.reading.tokens if said.get(token, 0.0) < SAYS]
    missing = next(iter(sorted(asked_names(unsaid, VENDORS) - table.names)), None)
    return Ranked(
        _shown(table, order, ordered, line_scores),
        chance,
        float(ordered[order[0]] - ordered[order[1]]) if len(order) > 1 else FURTHER,
        missing,
        (f"said: {chance:.2f}", *_why(table, ask.topics, ordered, order)),
    )


def _shown(table: Table, order: np.ndarray, ordered: Floats, line_scores: Floats) -> tuple[Passage, ...]:
    best = int(order[0])
    near = [int(n) for n in order[1:ANSWER_PASSAGES] if ordered[n] >= ordered[best] - BESIDE]
    beside = next((n for n in near if _is_joined(table, best, n)), None)
    shown: list[Passage] = []
    for number in order:
        if number == beside:
            continue
        if shown and ordered[number] < ordered[best] - FURTHER:
            break
        own = [n for n, line in enumerate(table.lines) if line.passage == number]
        cut = excerpt(table.passages[number], [table.lines[n] for n in own], line_scores[own])
        if number == best and beside is not None:
            cut = joined(*(table.passages[n] for n in sorted((best, beside))))
        if sum(len(p.text) for p in [*shown, cut]) <= ANSWER_LIMIT:
            shown.append(cut)
    return tuple(shown[:ANSWER_PASSAGES])


def _is_joined(table: Table, best: int, other: int) -> bool:
    """Whether two passages follow each other under one heading and are shown better as one."""
    one, two = table.passages[best], table.passages[other]
    is_next = abs(best - other) == 1 and one.section_id == two.section_id
    lengths = (len(one.text), len(two.text))
    return is_next and max(lengths) <= WHOLE_UP_TO and sum(lengths) < PASSAGE_LIMIT


def _why(table: Table, weights: Floats, ordered: Floats, order: np.ndarray) -> tuple[str, ...]:
    topics = [f"{table.topics[t]} {weights[t]:.2f}" for t in np.argsort(-weights)[:3]]
    rows = [f"{table.passages[n].segment} {ordered[n]:.2f}" for n in order]
    return (f"topics: {', '.join(topics)}", f"passages: {', '.join(rows)}")
