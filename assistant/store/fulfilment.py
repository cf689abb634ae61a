"""Rows of the work on a request: what must be done, the files of it, the answer and its package."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.store.base import Id, Row, Short, Timestamp, UtcDateTime
from assistant.store.requests import RequestLine


class ChecklistItem(Row):
    """One thing to do before a line can close. Rules F-1 and F-3.

    `text` is the English sentence, `place` what fills it. `evidence` is sealed with the request's key.
    """

    __tablename__ = "checklist_item"

    id: Mapped[Id]
    line_id: Mapped[str] = mapped_column(ForeignKey("request_line.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(String(255))
    place: Mapped[str | None] = mapped_column(String(128))
    article: Mapped[Short]
    is_automatic: Mapped[bool] = mapped_column(default=False)
    state: Mapped[Short]
    owner: Mapped[str | None] = mapped_column(String(64))
    due: Mapped[date]
    evidence: Mapped[bytes | None] = mapped_column(LargeBinary)
    done_by: Mapped[str | None] = mapped_column(String(64))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    line: Mapped[RequestLine] = relationship()
    files: Mapped[list["ItemFile"]] = relationship(back_populates="item", order_by="ItemFile.added")


class ItemFile(Row):
    """A file that staff added to an item: its name and bytes are sealed with the request's key."""

    __tablename__ = "item_file"

    id: Mapped[Id]
    item_id: Mapped[str] = mapped_column(ForeignKey("checklist_item.id", ondelete="CASCADE"), index=True)
    name: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str] = mapped_column(String(128))
    size: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_by: Mapped[Short]
    added: Mapped[Timestamp]

    item: Mapped[ChecklistItem] = relationship(back_populates="files")


class Answer(Row):
    """How a line is to be answered: the outcome, the words of the letter, who proposed and who approved it.

    `words` is sealed. `mail_id` names the letter once it was queued. Rules F-2, R-1 and R-3.
    """

    __tablename__ = "answer"

    id: Mapped[Id]
    line_id: Mapped[str] = mapped_column(ForeignKey("request_line.id", ondelete="CASCADE"), unique=True)
    outcome: Mapped[Short]
    words: Mapped[bytes] = mapped_column(LargeBinary)
    is_unfounded: Mapped[bool] = mapped_column(default=False)
    proposed_by: Mapped[Short]
    proposed_at: Mapped[Timestamp]
    approved_by: Mapped[str | None] = mapped_column(String(64))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail_id: Mapped[str | None] = mapped_column(ForeignKey("outbox_mail.id"), index=True)

    line: Mapped[RequestLine] = relationship()


class Package(Row):
    """What an access or portability line gives to its person: one ZIP, sealed with the request's key.

    It can be downloaded from `delivered` until `expires`; erasing it leaves the row. Rule R-4.
    """

    __tablename__ = "package"

    id: Mapped[Id]
    line_id: Mapped[str] = mapped_column(ForeignKey("request_line.id", ondelete="CASCADE"), unique=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    made: Mapped[Timestamp]
    delivered: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    downloads: Mapped[int] = mapped_column(default=0)

    line: Mapped[RequestLine] = relationship()
