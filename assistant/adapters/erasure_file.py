"""The list of erasures as a file beside the database: one line each, only ever added to."""

import json
import os
from pathlib import Path

from assistant.errors import UnavailableError
from assistant.service.ports import Erasure


class ErasureFile:
    """Erasures in a file. It must not be restored from a backup, and not be lost with the database."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, erasure: Erasure) -> None:
        line = json.dumps({"kind": erasure.kind, "of": erasure.of}) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)  # with PostgreSQL nothing else may be in it
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "a", encoding="utf-8") as file:
                file.write(line)
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
        return [Erasure(found["kind"], found["of"]) for found in map(json.loads, filter(None, lines))]
