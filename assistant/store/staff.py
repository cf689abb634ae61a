"""Rows of the people who work tickets, and of their sign-ins."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.store.base import Id, Row, Short, Timestamp, UtcDateTime


class StaffMember(Row):
    """Somebody with a password and a role on some queues; an empty list of queues means all of them."""

    __tablename__ = "staff_member"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[Short]
    queues: Mapped[list[str]] = mapped_column(JSON, default=list)
    locale: Mapped[Short] = mapped_column(default="en")
    is_active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    created: Mapped[Timestamp]


class SignIn(Row):
    """One browser in which a staff member is signed in, stored by its hash."""

    __tablename__ = "sign_in"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[Short]
    created: Mapped[Timestamp]
    seen: Mapped[Timestamp]
    expires: Mapped[Timestamp]

    member: Mapped[StaffMember] = relationship()
