"""Files of a checklist's items, sealed with the request's key: what kinds are taken, how large. Rule F-1."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.errors import InvalidInputError, NotFoundError
from assistant.service.acting import Act
from assistant.service.keys import seal, seal_bytes, unseal, unseal_bytes
from assistant.service.parts import Parts
from assistant.store import ChecklistItem, ItemFile, RequestLine
from assistant.text import nfc, without_controls

TYPES: Mapping[str, str] = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".eml": "message/rfc822",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain",
    ".wav": "audio/wav",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""What is taken, by the end of the name. Nothing that a browser runs is among them."""
NAME_CHARACTERS = 120
MOST_FILES = 200
_STARTS: Mapping[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "application/zip": (b"PK\x03\x04", b"PK\x05\x06"),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    TYPES[".docx"]: (b"PK\x03\x04",),
    TYPES[".odt"]: (b"PK\x03\x04",),
    TYPES[".xlsx"]: (b"PK\x03\x04",),
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sent it."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


def keep(act: Act, item: ChecklistItem, upload: Upload) -> ItemFile:
    """Seal a file and add it to an item.

    Raises:
        InvalidInputError: its kind or size is not taken, or the line has too many files.
    """
    name, media_type = checked(upload, megabytes=act.parts.limits.upload_megabytes)
    counted = select(func.count()).select_from(ItemFile).join(ItemFile.item)
    if act.session.scalars(counted.where(ChecklistItem.line_id == item.line_id)).one() >= MOST_FILES:
        raise InvalidInputError("There are too many files already; put several into one ZIP.")
    keys, wrapped = act.parts.keys, item.line.request.wrapped_key
    kept = ItemFile(
        item=item,
        name=seal(keys, wrapped, name),
        media_type=media_type,
        size=len(upload.content),
        sealed=seal_bytes(keys, wrapped, upload.content),
        added_by=act.actor.name,
        added=act.now,
    )
    act.session.add(kept)
    act.session.flush()
    return kept


def checked(upload: Upload, *, megabytes: int) -> tuple[str, str]:
    """Return a file's plain name and its media type.

    Raises:
        InvalidInputError: its kind or size is not taken; the text says what is.
    """
    name = plain_name(upload.name)
    media_type = TYPES.get(PurePosixPath(name).suffix.lower())
    if media_type is None:
        raise InvalidInputError(f"Files of this kind are not taken; these are: {', '.join(sorted(TYPES))}.")
    if not upload.content:
        raise InvalidInputError("The file is empty.")
    if len(upload.content) > megabytes * 1024 * 1024:
        raise InvalidInputError(f"The file is larger than {megabytes} MB.")
    starts = _STARTS.get(media_type, ())
    if starts and not upload.content.startswith(starts):
        raise InvalidInputError("The file is not what its name says it is.")
    return name, media_type


def plain_name(name: str) -> str:
    """Return a file's name without folders, control characters and what would hide it; never empty."""
    last = PureWindowsPath(PurePosixPath(without_controls(nfc(name))).name).name.strip(" .")
    if len(last) > NAME_CHARACTERS:
        suffix = PurePosixPath(last).suffix[:10]
        last = last[: NAME_CHARACTERS - len(suffix)] + suffix
    return last or "file"


def name_of(parts: Parts, kept: ItemFile) -> str:
    """Return the name under which a file was sent."""
    return unseal(parts.keys, kept.item.line.request.wrapped_key, kept.name)


def content_of(parts: Parts, kept: ItemFile) -> bytes:
    """Return the file's bytes."""
    return unseal_bytes(parts.keys, kept.item.line.request.wrapped_key, kept.sealed)


def find(session: Session, line: RequestLine, number: str) -> ItemFile:
    """Return a file of one of the line's items.

    Raises:
        NotFoundError: there is none of this number.
    """
    found = session.get(ItemFile, number)
    if found is None or found.item.line_id != line.id:
        raise NotFoundError("There is no such file.")
    return found
