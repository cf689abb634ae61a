"""Files of a ticket's messages: sealed like the texts, bounded, and handed out only as downloads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import InvalidInputError, NotFoundError
from assistant.service.acting import Act
from assistant.service.keys import seal_bytes, unseal_bytes
from assistant.service.parts import Parts
from assistant.store import Attachment, Ticket, Transaction
from assistant.text import fold_space, without_controls

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10
NAME_CHARACTERS = 120
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}", re.ASCII)
ANY_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as it came in."""

    name: str = field(repr=False)
    media_type: str
    data: bytes = field(repr=False)


def check(files: Sequence[NewFile]) -> None:
    """Hold that the files may be kept, before anything else is done.

    Raises:
        InvalidInputError: there are too many, or one is empty or too large.
    """
    if len(files) > MOST_FILES:
        raise InvalidInputError(f"A message has at most {MOST_FILES} files.")
    for file in files:
        if not file.data:
            raise InvalidInputError("One of the files is empty.")
        if len(file.data) > MOST_BYTES:
            raise InvalidInputError(f"A file has at most {MOST_BYTES // 1024 // 1024} MB.")


def add(act: Act, transaction: Transaction, files: Sequence[NewFile]) -> list[Attachment]:
    """Keep files with the message that they came with.

    Raises:
        InvalidInputError: there are too many, or one is empty or too large.
    """
    check(files)
    wrapped_key = transaction.ticket.request.wrapped_key
    rows = [
        Attachment(
            request_id=transaction.ticket.request_id,
            transaction=transaction,
            position=position,
            name=safe_name(file.name),
            media_type=safe_type(file.media_type),
            size=len(file.data),
            sealed=seal_bytes(act.parts.keys, wrapped_key, file.data),
        )
        for position, file in enumerate(files, start=1)
    ]
    act.session.add_all(rows)
    act.session.flush()
    return rows


def safe_type(media_type: str) -> str:
    """Return a file's media type as it was told, if it reads like one."""
    return media_type if _TYPE.fullmatch(media_type) else ANY_TYPE


def safe_name(name: str) -> str:
    """Return a file's name without folders and whatever else a system might take for more than a name."""
    last = re.split(r"[\\/]", without_controls(name))[-1]
    plain = fold_space(_UNSAFE.sub("_", last)).strip(". ")
    if len(plain) > NAME_CHARACTERS:
        stem, dot, ending = plain.rpartition(".")
        keeps = dot and len(ending) <= 10  # noqa: PLR2004 - longer than any known ending
        plain = f"{stem[: NAME_CHARACTERS - len(ending) - 1]}.{ending}" if keeps else plain[:NAME_CHARACTERS]
    return plain or "file"


def of_ticket(session: Session, ticket: Ticket) -> Sequence[Attachment]:
    """Return the ticket's files in their order, without their bytes."""
    return session.scalars(
        select(Attachment).where(Attachment.request_id == ticket.request_id).order_by(Attachment.id)
    ).all()


def one_of(session: Session, ticket: Ticket, attachment_id: int) -> Attachment:
    """Return a file of the ticket.

    Raises:
        NotFoundError: the ticket has none such.
    """
    row = session.get(Attachment, attachment_id)
    if row is None or row.request_id != ticket.request_id:
        raise NotFoundError("There is no such file.")
    return row


def data_of(parts: Parts, attachment: Attachment) -> bytes:
    """Return a file's bytes."""
    return unseal_bytes(parts.keys, attachment.transaction.ticket.request.wrapped_key, attachment.sealed)
