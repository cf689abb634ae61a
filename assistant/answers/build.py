"""Proposes which passages of a policy answer which intent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answers.edited import Anchor
from assistant.answers.table import Table
from assistant.matcher.intents import Intent
from assistant.policy.model import Policy
from assistant.terms import ANSWER_PASSAGES, Outcome, Passage
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
        anchors = [anchor(passage.segment, texts) for passage in answering(table, str(intent.topic))]
        found[intent.id] = Proposal(tuple(dict.fromkeys(anchors)), best)
    return found


def answering(table: Table, topic: str) -> tuple[Passage, ...]:
    """Return the passages that answer a topic where no editor chose, the best first; none if none does."""
    scores = table.by_passage[:, table.topics.index(topic)]
    order = np.argsort(-scores, kind="stable")[:ANSWER_PASSAGES]
    least = max(PROPOSED, FURTHER * float(scores[order[0]])) if len(order) else 0.0
    return tuple(table.passages[n] for n in order if scores[n] >= least)


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
