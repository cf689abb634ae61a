"""Reads policies published as web pages, without the site around them."""

import re

from assistant.policy.blocks import Block, BlockKind, Document, Progress, row, unheard
from assistant.policy.bold import with_bold_headings
from assistant.policy.bullets import by_hand
from assistant.policy.html_main import main_part
from assistant.policy.html_tree import BLOCKS, HEADINGS, Element, page_text, parse
from assistant.text import nfc

_INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd label mark nobr output q "
    "rp rt ruby s samp small span strike strong sub sup time tt u var wbr"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_BOLD = frozenset({"b", "strong"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def read_html(raw: bytes, progress: Progress = unheard) -> Document:
    """Return the blocks of a page's main text; an opening block quote is its note.

    Raises:
        UnreadableError: it is in another encoding than it says, or nests too deep.
    """
    title, part = main_part(*parse(page_text(raw)))
    page = _Page(part.prose + part.linked, progress)
    if title:
        page.add(BlockKind.HEADING, title, level=1)
    page.read(part)
    page.end_line()
    progress(1, 1)
    return Document(with_bold_headings(page.blocks, page.bold, page.levels), " ".join(page.notes))


class _Page:
    """The blocks read so far, and the line that is being read."""

    def __init__(self, size: int, progress: Progress) -> None:
        self.blocks: list[Block] = []
        self.bold: set[int] = set()
        self.levels: dict[int, int] = {}
        self.notes: list[str] = []
        self._size, self._read, self._progress = size, 0, progress
        self._line: list[str] = []
        self._is_all_bold = True
        self._kind = BlockKind.PARAGRAPH
        self._level = 1
        self._quotes = 0
        self._has_text = False

    def add(self, kind: BlockKind, text: str, *, level: int = 0, is_bold: bool = False) -> None:
        """Add a block; before any text, what is quoted is a note about the document."""
        text = nfc(text)
        if not text.strip():
            return
        self._read += len(text)
        self._progress(min(self._read, self._size), self._size)
        if self._quotes and not self._has_text:
            self.notes.append(text)
            return
        if is_bold:
            self.bold.add(len(self.blocks))
        self._has_text = self._has_text or kind is not BlockKind.HEADING
        self.blocks.append(Block(kind, text, level))

    def read(self, element: Element, *, is_bold: bool = False) -> None:
        """Add what an element holds."""
        for child in element.children:
            if isinstance(child, str):
                self._say(_SPACE.sub(" ", child), is_bold=is_bold)
            elif child.tag == "br":
                self._line.append("\n")
            elif child.tag in _INLINE and not child.holds_blocks:
                self.read(child, is_bold=is_bold or _is_bold(child))
            else:
                self.end_line()
                self._read_block(child, is_bold=is_bold or _is_bold(child))
                self.end_line()

    def end_line(self) -> None:
        """Make blocks of the line that was read: one a paragraph, and one for each bullet typed by hand."""
        text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", "".join(self._line)))
        is_bold, kind = self._is_all_bold, self._kind
        self._line, self._is_all_bold = [], True
        for part in filter(None, map(_stripped, re.split(r"\n{2,}", text))):
            for block in by_hand(part, kind):
                self.add(block.kind, block.text, is_bold=is_bold)
            kind = self._kind = BlockKind.PARAGRAPH

    def _say(self, text: str, *, is_bold: bool) -> None:
        self._is_all_bold = self._is_all_bold and (is_bold or not text.strip())
        self._line.append(text)

    def _read_block(self, element: Element, *, is_bold: bool) -> None:
        match element.tag:
            case "li":
                self._kind = BlockKind.ITEM
                self.read(element)
                self.end_line()
                self._kind = BlockKind.PARAGRAPH
            case "table" if _is_data(element):
                self._read_table(element)
            case "dl" if _is_short(element):
                self._read_terms(element)
            case "details" | "dl":
                level = self._level
                self.read(element, is_bold=is_bold)
                self.end_line()
                self._level = self.levels[len(self.blocks)] = level
            case "blockquote":
                self._quotes += 1
                self.read(element)
                self.end_line()
                self._quotes -= 1
            case "summary" | "dt" | "button" if not element.holds_heading:
                self.add(BlockKind.HEADING, _flat(element), level=self._level + 1)
            case tag if level := HEADINGS.get(tag) or _aria_level(element):
                self._level = level
                self.add(BlockKind.HEADING, _flat(element).rstrip(" ¶"), level=level)
            case "pre":
                for line in _text(element).splitlines():
                    self.add(BlockKind.PARAGRAPH, line.strip())
            case _:
                self.read(element, is_bold=is_bold)

    def _read_table(self, table: Element) -> None:
        for caption in (inner for inner in table.walk() if inner.tag == "caption"):
            self.add(BlockKind.PARAGRAPH, _flat(caption))
        for line in (inner for inner in table.walk() if inner.tag == "tr"):
            block = row(_flat(cell) for cell in line.elements() if cell.tag in {"td", "th"})
            self.add(block.kind, block.text)

    def _read_terms(self, terms: Element) -> None:
        term = ""
        for element in terms.walk():
            if element.tag == "dt":
                self.add(BlockKind.ROW, term)
                term = _flat(element)
            elif element.tag == "dd":
                self.add(BlockKind.ROW, row((term, _flat(element))).text)
                term = ""
        self.add(BlockKind.ROW, term)


def _is_bold(element: Element) -> bool:
    style = element.attributes.get("style", "").lower()
    return element.tag in _BOLD or bool(_BOLD_STYLE.search(style))


def _aria_level(element: Element) -> int:
    if element.role() != "heading":
        return 0
    level = element.attributes.get("aria-level", "2")
    return int(level) if level in {"1", "2", "3", "4", "5", "6"} else 2


def _is_data(table: Element) -> bool:
    """Return whether a table holds data in columns; others only lay a page out."""
    rows = [[c for c in r.elements() if c.tag in {"td", "th"}] for r in table.walk() if r.tag == "tr"]
    if max(map(len, rows), default=0) <= 1 or any(e.tag == "table" for e in table.walk() if e is not table):
        return False
    return not table.holds_heading


def _is_short(terms: Element) -> bool:
    """Return whether the terms of a list are explained in a line each, not in blocks of their own."""
    explained = (element for element in terms.walk() if element.tag == "dd")
    return not any(sum(inner.tag in BLOCKS for inner in one.elements()) > 1 for one in explained)


def _stripped(text: str) -> str:
    return text.strip(" \n\u00a0\u2007\u202f")


def _flat(element: Element) -> str:
    return " ".join(_text(element).split())


def _text(element: Element) -> str:
    parts: list[str] = []
    waiting: list[Element | str] = [element]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            parts.append(part)
            continue
        if part.tag == "br" or part.tag not in _INLINE:
            parts.append("\n")
        waiting.extend(reversed(part.children))
    return "".join(parts)
