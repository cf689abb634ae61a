"""Anchors of the histories as a file beside the database: one line each, only ever added to."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import UnavailableError
from assistant.service.ports import restarted
from assistant.tickets.history import Anchor


class AnchorFile:
    """Anchors in a file. It is worth as much as its place: best where the database's owner cannot write."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, heads: Mapping[str, Anchor]) -> None:
        rows = (
            {"reference": reference, "length": head.length, "head": head.head}
            for reference, head in heads.items()
        )
        self._add("".join(json.dumps(row) + "\n" for row in rows))

    def restart(self, heads: Mapping[str, Anchor]) -> None:
        kept = {reference: [head.length, head.head] for reference, head in heads.items()}
        self._add(json.dumps({"restored": kept}) + "\n")

    def _add(self, lines: str) -> None:
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "a", encoding="utf-8") as file:
                file.write(lines)
        except OSError as error:
            raise UnavailableError(f"the anchors {self.path} cannot be written: {error.strerror}") from error

    def all(self) -> dict[str, list[Anchor]]:
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise UnavailableError(f"the anchors {self.path} cannot be read: {error.strerror}") from error
        found: dict[str, list[Anchor]] = {}
        for row in map(json.loads, filter(None, lines)):
            if "restored" in row:
                heads = {name: Anchor(length, head) for name, (length, head) in row["restored"].items()}
                found = restarted(found, heads)
            else:
                found.setdefault(row["reference"], []).append(Anchor(row["length"], row["head"]))
        return found
