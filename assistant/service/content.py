"""How the content stands while the program runs: what is in force, and what could not come into force."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ContentFault:
    """Why a change is not in force. `file` is below the content folder; line and column count from 1.

    `controller` is the one whose change it holds back; empty for what serves all of them.
    """

    file: str
    line: int
    column: int
    code: str
    fault: str
    controller: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code} {self.fault}"


@dataclass(frozen=True, slots=True)
class ContentState:
    """What keeps changes from coming into force; nothing if all that is in the folder is in force.

    `root` is the content folder; None where nobody edits. `unread` counts the controllers whose policies
    were not read yet, so that nothing is known of their faults.
    """

    faults: tuple[ContentFault, ...] = ()
    root: Path | None = None
    unread: int = 0

    def concerning(self, controllers: Collection[str]) -> tuple[ContentFault, ...]:
        """Return the faults that hold back one of these controllers, or what serves all."""
        return tuple(f for f in self.faults if not f.controller or f.controller in controllers)


class Content(Protocol):
    """The folder that editors change while the program runs."""

    def state(self) -> ContentState: ...

    def look(self) -> bool:
        """Look once whether something changed; True if new content came into force by this look."""
        ...


class FixedContent:
    """Content that never changes."""

    def state(self) -> ContentState:
        return ContentState()

    def look(self) -> bool:
        return False
