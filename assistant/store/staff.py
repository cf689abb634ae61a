"""Rows of the people who work tickets, and of their sign-ins."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.store.base import Id, Row, Short, Timestamp, UtcDateTime


class StaffMember(Row):
    """Somebody with a password and a role on some queues; an empty list of queues means all of them.

    `more_roles` are pairs of a role and a queue beside it. `totp_sealed` is the secret of a second factor,
    `totp_step` the last moment of it that was used; `notices` what they want to be mailed of.
    """

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
    more_roles: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    email: Mapped[str] = mapped_column(String(320), default="")
    real_name: Mapped[str] = mapped_column(String(120), default="")
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_step: Mapped[int] = mapped_column(default=0)
    away_until: Mapped[date | None]
    delegate: Mapped[str] = mapped_column(String(64), default="")
    notices: Mapped[list[str]] = mapped_column(JSON, default=list)


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


class StaffLink(Row):
    """A link that was mailed to a member: an invitation, or to set a new password. Kept by its hash."""

    __tablename__ = "staff_link"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    created: Mapped[Timestamp]
    expires: Mapped[Timestamp]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    member: Mapped[StaffMember] = relationship()


class StaffMail(Row):
    """A mail to a member, sealed with a key of its own and wiped once it is sent."""

    __tablename__ = "staff_mail"

    id: Mapped[Id]
    kind: Mapped[Short]
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created: Mapped[Timestamp]
    due_at: Mapped[Timestamp] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str] = mapped_column(String(64), default="")
