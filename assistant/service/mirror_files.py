"""Files that a mirror gets with what was said here, and those that come back with a reply written there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import InvalidInputError
from assistant.service.attachments import MOST_BYTES, MOST_FILES, NewFile, data_of
from assistant.service.mirror_port import RemoteFile
from assistant.service.parts import Parts
from assistant.store import Attachment, Transaction

OPAQUE = "application/octet-stream"
_KEPT_TYPES = ("application/", "image/", "audio/", "video/")
"""Anything else goes as bytes alone: RT writes text anew in UTF-8 and takes mail apart."""
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Carried:
    """The files that go to the mirror with one call, and the names of those that are too much for it."""

    files: tuple[NewFile, ...] = ()
    left_out: tuple[str, ...] = field(default=(), repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        return (*(file.name for file in self.files), *self.left_out)


def carried(parts: Parts, session: Session, rows: Iterable[Transaction]) -> Carried:
    """Return the files of messages in their order, as far as they have room together."""
    own = select(Attachment).where(
        Attachment.transaction_id.in_([row.id for row in rows]), Attachment.size > 0
    )
    files: list[NewFile] = []
    left_out: list[str] = []
    room = MOST_BYTES
    for one in session.scalars(own.order_by(Attachment.transaction_id, Attachment.position)):
        if one.size > room or len(files) >= MOST_FILES:
            left_out.append(one.name)
            continue
        room -= one.size
        kind = one.media_type if one.media_type.startswith(_KEPT_TYPES) else OPAQUE
        files.append(NewFile(one.name, kind, data_of(parts, one)))
    return Carried(tuple(files), tuple(left_out))


def with_files(
    text: str, carries: Carried, page: str, say: Callable[[str, Sequence[NewFile]], _Made]
) -> _Made:
    """Say something with its files; where the mirror takes no files of this kind or size, name them instead.

    Raises:
        InvalidInputError: the mirror does not take the text alone either.
    """
    try:
        return say(text + _missing(carries.left_out, page), carries.files)
    except InvalidInputError:
        if not carries.files:
            raise
        return say(text + _missing(carries.names, page), ())


def _missing(names: Sequence[str], page: str) -> str:
    return (
        f"\n\nNot here, since too large or refused: {', '.join(names)}. To be read at {page}" if names else ""
    )


def too_much(files: Sequence[RemoteFile]) -> str:
    """Return why files from a mirror cannot all be kept here; empty where they can."""
    kept = [file.data for file in files if file.data is not None]
    if len(files) > MOST_FILES:
        return f"A message has at most {MOST_FILES} files."
    if len(kept) < len(files) or sum(map(len, kept)) > MOST_BYTES:
        return f"The files of a message have at most {MOST_BYTES // 1024 // 1024} MB."
    return ""


def kept(files: Sequence[RemoteFile]) -> tuple[list[NewFile], list[str]]:
    """Return those of the files that there is room for, and the names of the others."""
    taken: list[NewFile] = []
    left: list[str] = []
    room = MOST_BYTES
    for file in files:
        if file.data is None or len(file.data) > room or len(taken) >= MOST_FILES:
            left.append(file.name)
            continue
        room -= len(file.data)
        taken.append(NewFile(file.name, file.media_type, file.data))
    return taken, left
