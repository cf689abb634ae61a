"""What a reader of any format yields: headings, paragraphs, items and rows, in order."""

from dataclasses import dataclass
from enum import StrEnum


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
