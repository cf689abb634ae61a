"""Rows of what visitors asked in vain, without anything that leads back to who asked."""

from datetime import date

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Id, Row, Short


class Unanswered(Row):
    """One question, stripped of personal data. It knows its day and neither its hour nor its conversation.

    `outcome` is a `Vain`; `nearest` names the likeliest intents, best first.
    """

    __tablename__ = "unanswered"

    id: Mapped[Id]
    controller: Mapped[Short] = mapped_column(index=True)
    lang: Mapped[Short]
    outcome: Mapped[Short]
    text: Mapped[str] = mapped_column(String(400))
    nearest: Mapped[list[str]] = mapped_column(JSON, default=list)
    day: Mapped[date] = mapped_column(index=True)
