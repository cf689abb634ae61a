"""Reads policies from PDF files, whose pages only say where each letter stands."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.policy.blocks import Block, BlockKind, Document, Progress, UnreadableError, row, unheard
from assistant.policy.bold import LONGEST, MOST_WORDS
from assistant.policy.bullets import BULLET
from assistant.policy.pdf_layout import in_columns, without_margins
from assistant.policy.pdf_pages import Line, Page, open_pdf, read_page
from assistant.policy.pdf_words import Words
from assistant.text import nfc

_ANEW = "save the policy anew from the program it was written in"
_ENDED = re.compile(r"[.!?:;][\"”’')]?$")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff]")
"""Control signs, and signs that have a meaning only in the file's own font."""
_LARGER = 1.08
_SPREAD = 1.35
_SAME_PLACE = 4.0
_NEARLY_FULL = 0.85


@dataclass(slots=True)
class _Part:
    """Lines that belong together, and what they make."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)


def read_pdf(raw: bytes, progress: Progress = unheard) -> Document:
    """Return the blocks of a PDF.

    Raises:
        UnreadableError: it is locked, damaged, of too many pages, or only pictures of pages.
    """
    document = open_pdf(raw)
    try:
        count = len(document)
        pages: list[Page] = []
        for number in range(count):
            pages.append(read_page(document, number))
            progress(number + 1, count)
    finally:
        document.close()
    if not any(page.lines for page in pages):
        if any(page.has_pictures for page in pages):
            raise UnreadableError(f"is only pictures of pages; {_ANEW}", code="P010")
        raise UnreadableError(f"has no text on its pages; {_ANEW}", code="P003")
    flow = [in_columns(lines) for lines in without_margins(pages)]
    return Document(tuple(_blocks(flow)))


def _blocks(flow: Sequence[Sequence[Line]]) -> Iterator[Block]:
    lines = [line for page in flow for line in page]
    if not lines:
        return
    text = _Style(lines)
    words = Words(line.text for line in lines)
    parts = list(_parts(lines, text))
    sizes = sorted(
        {_size(part.lines[0], text) for part in parts if part.kind is BlockKind.HEADING}, reverse=True
    )
    for part in parts:
        if part.kind is BlockKind.ROW:
            cells = part.lines[0].cells
            yield row(_clean(cell.text) for cell in cells)
            continue
        said = _clean(words.joined([line.text for line in part.lines]))
        if part.kind is BlockKind.ITEM:
            said = BULLET.sub("", said)
        if said and part.kind is BlockKind.HEADING:
            yield Block(part.kind, said, sizes.index(_size(part.lines[0], text)) + 1)
        elif said:
            yield Block(part.kind, said)


def _clean(text: str) -> str:
    return nfc(_NO_TEXT.sub("", text)).strip()


class _Style:
    """What most of a document's text looks like."""

    def __init__(self, lines: Sequence[Line]) -> None:
        heights: Counter[float] = Counter()
        for line in lines:
            heights[round(line.height, 1)] += len(line.text)
        self.height = heights.most_common(1)[0][0]
        body = [line for line in lines if abs(line.height - self.height) < self.height * (_LARGER - 1)]
        bold = sum(len(line.text) for line in body if line.is_bold)
        self.is_bold = bold * 2 > sum(len(line.text) for line in body)
        steps = Counter(
            round(first.bottom - second.bottom, 1)
            for first, second in pairwise(body)
            if 0 < first.bottom - second.bottom < 3 * self.height and len(first.cells) == 1
        )
        near = [step for step, count in steps.items() if count * 4 >= max(steps.values())]
        self.step = min(near, default=self.height)
        self.width = max((line.right - line.left for line in body), default=0.0)

    def is_heading(self, line: Line) -> bool:
        """Return whether a line is larger or heavier than the text, and no sentence of it."""
        if len(line.text) > LONGEST * 2 or not any(c.isalpha() for c in line.text):
            return False
        if line.height > self.height * _LARGER and not (line.text.endswith(".") and len(line.text) > LONGEST):
            return True
        is_short = len(line.text) <= LONGEST and len(line.text.split()) <= MOST_WORDS
        return (
            line.is_bold
            and not self.is_bold
            and is_short
            and not line.text.endswith((".", ",", ";", ":", "!"))
        )


