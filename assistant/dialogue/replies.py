"""What the assistant says, before it is put into a language and into JSON."""

from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.answers.decision import Source
from assistant.dialogue.events import FieldErrors
from assistant.law.articles import LawPoint
from assistant.rights.deadline import Trace
from assistant.terms import Message, Passage, Right

Words = Message | str
"""A message still to be put into the visitor's language, or text that stays as it is."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to press: an id for the program, a label for the person."""

    id: str
    label: Words


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words. Several messages are sentences after one another."""

    words: tuple[Words, ...]
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to take notice of: how to reach people, what did not work.

    `back_at` is the instant at which people are there again, for the widget to tell in the visitor's time.
    """

    words: tuple[Words, ...]
    is_warning: bool = False
    choices: tuple[Choice, ...] = ()
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Passages of a policy, or of the assistant's own notice, and what the law adds."""

    words: tuple[Words, ...]
    passages: tuple[Passage, ...]
    source: Source = Source.POLICY
    law: tuple[LawPoint, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Clarify:
    """A question back, with a choice for each thing that may be meant."""

    words: tuple[Words, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """The offer to make a request, with what the policy and the law say of it and its due date (I-8)."""

    words: tuple[Words, ...]
    rights: tuple[Right, ...]
    passages: tuple[Passage, ...]
    law: tuple[LawPoint, ...]
    due: date
    choices: tuple[Choice, ...]
    other_ways: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    label: Message
    kind: str
    is_required: bool
    autocomplete: str
    hint: Message
    longest: int


@dataclass(frozen=True, slots=True)
class Form:
    """A form; what is typed into it never becomes part of the chat.

    `takes_token`: with it may come a token of the company's server for somebody who is signed in there.
    `files_request`: it is a step on the way of a request, not a message to people.
    """

    words: tuple[Words, ...]
    fields: tuple[Field, ...]
    submit: Message
    choices: tuple[Choice, ...]
    errors: FieldErrors = field(default_factory=dict)
    takes_token: bool = False
    files_request: bool = False


@dataclass(frozen=True, slots=True)
class FiledNote:
    """The request is filed: its reference, due date and why, and where to go on."""

    words: tuple[Words, ...]
    reference: str
    due: date
    trace: Trace
    status_path: str
    verify_path: str | None


@dataclass(frozen=True, slots=True)
class Law:
    """What the law says, where there is no passage to show."""

    words: tuple[Words, ...]
    points: tuple[LawPoint, ...]
    choices: tuple[Choice, ...] = ()


Reply = Text | Notice | Answer | Clarify | Offer | Form | FiledNote | Law


def asks(reply: Reply) -> bool:
    """Tell whether the reply has something to press or fill in."""
    return bool(getattr(reply, "choices", ()))
