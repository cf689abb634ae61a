"""The words every part shares: languages, rights, outcomes, segments and passages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


class Locale(StrEnum):
    """A language the assistant speaks; a BCP 47 tag."""

    EN = "en"
    FI = "fi"
    SV = "sv"


class Right(StrEnum):
    """What a data subject may ask for. `complaint` is heard and guided, never filed as a request."""

    ACCESS = "access"  # Art. 15
    RECTIFICATION = "rectification"  # Art. 16
    ERASURE = "erasure"  # Art. 17
    RESTRICTION = "restriction"  # Art. 18
    PORTABILITY = "portability"  # Art. 20
    OBJECTION = "objection"  # Art. 21(1)
    MARKETING_BAN = "marketing_ban"  # Art. 21(2)-(3)
    AUTOMATED_DECISION = "automated_decision"  # Art. 22
    WITHDRAW_CONSENT = "withdraw_consent"  # Art. 7(3)
    COMPLAINT = "complaint"  # Art. 77

    @property
    def is_filed(self) -> bool:
        """Whether using it makes a request to the controller. A complaint goes to the authority."""
        return self is not Right.COMPLAINT


class Outcome(StrEnum):
    """What the visitor gets for one message."""

    ANSWER = "answer"
    NOT_IN_POLICY = "not_in_policy"
    REQUEST = "request"
    CLARIFY = "clarify"
    HUMAN = "human"
    SMALLTALK = "smalltalk"
    OFFTOPIC = "offtopic"


class Role(StrEnum):
    """In which capacity somebody acts on a request or a ticket; a staff member may have several per queue."""

    DATA_SUBJECT = "data_subject"
    SYSTEM = "system"  # a timer, or the consequence of what somebody did
    AGENT = "agent"
    APPROVER = "approver"  # the data protection officer
    EDITOR = "editor"
    ADMIN = "admin"


class TicketStatus(StrEnum):
    """The tracker's own words for how far a ticket is."""

    NEW = "new"
    OPEN = "open"
    STALLED = "stalled"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    DELETED = "deleted"


class SegmentKind(StrEnum):
    """The shape of a segment in its document."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    STUB = "stub"  # introduces what follows: "We collect:"
    ROW = "row"  # one row of a table, cells joined by a vertical bar


@dataclass(frozen=True, slots=True)
class Segment:
    """One citable paragraph, list item or table row of a policy.

    `id` is the section's slug and a short hash of the text; unique within its policy.
    """

    id: str
    text: str
    kind: SegmentKind = SegmentKind.PARAGRAPH


@dataclass(frozen=True, slots=True)
class Passage:
    """A contiguous span of a policy that may be shown as an answer: verbatim, at most 700 characters.

    `segment` is the id of its first segment, `segments` those of all it covers, in order; `section` is
    the heading as written. `index` is its place in the policy, counted from 0.
    """

    text: str
    section: str
    section_id: str
    segment: str
    segments: tuple[str, ...]
    policy: str
    version: str
    lang: Locale
    index: int


@dataclass(frozen=True, slots=True)
class Message:
    """A text for people that has not been put into a language yet: an English sentence and its parameters.

    `domain` names the catalogue in `assistant/translations`. Parameters are text, numbers, dates, times, or
    other messages, which are put into the same language first.
    """

    domain: str
    msgid: str
    params: Mapping[str, "str | int | date | datetime | time | Message"] = field(
        default_factory=dict, hash=False
    )


PASSAGE_LIMIT = 700
"""The longest passage shown, in characters."""
ANSWER_LIMIT = 1500
"""All the passages of one answer together, in characters."""
ANSWER_PASSAGES = 3
