"""Rows of data-subject requests: the request, its lines, the challenges that verify a mailbox."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.store.base import Id, Row, Short, Timestamp, UtcDateTime


class DataSubjectRequest(Row):
    """What a data subject asked of a controller, with one line per right.

    `received_at` is the instant of the message that made the request (I-3); `due` its lawful last day,
    `trace` why. `name`, `address` and `scope` are emptied by the purge; `address_hash` is keyed and stays.
    `wrapped_key` holds the request's own data key, wrapped by the master key. `representative` says as what
    somebody else asks for the person; None if the person asks. `held_until` is the last day of a legal hold,
    which keeps everything (T-1).
    """

    __tablename__ = "request"

    id: Mapped[Id]
    reference: Mapped[Short] = mapped_column(unique=True)
    controller: Mapped[Short] = mapped_column(index=True)
    locale: Mapped[Short]
    channel: Mapped[Short]
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversation.id", ondelete="SET NULL"), index=True
    )
    idempotency_key: Mapped[str] = mapped_column(String(128), unique=True)
    received_at: Mapped[Timestamp]
    due: Mapped[date]
    nominal: Mapped[date]
    internal_due: Mapped[date]
    trace: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    name: Mapped[str | None] = mapped_column(String(255))
    address: Mapped[str | None] = mapped_column(String(320))
    address_hash: Mapped[Short] = mapped_column(index=True)
    scope: Mapped[str | None] = mapped_column(Text)
    representative: Mapped[str | None] = mapped_column(String(32))
    verified_level: Mapped[Short] = mapped_column(default="L0")
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    held_until: Mapped[date | None]

    lines: Mapped[list["RequestLine"]] = relationship(
        back_populates="request", order_by="RequestLine.position", cascade="all, delete-orphan"
    )


class RequestLine(Row):
    """One right within a request: its own level, state and outcome. The lines drive everything else."""

    __tablename__ = "request_line"

    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    right: Mapped[Short] = mapped_column(index=True)
    level: Mapped[Short]
    state: Mapped[Short] = mapped_column(index=True)
    outcome: Mapped[str | None] = mapped_column(String(32))

    request: Mapped[DataSubjectRequest] = relationship(back_populates="lines")


class Challenge(Row):
    """One mailed code, kept only as an HMAC over request, page nonce and code (V-1)."""

    __tablename__ = "challenge"

    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"), index=True)
    nonce: Mapped[Short]
    code_hash: Mapped[Short]
    address_hash: Mapped[Short] = mapped_column(index=True)
    created: Mapped[Timestamp]
    expires: Mapped[Timestamp]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
