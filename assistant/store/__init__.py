"""Rows and migrations: what is kept, and nothing that acts."""

from assistant.store.base import Row
from assistant.store.conversations import Conversation, Count, Draft, Entry, FormDraft, Pass
from assistant.store.fulfilment import Answer, ChecklistItem, ItemFile, Package
from assistant.store.inbound import Attachment, InboundMail
from assistant.store.intervals import Extension, Suspension
from assistant.store.keyring import Keyring
from assistant.store.live import Attendance, Handover
from assistant.store.mirror import MirrorCall, MirrorDifference, MirroredTicket, MirrorState
from assistant.store.outbox import OutboxMail
from assistant.store.proofs import Identifier, SpentToken, Verification
from assistant.store.requests import Challenge, DataSubjectRequest, RequestLine
from assistant.store.staff import SignIn, StaffLink, StaffMail, StaffMember
from assistant.store.tickets import Payload, Ticket, Transaction
from assistant.store.tracker import (
    Article,
    CustomField,
    CustomValue,
    HeldReply,
    Link,
    Presence,
    Queue,
    Reminder,
    ReplyFile,
    SavedSearch,
    Stem,
    Watcher,
)
from assistant.store.unanswered import Unanswered

__all__ = [
    "Answer",
    "Article",
    "Attachment",
    "Attendance",
    "Challenge",
    "ChecklistItem",
    "Conversation",
    "Count",
    "CustomField",
    "CustomValue",
    "DataSubjectRequest",
    "Draft",
    "Entry",
    "Extension",
    "FormDraft",
    "Handover",
    "HeldReply",
    "Identifier",
    "InboundMail",
    "ItemFile",
    "Keyring",
    "Link",
    "MirrorCall",
    "MirrorDifference",
    "MirrorState",
    "MirroredTicket",
    "OutboxMail",
    "Package",
    "Pass",
    "Payload",
    "Presence",
    "Queue",
    "Reminder",
    "ReplyFile",
    "RequestLine",
    "Row",
    "SavedSearch",
    "SignIn",
    "SpentToken",
    "StaffLink",
    "StaffMail",
    "StaffMember",
    "Stem",
    "Suspension",
    "Ticket",
    "Transaction",
    "Unanswered",
    "Verification",
    "Watcher",
]
