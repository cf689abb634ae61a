"""What was decided about one message, with why."""

from dataclasses import dataclass, field
from enum import StrEnum

from assistant.terms import Locale, Outcome, Passage, Right


class Source(StrEnum):
    """Whose text the passages are."""

    POLICY = "policy"
    ASSISTANT = "assistant"  # the assistant's own notice


class Miss(StrEnum):
    """Why no passage is shown although something was asked."""

    TOPIC_ABSENT = "topic_absent"  # understood, and this policy says nothing about it
    NAME_ABSENT = "name_absent"  # asked about something by name that this policy does not name
    NOT_UNDERSTOOD = "not_understood"
    NOT_PRIVACY = "not_privacy"  # about the company's business, not about personal data


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent and how likely it is meant, 0 to 100."""

    intent: str
    score: float


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome for one message.

    `lang` is None for a language that the assistant does not speak. `passages` are best first, at most
    three; for `clarify` each stands for one choice. `rights` are in the order they were asked for.
    """

    outcome: Outcome
    lang: Locale | None
    best: Guess
    runner_up: Guess | None = None
    rights: tuple[Right, ...] = ()
    passages: tuple[Passage, ...] = ()
    is_urgent: bool = False
    source: Source = Source.POLICY
    miss: Miss | None = None
    why: tuple[str, ...] = field(default=())

    @property
    def right(self) -> Right | None:
        return self.rights[0] if self.rights else None

    @property
    def intent(self) -> str:
        return self.best.intent

    @property
    def score(self) -> float:
        return self.best.score
