"""The row that keeps a database's own keys."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.base import Row, Timestamp


class Keyring(Row):
    """The keys of audit, codes, hashes and search, sealed by the master secret; there is one such row.

    So the master secret can be changed while histories, hashes and indexes stay as they are.
    """

    __tablename__ = "keyring"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made: Mapped[Timestamp]
