"""What a reader of any format yields: headings, paragraphs, items and rows, in order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import AssistantError

Progress = Callable[[int, int], None]
"""Told now and then how much of a long read is done, of how much."""


class BlockKind(StrEnum):
    """The shape of a block."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document as a reader sees it, verbatim. `level` counts headings from 1."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """All blocks of a document; `note` is a remark about the document itself."""

    blocks: tuple[Block, ...]
    note: str = ""


class UnreadableError(AssistantError):
    """What is wrong with a document, and how to mend it, before anybody has said which file it is in."""

    def __init__(self, fault: str, *, code: str, line: int = 1) -> None:
        self.fault, self.code, self.line = fault, code, line
        super().__init__(f"{code} {fault}")


def row(cells: Iterable[str]) -> Block:
    """Return a table's row; cells without text are left out."""
    return Block(BlockKind.ROW, " | ".join(cell for cell in cells if cell))


def unheard(_done: int, _total: int) -> None:
    """Let a read's progress go by."""
