"""Rows of chats with people: who waits or talks with whom, and which staff answer chats now."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.store.base import Id, Row, Short, Timestamp, UtcDateTime
from assistant.store.conversations import Conversation


class Handover(Row):
    """One time that a visitor waits for a person and talks with one; a conversation has one open at most.

    It is open while `ended_at` is empty, and somebody's while `claimed_by` names them. `seen_at` is when that
    member's page was last heard of. The `…_typing_until` lapse by themselves; `…_read` are entry numbers.
    """

    __tablename__ = "handover"
    __table_args__ = (Index("ix_handover_line", "controller", "ended_at", "asked_at"),)

    id: Mapped[Id]
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    controller: Mapped[Short]
    page: Mapped[str] = mapped_column(String(255), default="")
    why: Mapped[Short]
    is_urgent: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[Timestamp]
    claimed_by: Mapped[str | None] = mapped_column(String(64), index=True)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(64))
    visitor_typing_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    staff_typing_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    visitor_read: Mapped[int] = mapped_column(default=0)
    staff_read: Mapped[int] = mapped_column(default=0)

    conversation: Mapped[Conversation] = relationship()


class Attendance(Row):
    """A member who answers chats until their console has not been heard of for a while."""

    __tablename__ = "attendance"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)
    until: Mapped[Timestamp]
