"""Proposes which passages answer which intent, and refreshes an editors' file without losing an edit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from assistant.answers.table import Table
from assistant.errors import ContentError
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
class Refreshed:
    """A refreshed document with what could not be found again in the policy."""

    document: CommentedMap
    problems: tuple[ContentError, ...]


def propose(policy: Policy, table: Table, intents: Sequence[Intent]) -> Mapping[str, list[CommentedMap]]:
    """Return anchors by intent for what the policy says; nothing for what it does not."""
    texts = {segment.id: segment.text for segment in policy.segments}
    found: dict[str, list[CommentedMap]] = {}
    for intent in intents:
        if intent.topic is None or intent.is_about_chat or intent.outcome is not Outcome.ANSWER:
            continue
        anchors = [_anchor(passage.segment, texts) for passage in answering(table, intent.topic)]
        if anchors:
            found[intent.id] = [a for n, a in enumerate(anchors) if a not in anchors[:n]]
    return found


def answering(table: Table, topic: str) -> tuple[Passage, ...]:
    """Return the passages that answer a topic where no editor chose, the best first; none if none does."""
    scores = table.by_passage[:, table.topics.index(topic)]
    order = np.argsort(-scores, kind="stable")[:ANSWER_PASSAGES]
    least = max(PROPOSED, FURTHER * float(scores[order[0]])) if len(order) else 0.0
    return tuple(table.passages[n] for n in order if scores[n] >= least)


def refresh(
    document: CommentedMap | None,
    policy: Policy,
    proposals: Mapping[str, list[CommentedMap]],
    *,
    path: str,
) -> Refreshed:
    """Return the document brought up to the policy.

    What an editor confirmed stays, found again by its first words where its segment changed; what nobody
    confirmed follows the proposals; comments and order stay. Doing it twice changes nothing.
    """
    document = document if document is not None else _empty()
    problems: list[ContentError] = []
    document["policy"] = policy.id
    document["fingerprint"] = policy.version
    entries = document["intents"]
    for entry in entries:
        proposed = proposals.get(str(entry["intent"]))
        if entry.get("proposed") and proposed and "utterances" not in entry:
            if _plain(entry["answer"]) != _plain(proposed):
                entry["answer"] = _answer(proposed)
        else:
            problems += _reanchor(entry, policy, path)
    known = {str(entry["intent"]) for entry in entries}
    for intent, proposed in proposals.items():
        if intent not in known:
            new = CommentedMap(intent=intent, answer=_answer(proposed), proposed=True)
            entries.append(new)
    return Refreshed(document, tuple(problems))


def _empty() -> CommentedMap:
    return CommentedMap(policy="", fingerprint="", intents=CommentedSeq())


def _anchor(segment: str, texts: Mapping[str, str]) -> CommentedMap:
    starts = " ".join(fold_space(texts[segment]).split(" ")[:_WORDS])
    return CommentedMap(segment=segment, starts=DoubleQuotedScalarString(starts))


def _answer(anchors: Sequence[CommentedMap]) -> CommentedSeq:
    answer = CommentedSeq()
    for anchor in anchors:
        own = CommentedMap(anchor)
        own.fa.set_flow_style()
        answer.append(own)
    return answer


def _plain(anchors: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [(str(a["segment"]), str(a["starts"])) for a in anchors]


def _reanchor(entry: CommentedMap, policy: Policy, path: str) -> list[ContentError]:
    texts = {segment.id: fold_space(segment.text) for segment in policy.segments}
    lost = []
    for anchor in entry["answer"]:
        starts = fold_space(str(anchor["starts"]))
        segment = successor(str(anchor["segment"]), starts, texts)
        if segment is not None:
            anchor["segment"] = segment
        elif str(anchor["segment"]) not in texts:
            fault = (
                f"{policy.id} no longer says {starts[:60]!r}; choose another answer for {entry['intent']!r}"
            )
            lost.append(ContentError(path, fault, code="LOST", line=_line(entry)))
    return lost


def successor(segment: str, starts: str, texts: Mapping[str, str]) -> str | None:
    """Return the segment that an anchor means now: its own, or the first that says its words, if any."""
    if starts in texts.get(segment, ""):
        return segment
    return next((name for name, text in texts.items() if starts in text), None)


def _line(entry: CommentedMap) -> int:
    return int(entry.lc.line) + 1 if entry.lc.line is not None else 1
