"""Checks one policy: what it tells of what it must, which law it names that is gone, and doubtful terms."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from assistant.answers.lines import spans
from assistant.answers.table import Table
from assistant.law.checks import times
from assistant.law.checks.conditions import CONSENT, EVIDENCE, INTEREST, MARKETING, NO_MARKETING, NO_TRANSFER
from assistant.law.checks.doubtful import doubtful_terms
from assistant.law.checks.every import ITEMS, TERMS
from assistant.law.checks.notice import Item, Need, Proof
from assistant.law.checks.rules import Rule
from assistant.law.checks.stale import stale_names
from assistant.matcher.features import Floats
from assistant.policy.model import Policy
from assistant.terms import Passage

SURE = 0.7
"""From here on a passage's topic alone tells an item."""
LIKELY = 0.15
"""From here on the words of an item tell it in a passage on its topic."""
POSSIBLE = 0.4
"""From here on a passage may tell an item, so that it is not called missing."""
FAINT = 0.05
"""Below this a passage is not on the topic at all, whatever its words."""
FURTHER_TOPIC = 0.75
HEADED = 0.5
"""What a passage gains whose heading says the words, when several tell an item."""
AS_GOOD = 0.9
"""The first passage from this share of the best one's rank on is quoted."""
Flags: TypeAlias = npt.NDArray[np.bool_]
IS_BASIS = 0.3
"""From here on a passage is on what processing rests on, or on how long data is kept."""


class State(StrEnum):
    """Whether a policy tells an item."""

    FOUND = "found"
    UNCLEAR = "unclear"  # some passage may tell it; a person must look
    MISSING = "missing"
    NOT_NEEDED = "not needed"  # its condition does not hold in this policy


@dataclass(frozen=True, slots=True)
class Told:
    """An item with the passage that tells it, or that may; None where none does."""

    item: Item
    state: State
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend. `start` and `end` mark its words in the segment; no segment where words are missing.

    `fault` says what the rule cannot know, such as which language lacks something.
    """

    rule: Rule
    policy: str
    segment: str = ""
    text: str = ""
    start: int = 0
    end: int = 0
    fault: str = ""

    def message(self) -> str:
        """Return the finding in one line."""
        return self.rule.message(self.fault)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of one policy found: every item, and what is to be mended, in the policy's order."""

    policy: Policy
    told: tuple[Told, ...]
    findings: tuple[Finding, ...]


def check_policy(policy: Policy, table: Table) -> Checked:
    """Return what is found and missing in a policy, and what in it the law does not uphold."""
    told = items_told(table)
    findings = [*_missing(policy, told), *_worded(policy), *_vague_retention(policy, table)]
    order = {segment.id: number for number, segment in enumerate(policy.segments)}
    findings.sort(key=lambda f: (order.get(f.segment, -1) if f.text else -1, f.start, f.rule.code))
    return Checked(policy, told, tuple(findings))


def items_told(table: Table) -> tuple[Told, ...]:
    """Return each item of Art. 13 and 14 with how the policy tells it."""
    found = {item.rule.code: _told(item, table) for item in ITEMS}
    needs = _needs(table, found["I109"])
    return tuple(
        Told(told.item, State.NOT_NEEDED)
        if told.state is State.MISSING and told.item.need not in needs
        else told
        for told in found.values()
    )


def _told(item: Item, table: Table) -> Told:
    columns = [table.topics.index(topic) for topic in item.topics if topic in table.topics]
    weights = np.array([1.0, *[FURTHER_TOPIC] * len(columns)][: len(columns)], np.float32)
    topics = table.spoken[:, columns]
    scores = topics.max(axis=1, initial=0)
    pattern = item.words[table.lang]
    heads = np.array([bool(pattern.search(p.section)) for p in table.passages], bool)
    says = heads | np.array([bool(pattern.search(p.text)) for p in table.passages], bool)
    surely, maybe = _proofs(item.proof, says, scores, topics[:, 0] if columns else scores)
    rank = topics @ weights + HEADED * heads + says
    for state, those in ((State.FOUND, surely), (State.UNCLEAR, maybe)):
        if those.any():
            own = np.where(those, rank, -1)
            first = int(np.argmax(own >= AS_GOOD * own.max()))
            return Told(item, state, table.passages[first])
    return Told(item, State.MISSING)


