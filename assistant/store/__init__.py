"""Rows and migrations: what is kept, and nothing that acts."""

from assistant.store.base import Row
from assistant.store.conversations import Conversation, Count, Draft, Entry, Pass
from assistant.store.outbox import OutboxMail
from assistant.store.requests import Challenge, DataSubjectRequest, RequestLine
from assistant.store.staff import SignIn, StaffMember
from assistant.store.tickets import Payload, Ticket, Transaction
from assistant.store.unanswered import Unanswered

__all__ = [
    "Challenge",
    "Conversation",
    "Count",
    "DataSubjectRequest",
    "Draft",
    "Entry",
    "OutboxMail",
    "Pass",
    "Payload",
    "RequestLine",
    "Row",
    "SignIn",
    "StaffMember",
    "Ticket",
    "Transaction",
    "Unanswered",
]
