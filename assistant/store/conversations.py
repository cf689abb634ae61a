"""Rows of the chat: conversations, their entries, permits for sockets, drafts of requests."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Document, Id, Row, Short, Timestamp, UtcDateTime


class Conversation(Row):
    """One chat of one visitor with one controller's assistant.

    `last_seq` counts its entries without gaps; `epoch` rises when they are erased, so that clients drop
    what they hold. `state` is the dialogue's own. `resume_hash` is of the visitor's token. `paced_until` is
    when all its messages would have been sent at the steady rate; None before the first. `mode` tells who
    answers: `bot`, also while `queued`, or `staff`; or `aside`, nobody, when its visitor forgot it under a
    legal hold.
    """

    __tablename__ = "conversation"

    id: Mapped[Id]
    controller: Mapped[Short] = mapped_column(index=True)
    locale: Mapped[Short]
    origin: Mapped[str] = mapped_column(String(255))
    epoch: Mapped[int] = mapped_column(default=1)
    last_seq: Mapped[int] = mapped_column(default=0)
    mode: Mapped[Short] = mapped_column(default="bot")
    state: Mapped[Document] = mapped_column(default=dict)
    resume_hash: Mapped[Short] = mapped_column(unique=True)
    created: Mapped[Timestamp]
    touched: Mapped[Timestamp] = mapped_column(index=True)
    paced_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Entry(Row):
    """One row of a chat, in the order of `seq`. Added, never updated.

    `cid` is the client's own id of what it sent; `body_hash` tells a repeat from a conflict.
    """

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("conversation_id", "actor", "cid"),)

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Short]
    actor: Mapped[Short]
    name: Mapped[str] = mapped_column(String(255), default="")
    cid: Mapped[str | None] = mapped_column(String(64))
    body: Mapped[Document]
    body_hash: Mapped[Short] = mapped_column(default="")
    lang: Mapped[Short]
    at: Mapped[Timestamp]


class Pass(Row):
    """A single-use permit for one socket, stored by its hash."""

    __tablename__ = "pass"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    origin: Mapped[str] = mapped_column(String(255))
    expires: Mapped[Timestamp] = mapped_column(index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Draft(Row):
    """What a visitor has typed into a form of a request that is not filed yet. Cancelling deletes it."""

    __tablename__ = "draft"

    id: Mapped[Id]
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), unique=True
    )
    content: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[Timestamp]


class FormDraft(Row):
    """What was typed into the form at `/requests/new`, sealed, by the hash of the browser's secret.

    Cancelling deletes it, filing too; what is left lying is deleted after a day.
    """

    __tablename__ = "form_draft"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    controller: Mapped[Short]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[Timestamp]
    touched: Mapped[Timestamp] = mapped_column(index=True)


class Count(Row):
    """How often something happened in a window of time: budgets that hold over all processes.

    `key` is a keyed hash of an address or of a network address, or the word `all`. What happens by itself is
    noted here as well: the daily purge, and the rounds of workers.
    """

    __tablename__ = "count"

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    starts: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
