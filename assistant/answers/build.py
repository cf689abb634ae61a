"""Proposes which passages of a policy answer which intent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answers.edited import Anchor
from assistant.answers.table import Table
from assistant.matcher.intents import Intent
from assistant.policy.model import Policy
from assistant.terms import ANSWER_PASSAGES, Outcome, Passage, SegmentKind
from assistant.text import fold_space

PROPOSED = 0.2
"""From here on a passage is proposed as an answer to a topic: few above it are wrong."""
FURTHER = 0.6
"""Further passages are proposed from this share of the best one's score on."""
_WORDS = 8
"""Words that an anchor quotes of its segment."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where the answer to an intent seems to stand, nowhere if it is empty, and the best passage's score."""

    answer: tuple[Anchor, ...]
    score: float


def propose(policy: Policy, table: Table, intents: Sequence[Intent]) -> Mapping[str, Proposal]:
    """Return a proposal for every intent that a policy may answer, in the order of the intents."""
    texts = {segment.id: segment.text for segment in policy.segments}
    found: dict[str, Proposal] = {}
    for intent in intents:
        if not is_answerable(intent):
            continue
        best = float(table.by_passage[:, table.topics.index(str(intent.topic))].max(initial=0))
        chosen = _with_tables(policy, table, str(intent.topic))
        anchors = [anchor(passage.segment, texts) for passage in chosen]
        found[intent.id] = Proposal(tuple(dict.fromkeys(anchors)), best)
    return found


def answering(table: Table, topic: str) -> tuple[Passage, ...]:
    """Return the passages that answer a topic where no editor chose, the best first; none if none does."""
    scores = table.by_passage[:, table.topics.index(topic)]
    order = np.argsort(-scores, kind="stable")[:ANSWER_PASSAGES]
    least = max(PROPOSED, FURTHER * float(scores[order[0]])) if len(order) else 0.0
    return tuple(table.passages[n] for n in order if scores[n] >= least)


def _with_tables(policy: Policy, table: Table, topic: str) -> list[Passage]:
    """Return what answers a topic, and behind a part of a table its other parts, where all fit.

    The first part holds the names of the columns, such as how long: what it answers, all rows do. Behind
    another part, which may answer by one row of its own, stand those that speak of the topic themselves.
    """
    scores = table.by_passage[:, table.topics.index(topic)]
    rows = {segment.id for segment in policy.segments if segment.kind is SegmentKind.ROW}
    found: dict[int, Passage] = {}
    for passage in answering(table, topic):
        whole = _table_of(passage, table.passages, rows)
        if whole[:1] != [passage]:
            whole = [own for own in whole if scores[own.index] >= PROPOSED]
        parts = whole if len(found.keys() | {part.index for part in whole}) <= ANSWER_PASSAGES else []
        found |= {part.index: found.get(part.index, part) for part in (passage, *parts)}
    return list(found.values())[:ANSWER_PASSAGES]


def _table_of(passage: Passage, passages: Sequence[Passage], rows: Collection[str]) -> list[Passage]:
    """Return the parts of the table that a passage belongs to, in order; nothing if it is in none."""
    if passage.segments[-1] not in rows:
        return []
    first = last = passage.index
    while first and _goes_on(passages[first - 1], passages[first], rows):
        first -= 1
    while last + 1 < len(passages) and _goes_on(passages[last], passages[last + 1], rows):
        last += 1
    return list(passages[first : last + 1])


def _goes_on(one: Passage, other: Passage, rows: Collection[str]) -> bool:
    """Whether a table that ends one passage begins the next."""
    return one.section_id == other.section_id and one.segments[-1] in rows and other.segments[0] in rows


def is_answerable(intent: Intent) -> bool:
    """Whether a controller's policy may answer this intent."""
    return intent.topic is not None and not intent.is_about_chat and intent.outcome is Outcome.ANSWER


def anchor(segment: str, texts: Mapping[str, str]) -> Anchor:
    """Return the anchor of a segment: its id and first words."""
    return Anchor(segment, " ".join(fold_space(texts[segment]).split(" ")[:_WORDS]))


def successor(segment: str, starts: str, texts: Mapping[str, str]) -> str | None:
    """Return the segment that an anchor means now: its own, or one that says its words, if any.

    Of several, one that begins with the words comes first.
    """
    if segment in texts and (not starts or starts in texts[segment]):
        return segment
    holding = [name for name, text in texts.items() if starts and starts in text]
    return next((n for n in holding if texts[n].startswith(starts)), holding[0] if holding else None)
