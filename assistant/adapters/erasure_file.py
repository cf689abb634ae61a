"""The list of erasures as a file beside the database: one line each, only ever added to."""

import json
import os
from pathlib import Path
from typing import BinaryIO

from assistant.errors import UnavailableError
from assistant.service.ports import Erasure


class ErasureFile:
    """Erasures in a file. It must not be restored from a backup, and not be lost with the database."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, erasure: Erasure) -> None:
        line = json.dumps({"kind": erasure.kind, "of": erasure.of}).encode() + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)  # with PostgreSQL nothing else may be in it
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "a+b") as file:
                file.write(line if _ends_whole(file) else b"\n" + line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise UnavailableError(
                f"the list of erasures {self.path} cannot be written: {error.strerror}"
            ) from error

    def all(self) -> list[Erasure]:
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise UnavailableError(
                f"the list of erasures {self.path} cannot be read: {error.strerror}"
            ) from error
        return [erasure for line in lines if (erasure := _read(line))]


def _ends_whole(file: BinaryIO) -> bool:
    """Tell whether the last line was written whole: not, if the disk was full or the process died."""
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return True
    file.seek(size - 1)
    return file.read() == b"\n"


def _read(line: str) -> Erasure | None:
    """Return what a line notes; None for a part of one: what it was to note was not erased."""
    try:
        found = json.loads(line)
        return Erasure(found["kind"], found["of"])
    except (ValueError, TypeError, KeyError):
        return None
