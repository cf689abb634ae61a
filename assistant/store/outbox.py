"""Rows of what must leave the process: mails, written in the transaction that caused them."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.store.base import Id, Row, Short, Timestamp, UtcDateTime
from assistant.store.requests import DataSubjectRequest


class OutboxMail(Row):
    """One mail to send, sealed with its request's data key and wiped once sent (V-10).

    `due_at` is when to try next; `failed_at` when trying ended in vain, which wipes it as well.
    """

    __tablename__ = "outbox_mail"

    id: Mapped[Id]
    kind: Mapped[Short]
    request_id: Mapped[str] = mapped_column(ForeignKey("request.id"), index=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created: Mapped[Timestamp]
    due_at: Mapped[Timestamp] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str] = mapped_column(String(64), default="")

    request: Mapped[DataSubjectRequest] = relationship()
