"""Reads the mail folder of the demonstration."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

MOST = 200


@dataclass(frozen=True, slots=True)
class FolderMail:
    """One mail as it lies in the folder; kind and reference are empty where it does not say them."""

    id: str
    kind: str
    reference: str
    date: datetime
    sender: str
    addressee: str = field(repr=False)
    subject_line: str = field(repr=False)
    text: str = field(repr=False)


def newest(folder: Path) -> tuple[FolderMail, ...]:
    """Return the newest mails first, at most 200; none where there is no folder yet."""
    dated = sorted(((_changed(path), path) for path in folder.glob("*.eml")), reverse=True)
    return tuple(_read(path, changed) for changed, path in dated[:MOST])


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns


def _read(path: Path, changed: int) -> FolderMail:
    message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=default)
    body = message.get_body(("plain",))
    return FolderMail(
        id=path.stem,
        kind=str(message["X-Assistant-Kind"] or ""),
        reference=str(message["X-Assistant-Reference"] or ""),
        date=datetime.fromtimestamp(changed / 1e9, UTC).replace(microsecond=0),
        sender=str(message["From"] or ""),
        addressee=str(message["To"] or ""),
        subject_line=str(message["Subject"] or ""),
        text=str(body.get_content()).replace("\r\n", "\n") if body else "",
    )
