"""How far each policy is answered: by topic, what people confirmed, found absent, or have not looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answers.build import is_answerable
from assistant.answers.edited import Edited, Entry
from assistant.matcher.intents import Intent


class State(StrEnum):
    """What is known about the answer to one intent."""

    ANSWERED = "answered"  # a person confirmed a passage
    ABSENT = "absent"  # a person confirmed that the policy does not tell
    CHANGED = "changed"  # a person confirmed it, and the policy changed since
    PROPOSED = "proposed"  # nobody has looked at it
    OPEN = "open"  # the editors' file does not name it


SIGNS: Mapping[State, str] = {
    State.ANSWERED: "+",
    State.ABSENT: "o",
    State.CHANGED: "!",
    State.PROPOSED: "?",
    State.OPEN: ".",
}
"""One sign each, told apart without colour."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One intent in one policy, with the first words of its answer; empty where there is none."""

    intent: str
    state: State
    starts: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Decisions by topic, then by policy; every topic has every policy."""

    policies: tuple[str, ...]
    topics: Mapping[str, Mapping[str, tuple[Decision, ...]]]

    def count(self, policy: str, state: State) -> int:
        """Return how many intents of a policy are in a state."""
        return sum(d.state is state for by_policy in self.topics.values() for d in by_policy[policy])


def coverage(intents: Iterable[Intent], edited: Mapping[str, Edited | None]) -> Coverage:
    """Return how far these policies are answered; a policy without an editors' file is open throughout."""
    shared: dict[str, list[str]] = {}
    for intent in intents:
        if is_answerable(intent):
            shared.setdefault(str(intent.topic), []).append(intent.id)
    entries = {policy: {e.intent: e for e in file.entries} if file else {} for policy, file in edited.items()}
    topics = {
        *shared,
        *(e.topic for own in entries.values() for e in own.values() if e.utterances and e.topic),
    }
    return Coverage(
        tuple(edited),
        {
            topic: {policy: _decisions(topic, shared.get(topic, []), own) for policy, own in entries.items()}
            for topic in sorted(topics)
        },
    )


def _decisions(topic: str, shared: Sequence[str], own: Mapping[str, Entry]) -> tuple[Decision, ...]:
    """Return the decisions about the shared intents of a topic, then those of the controller's own."""
    more = [e.intent for e in own.values() if e.utterances and e.topic == topic and e.intent not in shared]
    return tuple(_decision(intent, own.get(intent)) for intent in (*shared, *more))


def _decision(intent: str, entry: Entry | None) -> Decision:
    if entry is None:
        return Decision(intent, State.OPEN)
    starts = entry.answer[0].starts if entry.answer else ""
    if entry.is_proposed:
        return Decision(intent, State.PROPOSED, starts)
    if entry.is_changed:
        return Decision(intent, State.CHANGED, starts)
    return Decision(intent, State.ANSWERED if entry.answer else State.ABSENT, starts)