def _size(line: Line, style: _Style) -> float:
    larger = line.height > style.height * _LARGER
    return round(line.height * 2) / 2 if larger else 0.0


def _parts(lines: Sequence[Line], style: _Style) -> Iterator[_Part]:
    tables = _table_lines(lines)
    part: _Part | None = None
    for position, line in enumerate(lines):
        kind = _kind(line, style, is_row=position in tables)
        if part is not None and kind is not BlockKind.ROW and _goes_on(part, line, kind, style):
            part.lines.append(line)
            continue
        if part is not None:
            yield part
        part = _Part(BlockKind.PARAGRAPH if kind is None else kind, [line])
    if part is not None:
        yield part


def _kind(line: Line, style: _Style, *, is_row: bool) -> BlockKind | None:
    """Return what a line begins; None if it may as well go on with the one before."""
    if is_row:
        return BlockKind.ROW
    if line.has_dot or BULLET.match(line.text):
        return BlockKind.ITEM
    return BlockKind.HEADING if style.is_heading(line) else None


def _goes_on(part: _Part, line: Line, kind: BlockKind | None, style: _Style) -> bool:
    before = part.lines[-1]
    if part.kind is BlockKind.ROW or kind is BlockKind.ITEM:
        return False
    step = before.bottom - line.bottom
    is_same = abs(before.height - line.height) < before.height * (_LARGER - 1)
    if kind is BlockKind.HEADING or part.kind is BlockKind.HEADING:
        is_near = 0 < step < before.height * _SPREAD and before.is_bold == line.is_bold
        return kind is part.kind and is_same and is_near
    if 0 < step < 3 * style.height and line.left < before.left + style.width:
        if step > max(style.step, before.height * 0.9) * _SPREAD - 0.5:
            return False
        return part.kind is not BlockKind.ITEM or _is_of_item(part, line, style)
    return _runs_over(before, line, style)


def _is_of_item(part: _Part, line: Line, style: _Style) -> bool:
    """Return whether a line below an item's stands below its text, or its text fills lines to the bullet."""
    first, before = part.lines[0], part.lines[-1]
    if len(part.lines) > 1:
        return abs(line.left - before.left) < _SAME_PLACE
    if first.has_dot:
        return abs(line.left - first.left) < _SAME_PLACE
    return line.left > first.left + _SAME_PLACE or _runs_over(before, line, style)


def _runs_over(before: Line, line: Line, style: _Style) -> bool:
    """Return whether a sentence goes on over the end of a column or a page."""
    if _ENDED.search(before.text):
        return False
    is_full = before.right - before.left > style.width * _NEARLY_FULL or before.text.endswith("-")
    return line.text[:1].islower() or is_full


def _table_lines(lines: Sequence[Line]) -> set[int]:
    """Return the places of lines whose parts stand below each other in columns: the rows of tables."""
    found: set[int] = set()
    justified = _justified(lines)
    for position, (first, second) in enumerate(pairwise(lines)):
        if min(len(first.cells), len(second.cells)) < 2 or justified & {position, position + 1}:  # noqa: PLR2004
            continue
        starts = [cell.left for cell in first.cells]
        aligned = [any(abs(cell.left - start) < _SAME_PLACE for start in starts) for cell in second.cells]
        if all(aligned) and first.bottom > second.bottom:
            found |= {position, position + 1}
    return found


def _justified(lines: Sequence[Line]) -> set[int]:
    """Return the places of lines that are stretched to the same edges as plain text next to them."""
    found = {position for position, line in enumerate(lines) if len(line.cells) < 2}  # noqa: PLR2004
    for step in (1, -1):
        for position in range(len(lines))[::step]:
            other = position - step
            if other in found and _has_edges_of(lines[position], lines[other]):
                found.add(position)
    return found


def _has_edges_of(line: Line, other: Line) -> bool:
    is_near = abs(line.bottom - other.bottom) < line.height * _SPREAD
    return is_near and abs(line.left - other.left) < 1 and abs(line.right - other.right) < 1
