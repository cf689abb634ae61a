"""What can happen to a conversation: what the visitor does, and what became of what was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from assistant.rights.deadline import Trace
from assistant.rights.identity import Address
from assistant.terms import Locale, Message, Right


class Wanted(StrEnum):
    """Why a person is called into a chat."""

    ASKED = "asked"  # the visitor wants one
    UNSURE = "unsure"  # the assistant could not help twice in a row
    URGENT = "urgent"  # a breach or a threat (I-11)


class Vain(StrEnum):
    """In which way a question was asked in vain."""

    NOT_IN_POLICY = "not_in_policy"
    CLARIFY = "clarify"  # we had to ask back
    UNHELPFUL = "unhelpful"  # the visitor said that the answer did not help


@dataclass(frozen=True, slots=True)
class Opened:
    """The visitor opened the chat. `retention_days` is how long it is kept."""

    retention_days: int


@dataclass(frozen=True, slots=True)
class Said:
    """The visitor wrote something. `masked` names what was taken out of it before it was kept."""

    text: str = field(repr=False)
    masked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Chose:
    """The visitor took a choice of the reply with the number `of`. `label` is what it said."""

    of: int
    choice: str
    label: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Submitted:
    """The visitor sent the form of the reply with the number `of`."""

    of: int
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskedForPerson:
    """The visitor pressed the button for a person."""


@dataclass(frozen=True, slots=True)
class ChangedLanguage:
    """The visitor chose another language."""

    locale: Locale


@dataclass(frozen=True, slots=True)
class Judged:
    """The visitor said whether an answer helped: the reply with the number `of`, to this question.

    The question is empty where it is not known.
    """

    helpful: bool
    of: int = 0
    question: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Filed:
    """The request was filed: what the service answers to the command `File`.

    `is_signed_in`: the company's own server has told who asks, so that no code is needed.
    """

    reference: str
    due: date
    trace: Trace
    needs_code: bool
    verify_path: str
    status_path: str
    is_signed_in: bool = False


@dataclass(frozen=True, slots=True)
class FilingFailed:
    """The request could not be filed; what was typed is still there."""


@dataclass(frozen=True, slots=True)
class MessageLeft:
    """The message for the people was taken: what the service answers to the command `LeaveMessage`."""

    reference: str


@dataclass(frozen=True, slots=True)
class Alarmed:
    """People were told of an urgent report: what the service answers to the command `RaiseAlarm`."""

    reference: str


Event = (
    Opened
    | Said
    | Chose
    | Submitted
    | AskedForPerson
    | ChangedLanguage
    | Judged
    | Filed
    | FilingFailed
    | MessageLeft
    | Alarmed
)


@dataclass(frozen=True, slots=True)
class File:
    """A command: file this request now."""

    rights: tuple[Right, ...]
    received_at: datetime
    address: Address
    name: str = field(repr=False)
    scope: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """A command: keep what was typed into the form, outside the chat. Empty values begin a draft."""

    values: Mapping[str, str] = field(repr=False)
    received_at: datetime


@dataclass(frozen=True, slots=True)
class DropDraft:
    """A command: delete what was typed into the form."""


@dataclass(frozen=True, slots=True)
class AskedInVain:
    """A command: note a question that got no good answer. `nearest` are the likeliest intents, best first."""

    text: str = field(repr=False)
    lang: Locale
    outcome: Vain
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallPerson:
    """A command: put the visitor in line for a person, unless they are in line or with one already."""

    why: Wanted


@dataclass(frozen=True, slots=True)
class LeaveMessage:
    """A command: open a ticket with a message to the people who are not there now."""

    address: Address
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RaiseAlarm:
    """A command: tell people at once of what the visitor has just reported. Rule I-11."""


Command = File | KeepDraft | DropDraft | AskedInVain | CallPerson | LeaveMessage | RaiseAlarm
FieldErrors = Mapping[str, Message]
