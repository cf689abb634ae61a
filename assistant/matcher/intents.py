"""The intent library as values: what visitors mean, how they say it, and how policies speak of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.matcher.concepts import Words
from assistant.terms import Locale, Outcome, Right


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing a visitor may mean. `topic` is what an answer must be about; None if no passage answers.

    `is_about_chat` is answered from the assistant's own notice instead of the controller's policy.
    """

    id: str
    topic: str | None = None
    outcome: Outcome = Outcome.ANSWER
    right: Right | None = None
    is_urgent: bool = False
    is_about_chat: bool = False


@dataclass(frozen=True, slots=True)
class Utterance:
    """One way somebody says what they mean."""

    text: str
    intent: str
    lang: Locale


@dataclass(frozen=True, slots=True)
class Topic:
    """What policies say about one thing: their headings and sentences, by language.

    `kin` names topics whose passages answer questions on this one where a policy has none of its own.
    """

    id: str
    article: str = ""
    headings: Mapping[Locale, tuple[str, ...]] = field(default_factory=dict)
    statements: Mapping[Locale, tuple[str, ...]] = field(default_factory=dict)
    kin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """Everything in `intents/shared`, `intents/topics` and `intents/concepts`.

    `things` names the concepts that a question may be about; the others tell what is asked of them.
    """

    intents: Mapping[str, Intent]
    utterances: tuple[Utterance, ...]
    topics: Mapping[str, Topic]
    concepts: Words = field(default_factory=dict)
    things: frozenset[str] = frozenset()
