"""Rows of mail that came in: that it was taken, and what was attached to it."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.store.base import Row, Short, Timestamp
from assistant.store.tickets import Transaction


class InboundMail(Row):
    """One mail that was taken, by the keyed hash of its Message-ID, so that it is taken once."""

    __tablename__ = "inbound_mail"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    request_id: Mapped[str | None] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"), index=True)
    fate: Mapped[Short]
    at: Mapped[Timestamp]


class Attachment(Row):
    """A file that came with a message, sealed with the request's key under a name that harms nobody.

    `size` is in bytes, before sealing; `position` counts the files of the message from 1.
    """

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"), index=True)
    transaction_id: Mapped[int] = mapped_column(ForeignKey("transaction.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(127))
    size: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    transaction: Mapped[Transaction] = relationship()
