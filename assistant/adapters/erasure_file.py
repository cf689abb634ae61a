"""The list of erasures as a file beside the database: one line each, only ever added to."""

from pathlib import Path

from assistant.adapters.kept_lines import KeptLines
from assistant.service.ports import Erasure


class ErasureFile:
    """Erasures in a file. It must not be restored from a backup, and not be lost with the database.

    What a line that was written in part was to note was not erased.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines = KeptLines(path, "the list of erasures")

    def note(self, erasure: Erasure) -> None:
        self._lines.add([{"kind": erasure.kind, "of": erasure.of}])

    def all(self) -> list[Erasure]:
        return [Erasure(row["kind"], row["of"]) for row in self._lines.rows()]
