"""Rows of what is known of who asks: proofs that were given, identifiers, tokens that are used up."""

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.store.base import Id, Row, Short, Timestamp
from assistant.store.requests import DataSubjectRequest


class Verification(Row):
    """One proof that was given: how, what it reaches, when, and the keyed hash of what it was of (V-9).

    Neither code nor token nor document is kept.
    """

    __tablename__ = "verification"

    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"), index=True)
    method: Mapped[Short]
    level: Mapped[Short]
    at: Mapped[Timestamp]
    channel_hash: Mapped[Short] = mapped_column(index=True)


class Identifier(Row):
    """Something a person can be found by besides the mailbox: an account, a number, a postal address.

    It is claimed until a verification has the same hash (V-5). The value is sealed with the request's key.
    """

    __tablename__ = "identifier"
    __table_args__ = (UniqueConstraint("request_id", "kind", "hash"),)

    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Short]
    hash: Mapped[Short] = mapped_column(index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[Timestamp]

    request: Mapped[DataSubjectRequest] = relationship()


class SpentToken(Row):
    """A token of a controller's server that was used, by the hash of its `jti`; kept until it is over."""

    __tablename__ = "spent_token"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires: Mapped[Timestamp] = mapped_column(index=True)
