"""Rows of the tracker: queues' tickets, their transactions, which are the audit, and sealed texts."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.store.base import Row, Short, Timestamp, UtcDateTime
from assistant.store.requests import DataSubjectRequest


class Ticket(Row):
    """What staff work on. Its status is a fold of its request's lines; `version` guards every edit.

    A plain ticket's request has no lines: its status is set by hand, and it is due only where somebody said
    so. `due_at` is the instant behind `due` where one was given. `last_seq` and `head` are the number and the
    link of its newest transaction. Whatever was merged into another ticket has its number in `merged_into`.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_of_queue", "queue", "is_active", "due", "id"),
        Index(
            "ix_ticket_counted",
            *("queue", "is_active", "merged_into", "due", "owner", "request_id", "status", "id"),
        ),
        Index("ix_ticket_of_owner", "owner", "is_active", "due", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    queue: Mapped[Short]
    request_id: Mapped[str] = mapped_column(ForeignKey("request.id"), unique=True)
    subject_line: Mapped[str] = mapped_column(String(200))
    status: Mapped[Short] = mapped_column(index=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    owner: Mapped[str | None] = mapped_column(String(64))
    priority: Mapped[int] = mapped_column(default=0)
    due: Mapped[date | None]
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created: Mapped[Timestamp] = mapped_column(index=True)
    updated: Mapped[Timestamp] = mapped_column(index=True)
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    last_seq: Mapped[int] = mapped_column(default=0)
    head: Mapped[Short]
    version: Mapped[int] = mapped_column(default=1)

    request: Mapped[DataSubjectRequest] = relationship()
    history: Mapped[list["Transaction"]] = relationship(back_populates="ticket", order_by="Transaction.seq")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


Index("ix_ticket_work", Ticket.is_active.desc(), Ticket.due, Ticket.id)


class Transaction(Row):
    """One recorded change to a ticket: added, never updated, chained to the one before it (A-1).

    `digest` is of the salted payload and empty where there is none; `link` is the HMAC over this row and
    `previous`.
    """

    __tablename__ = "transaction"
    __table_args__ = (UniqueConstraint("ticket_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    seq: Mapped[int]
    kind: Mapped[Short]
    actor: Mapped[Short]
    role: Mapped[Short]
    rule: Mapped[str | None] = mapped_column(String(16))
    field: Mapped[str | None] = mapped_column(String(64))
    old: Mapped[str | None] = mapped_column(String(255))
    new: Mapped[str | None] = mapped_column(String(255))
    at: Mapped[Timestamp]
    digest: Mapped[Short]
    previous: Mapped[Short]
    link: Mapped[Short]

    ticket: Mapped[Ticket] = relationship(back_populates="history")
    payload: Mapped["Payload | None"] = relationship(back_populates="transaction")


class Payload(Row):
    """The text of a transaction, sealed with its request's data key; purged without breaking the chain.

    The salt goes with it, so that the digest that stays tells nothing.
    """

    __tablename__ = "payload"

    transaction_id: Mapped[int] = mapped_column(ForeignKey("transaction.id"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    transaction: Mapped[Transaction] = relationship(back_populates="payload")
