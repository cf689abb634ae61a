"""A file of JSON objects beside the database, one a line, only ever added to: erasures, and anchors."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from assistant.errors import UnavailableError

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KeptLines:
    """What is added is on the disk when `add` returns; a line that was written in part spoils no other.

    Raises:
        UnavailableError: the file cannot be read or written; `named` says which it is.
    """

    path: Path
    named: str

    def add(self, rows: Iterable[Row]) -> None:
        lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)  # with PostgreSQL nothing else may be in it
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "a+b") as file:
                file.write(lines if _ends_whole(file) else b"\n" + lines)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise UnavailableError(f"{self.named} {self.path} cannot be written: {error.strerror}") from error

    def rows(self) -> list[Row]:
        """Return what was added, the oldest first; none if there is no file yet."""
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise UnavailableError(f"{self.named} {self.path} cannot be read: {error.strerror}") from error
        return [row for line in lines if (row := _read(line)) is not None]


def _ends_whole(file: BinaryIO) -> bool:
    """Tell whether the last line was written whole: not, if the disk was full or the process died."""
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return True
    file.seek(size - 1)
    return file.read() == b"\n"


def _read(line: str) -> Row | None:
    """Return what a line holds; None for a part of one: its writer was told that it failed, or is gone."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