def _proofs(proof: Proof, says: Flags, scores: Floats, own: Floats) -> tuple[Flags, Flags]:
    """Return which passages surely tell an item, and which may; `own` are the scores of its first topic."""
    match proof:
        case Proof.TOPIC:
            return (says & (scores >= LIKELY)) | (scores >= SURE), scores >= POSSIBLE
        case Proof.BOTH:
            return says & (scores >= LIKELY), (says & (scores >= FAINT)) | (own >= POSSIBLE)
        case Proof.WORDS:
            return says, own >= POSSIBLE


def _needs(table: Table, transfers: Told) -> set[Need]:
    """Return the conditions that hold, by what the policy itself says."""
    lang, texts = table.lang, [passage.text for passage in table.passages]
    needs = {Need.ALWAYS}
    if any(INTEREST[lang].search(text) for text in texts):
        needs.add(Need.INTEREST)
    if any(MARKETING[lang].search(text) and not NO_MARKETING[lang].search(text) for text in texts):
        needs.add(Need.MARKETING)
    if any(CONSENT[lang].search(passage.text) for passage in _on(table, "legal-basis")):
        needs.add(Need.CONSENT)
    passage = transfers.passage
    if transfers.state is State.FOUND and passage and not NO_TRANSFER[lang].search(passage.text):
        needs.add(Need.TRANSFER)
    return needs


def _on(table: Table, topic: str) -> tuple[Passage, ...]:
    """Return the passages that are on a topic."""
    if topic not in table.topics:
        return ()
    scores = table.spoken[:, table.topics.index(topic)]
    return tuple(p for p, score in zip(table.passages, scores, strict=True) if score >= IS_BASIS)


def _missing(policy: Policy, told: tuple[Told, ...]) -> Iterator[Finding]:
    for one in told:
        if one.state is State.MISSING:
            yield _with_evidence(Finding(one.item.rule, policy.id), policy)


def _with_evidence(finding: Finding, policy: Policy) -> Finding:
    pattern = EVIDENCE.get(finding.rule.code)
    for segment in policy.segments if pattern else ():
        match = pattern.search(segment.text) if pattern else None
        if match:
            fault = f"“{match[0]}” is named, and {finding.rule.fault[0].lower()}{finding.rule.fault[1:]}"
            return Finding(finding.rule, policy.id, segment.id, segment.text, *match.span(), fault)
    return finding


def _worded(policy: Policy) -> Iterator[Finding]:
    for section in policy.sections:
        for segment in section.segments:
            for rule, start, end in stale_names(segment.text, policy.text):
                yield Finding(rule, policy.id, segment.id, segment.text, start, end)
            context = f"{section.heading}\n{segment.text}"
            seen: set[str] = set()
            for begin, stop in spans(segment.text):
                sentence = segment.text[begin:stop]
                terms = (term for term in TERMS if term.rule.code not in seen)
                for rule, start, end in doubtful_terms(sentence, context, policy.locale, terms):
                    seen.add(rule.code)
                    yield Finding(rule, policy.id, segment.id, segment.text, begin + start, begin + end)


def _vague_retention(policy: Policy, table: Table) -> Iterator[Finding]:
    """Yield the first “as long as necessary” of a policy that names no period and no end."""
    on_time = _on(table, "retention")
    sections = {passage.section_id for passage in on_time}
    segments = [s for section in policy.sections if section.id in sections for s in section.segments]
    if any(times.ENDS[policy.locale].search(segment.text) for segment in segments):
        return
    own = {segment for passage in on_time for segment in passage.segments}
    for segment in segments:
        match = times.AS_LONG_AS_NEEDED[policy.locale].search(segment.text)
        if match and segment.id in own:
            yield Finding(times.VAGUE_RETENTION, policy.id, segment.id, segment.text, *match.span())
            return
