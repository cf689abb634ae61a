"""Finds what a controller's policy states in one language and not in another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from assistant.answers.check import Checked, Finding, State, Told
from assistant.answers.table import Table
from assistant.law.checks import parity
from assistant.law.checks.every import ITEMS
from assistant.law.checks.notice import Proof
from assistant.law.checks.rules import Rule
from assistant.policy.facts import Fact, facts
from assistant.terms import Locale, Passage, Segment

CLEAR, ABSENT = 0.8, 0.06
"""A topic is treated from the first score on in one language, and not below the second in another."""
_LANGUAGES = {Locale.EN: "English", Locale.FI: "Finnish", Locale.SV: "Swedish"}
_OF_ITEMS = frozenset(topic for item in ITEMS for topic in item.topics)


@dataclass(frozen=True, slots=True)
class Version:
    """A policy in one language, checked, with its topic table."""

    checked: Checked
    table: Table

    @property
    def language(self) -> str:
        return _LANGUAGES[self.table.lang]


def differences(versions: Sequence[Version]) -> tuple[Finding, ...]:
    """Return what a language states and another does not, at the place that states it."""
    found: list[Finding] = []
    for one, other in permutations(versions, 2):
        found += [*_items(one, other), *_facts(one, other), *_topics(one, other)]
    return tuple(found)


def _items(one: Version, other: Version) -> Iterator[Finding]:
    for here, there in zip(one.checked.told, other.checked.told, strict=True):
        passage = here.passage
        if here.state is State.FOUND and passage is not None and _lacks(there):
            fault = f"Only the {one.language} policy tells of {here.item.name}, not the {other.language} one"
            yield _at(parity.ITEM, one, passage, fault)


def _lacks(told: Told) -> bool:
    is_silent = told.state in {State.MISSING, State.NOT_NEEDED}
    return is_silent or (told.state is State.UNCLEAR and told.item.proof is Proof.WORDS)


def _facts(one: Version, other: Version) -> Iterator[Finding]:
    theirs = {(fact.kind, fact.value) for fact in facts(other.checked.policy.text)}
    ours = {(fact.kind, fact.value) for fact in facts(one.checked.policy.text)}
    seen: set[tuple[str, str]] = set()
    for segment, fact in _stated(one):
        key = (fact.kind, fact.value)
        if key in theirs or key in seen:
            continue
        seen.add(key)
        lacking = [value for kind, value in theirs - ours if kind == fact.kind]
        owned = [value for kind, value in ours - theirs if kind == fact.kind]
        fault = f"Only {one.language} states the {fact.kind} {fact.value}, not {other.language}"
        if len(lacking) == len(owned) == 1:
            if one.table.lang > other.table.lang:
                continue  # said from the other side
            fault = f"{one.language} states the {fact.kind} {fact.value}, {other.language} {lacking[0]}"
        rule = parity.SITE if fact.kind == "site" else parity.FACT
        policy = one.checked.policy.id
        yield Finding(rule, policy, segment.id, segment.text, fact.start, fact.end, fault)


def _stated(version: Version) -> Iterator[tuple[Segment, Fact]]:
    for segment in version.checked.policy.segments:
        for fact in facts(segment.text):
            yield segment, fact


def _topics(one: Version, other: Version) -> Iterator[Finding]:
    here, there = one.table.presence(), other.table.presence()
    for column, topic in enumerate(one.table.topics):
        if topic in _OF_ITEMS or here[column] < CLEAR or there[column] > ABSENT:
            continue
        passage = one.table.passages[int(one.table.by_passage[:, column].argmax())]
        fault = f"Only the {one.language} policy treats the topic {topic}, not the {other.language} one"
        yield _at(parity.TOPIC, one, passage, fault)


def _at(rule: Rule, version: Version, passage: Passage, fault: str) -> Finding:
    texts = {segment.id: segment.text for segment in version.checked.policy.segments}
    text = texts[passage.segment]
    return Finding(rule, version.checked.policy.id, passage.segment, text, 0, 0, fault)
