"""Rows of what changes when a request is due: an extension, and waits for proof of identity."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Id, Row, Short, Timestamp, UtcDateTime


class Extension(Row):
    """The one extension that a request can have. It counts from the day its notice was sent (D-5)."""

    __tablename__ = "extension"

    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"), unique=True)
    reason: Mapped[Short]
    mail_id: Mapped[str | None] = mapped_column(String(32), index=True)
    asked_at: Mapped[Timestamp]
    sent_on: Mapped[date | None] = mapped_column(Date)


class Suspension(Row):
    """One wait for proof of who asks: which doubt, from the question to its answer (V-8, D-7)."""

    __tablename__ = "suspension"

    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    doubt: Mapped[Short]
    asked_at: Mapped[Timestamp]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
