"""Rows of the tracker around its tickets: queues, people to keep informed, fields, links, files, searches."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.store.base import Id, Row, Short, Timestamp, UtcDateTime
from assistant.store.tickets import Ticket, Transaction


class Queue(Row):
    """A place for tickets, known by its name; `controller` is empty where it belongs to no company.

    `lifecycle` names one of `tickets.lifecycle.LIFECYCLES`.
    """

    __tablename__ = "queue"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[Short] = mapped_column(unique=True)
    controller: Mapped[Short] = mapped_column(default="")
    description: Mapped[str] = mapped_column(String(255), default="")
    lifecycle: Mapped[Short] = mapped_column(default="request")
    correspond_address: Mapped[str] = mapped_column(String(320), default="")
    comment_address: Mapped[str] = mapped_column(String(320), default="")
    is_disabled: Mapped[bool] = mapped_column(default=False)
    serves_rest: Mapped[bool] = mapped_column(default=False)
    created: Mapped[Timestamp]


class Watcher(Row):
    """Somebody to keep informed of a ticket; `role` is `requestor`, `cc` or `admin_cc`.

    The person behind a data-subject request stands in the request itself, not here. A purge empties
    `address` and leaves its keyed hash.
    """

    __tablename__ = "watcher"
    __table_args__ = (UniqueConstraint("ticket_id", "role", "address_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    role: Mapped[Short]
    address: Mapped[str | None] = mapped_column(String(320))
    address_hash: Mapped[Short] = mapped_column(index=True)


class CustomField(Row):
    """A field that a house adds: `kind` is `single`, `multi`, `text` or `select`.

    `queues` maps each queue that has the field, or `*` for all, to the values to choose from.
    """

    __tablename__ = "custom_field"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[Short] = mapped_column(unique=True)
    kind: Mapped[Short]
    queues: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    is_disabled: Mapped[bool] = mapped_column(default=False)
    created: Mapped[Timestamp]


class CustomValue(Row):
    """A value that a ticket has in a custom field; a field of several values has several rows."""

    __tablename__ = "custom_value"
    __table_args__ = (Index("ix_custom_value_found", "field_id", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("custom_field.id"))
    value: Mapped[str] = mapped_column(String(255))

    field: Mapped[CustomField] = relationship()


class Link(Row):
    """`ticket` depends on, refers to or is a member of `target`; or refers to an address outside."""

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("ticket_id", "kind", "target_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Short]
    target_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(500), default="")
    created: Mapped[Timestamp]

    ticket: Mapped[Ticket] = relationship(foreign_keys=[ticket_id])
    target: Mapped[Ticket | None] = relationship(foreign_keys=[target_id])


class Reminder(Row):
    """Something that a staff member wants to be reminded of; the text is sealed with the ticket's key."""

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    owner: Mapped[Short] = mapped_column(index=True)
    due: Mapped[date] = mapped_column(index=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created: Mapped[Timestamp]
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SavedSearch(Row):
    """A search kept under a name, for its owner alone or for whoever may search its queue."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("owner", "name"),)

    id: Mapped[Id]
    name: Mapped[Short]
    owner: Mapped[Short] = mapped_column(index=True)
    queue: Mapped[Short] = mapped_column(default="")
    query: Mapped[str] = mapped_column(Text)
    sort: Mapped[Short] = mapped_column(default="due")
    created: Mapped[Timestamp]


class Article(Row):
    """A piece of a reply, in the languages it was written in; for one queue, or for all where it is empty."""

    __tablename__ = "article"
    __table_args__ = (UniqueConstraint("queue", "title"),)

    id: Mapped[Id]
    queue: Mapped[Short] = mapped_column(default="")
    title: Mapped[str] = mapped_column(String(120))
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    author: Mapped[Short]
    changed: Mapped[Timestamp]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class Presence(Row):
    """That a staff member has a ticket open, and what for; forgotten soon after `seen`."""

    __tablename__ = "presence"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    doing: Mapped[Short]
    seen: Mapped[Timestamp]


class Stem(Row):
    """That a word stands in a ticket's texts, as a keyed hash of its stem: nothing to read, easy to purge."""

    __tablename__ = "stem"
    __table_args__ = (Index("ix_stem_ticket_id", "ticket_id"),)

    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ticket_id: Mapped[int] = mapped_column(
        ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class ReplyFile(Row):
    """A file that a member of staff is about to send with a reply, sealed with the request's key."""

    __tablename__ = "reply_file"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    owner: Mapped[Short]
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(127))
    size: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created: Mapped[Timestamp]


class HeldReply(Row):
    """A reply whose mail waits a moment, so that whoever wrote it can take it back."""

    __tablename__ = "held_reply"

    transaction_id: Mapped[int] = mapped_column(ForeignKey("transaction.id"), primary_key=True)
    mail_id: Mapped[str] = mapped_column(ForeignKey("outbox_mail.id", ondelete="CASCADE"), index=True)
    until: Mapped[Timestamp]

    transaction: Mapped[Transaction] = relationship()
