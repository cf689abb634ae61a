"""Anchors of the histories as a file beside the database: one line each, only ever added to."""

from collections.abc import Mapping
from pathlib import Path

from assistant.adapters.kept_lines import KeptLines
from assistant.service.ports import restarted
from assistant.tickets.history import Anchor


class AnchorFile:
    """Anchors in a file. It is worth as much as its place: best where the database's owner cannot write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines = KeptLines(path, "the anchors")

    def note(self, heads: Mapping[str, Anchor]) -> None:
        self._lines.add(
            {"reference": reference, "length": head.length, "head": head.head}
            for reference, head in heads.items()
        )

    def restart(self, heads: Mapping[str, Anchor]) -> None:
        kept = {reference: [head.length, head.head] for reference, head in heads.items()}
        self._lines.add([{"restored": kept}])

    def all(self) -> dict[str, list[Anchor]]:
        found: dict[str, list[Anchor]] = {}
        for row in self._lines.rows():
            if "restored" in row:
                heads = {name: Anchor(length, head) for name, (length, head) in row["restored"].items()}
                found = restarted(found, heads)
            else:
                found.setdefault(row["reference"], []).append(Anchor(row["length"], row["head"]))
        return found
