"""Rows of a mirror in another tracker: which ticket is which there, what must still go, what differs."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.store.base import Id, Row, Short, Timestamp, UtcDateTime
from assistant.store.tickets import Ticket


class MirroredTicket(Row):
    """A ticket that has its like in a mirror; `remote_id` is empty until that is made.

    `maker` is our own name there, and `seen` the last transaction of the mirror that was taken over.
    `status` and `owner` are what the mirror last had as far as we know; `again` asks to look once more.
    """

    __tablename__ = "mirrored_ticket"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True)
    controller: Mapped[Short] = mapped_column(index=True)
    remote_id: Mapped[int | None] = mapped_column(index=True)
    maker: Mapped[Short] = mapped_column(default="")
    seen: Mapped[int] = mapped_column(default=0)
    status: Mapped[Short] = mapped_column(default="")
    owner: Mapped[Short] = mapped_column(default="")
    again: Mapped[bool] = mapped_column(default=False)

    ticket: Mapped[Ticket] = relationship()


class MirrorCall(Row):
    """Something to tell a mirror about the transaction `seq` of a ticket, written together with it.

    It holds no text: that is read when it is sent. Calls of one ticket go in the order of their numbers.
    """

    __tablename__ = "mirror_call"
    __table_args__ = (
        UniqueConstraint("ticket_id", "seq"),
        Index("ix_mirror_call_waiting", "controller", "done_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))
    controller: Mapped[Short]
    seq: Mapped[int]
    kind: Mapped[Short]
    created: Mapped[Timestamp]
    due_at: Mapped[Timestamp]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str] = mapped_column(String(160), default="")

    ticket: Mapped[Ticket] = relationship()


class MirrorState(Row):
    """How the mirror of a controller is: up to when it was read, and since when it cannot be reached."""

    __tablename__ = "mirror_state"

    controller: Mapped[str] = mapped_column(String(64), primary_key=True)
    newest: Mapped[datetime | None] = mapped_column(UtcDateTime)
    poll_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str] = mapped_column(String(160), default="")


class MirrorDifference(Row):
    """A value that ours and the mirror do not share, for an operator to settle; closed once they agree.

    Values are words of the tracker and names of staff. What may tell of a data subject is never written.
    """

    __tablename__ = "mirror_difference"

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    field: Mapped[Short]
    ours: Mapped[str] = mapped_column(String(160))
    theirs: Mapped[str] = mapped_column(String(160))
    note: Mapped[str] = mapped_column(String(255), default="")
    opened: Mapped[Timestamp]
    closed: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

    ticket: Mapped[Ticket] = relationship()
