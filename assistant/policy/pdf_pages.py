"""Takes the words of a PDF's pages with their places, sizes and weights."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium

from assistant.policy.blocks import UnreadableError

MOST_PAGES = 6000
"""More than any policy has; a file may claim any number."""
MOST_OBJECTS = 20_000
_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_FORCED_BOLD = 1 << 18
_LINES = re.compile("[^\r\n\x02\ufffe]+[\x02\ufffe]?")
"""A line, with the sign that the library gives in place of a hyphen and a line's end."""
_AT_LINE_END = ("\x02", "\ufffe", "\u2010")
_WORD = re.compile(r"\S+")
_NAME_BYTES = 128
_WIDE, _LOOSE, _LETTER = 1.2, 1.2, 0.42
_DOT_SIZES = (0.1, 0.6)
_SQUARE = (0.7, 1.4)


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line, in points from the page's lower left. `cells` are its parts between wide gaps.

    `height` is that of the letters' font; `has_dot` says that a bullet is drawn before it.
    """

    text: str
    left: float
    right: float
    bottom: float
    height: float
    is_bold: bool
    has_dot: bool = False
    cells: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in the order in which it draws them."""

    lines: tuple[Line, ...]
    height: float
    has_pictures: bool


def open_pdf(raw: bytes) -> pypdfium2.PdfDocument:
    """Return an opened document.

    Raises:
        UnreadableError: it is locked, damaged or of too many pages.
    """
    try:
        document = pypdfium2.PdfDocument(raw)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnreadableError("is locked with a password; save it without one", code="P009") from error
        fault = "is damaged or cut short; print it to a new PDF, or save the policy as text"
        raise UnreadableError(fault, code="P008") from error
    if count > MOST_PAGES:
        raise UnreadableError(f"says it has {count} pages; give the policy alone", code="P011")
    return document


def read_page(document: pypdfium2.PdfDocument, number: int) -> Page:
    """Return a page, counted from 0; one that cannot be read has no lines."""
    try:
        page = document[number]
        words = page.get_textpage()
    except pypdfium2.PdfiumError:
        return Page((), 0.0, has_pictures=False)
    try:
        lines = tuple(_Lines(words).all())
        dots, has_pictures = _drawn(page)
        lines = tuple(_merged(lines))
        return Page(tuple(_dotted(line, dots) for line in lines), page.get_height(), has_pictures)
    finally:
        words.close()
        page.close()


class _Lines:
    """Reads the lines of one page, asking for as few places as it can."""

    def __init__(self, page: Any) -> None:  # noqa: ANN401 - the library says no types
        self._page = page
        self._box = pdfium.FS_RECTF()
        self._name = ctypes.create_string_buffer(_NAME_BYTES)
        self._flags = ctypes.c_int()

    def all(self) -> Iterator[Line]:
        """Yield the lines as the page draws them."""
        count = self._page.count_chars()
        text = self._page.get_text_range() if count else ""
        if len(text) != count:
            text = "".join(self._character(index) for index in range(count))
        for found in _LINES.finditer(text):
            words = [(found.start() + w.start(), found.start() + w.end()) for w in _WORD.finditer(found[0])]
            if words:
                yield self._line(text, words)

    def _character(self, index: int) -> str:
        code = pdfium.FPDFText_GetUnicode(self._page, index)
        return chr(code) if code and not 0xD800 <= code <= 0xDFFF else " "  # noqa: PLR2004 - halves of a character

    def _place(self, index: int) -> tuple[float, float, float, float]:
        box = self._box
        pdfium.FPDFText_GetLooseCharBox(self._page, index, box)
        return box.left, box.bottom, box.right, box.top

    def _line(self, text: str, words: list[tuple[int, int]]) -> Line:
        start, end = words[0][0], words[-1][1]
        left, bottom, _, top = self._place(start)
        _, _, right, _ = self._place(end - 1)
        is_bold = self._is_bold(start) and self._is_bold(end - 1)
        unit = min(max(right - left, 0) / (end - start), _LETTER * (top - bottom)) * _LOOSE
        cells: list[Line] = []
        first, first_left, word_left = start, left, left
        for (begin, finish), (following, _) in pairwise(words):
            next_left = self._place(following)[0]
            step = next_left - word_left
            if not 0 <= step <= (following - begin) * unit:  # else the gap is no wide one
                word_right = self._place(finish - 1)[2]
                if step < 0 or next_left - word_right > _WIDE * (top - bottom):
                    said = _folded(text[first:finish])
                    cells.append(Line(said, first_left, word_right, bottom, top - bottom, is_bold))
                    first, first_left = following, next_left
            word_left = next_left
        cells.append(Line(_folded(text[first:end]), first_left, right, bottom, top - bottom, is_bold))
        said = _folded(text[start:end])
        return Line(said, left, right, bottom, top - bottom, is_bold, cells=tuple(cells))

    def _is_bold(self, index: int) -> bool:
        pdfium.FPDFText_GetFontInfo(self._page, index, self._name, _NAME_BYTES, self._flags)
        return bool(_BOLD.search(self._name.value)) or bool(self._flags.value & _FORCED_BOLD)


def _folded(text: str) -> str:
    for sign in _AT_LINE_END:
        text = text.replace(sign, "-")
    return " ".join(text.split())


def _merged(lines: tuple[Line, ...]) -> Iterator[Line]:
    """Join what stands side by side on one line but is drawn apart, as a table's cells are."""
    held: Line | None = None
    for line in lines:
        if held is not None and _is_beside(held, line):
            held = replace(
                held,
                text=f"{held.text} {line.text}",
                right=line.right,
                is_bold=held.is_bold and line.is_bold,
                cells=(*held.cells, *line.cells),
            )
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _is_beside(line: Line, following: Line) -> bool:
    is_level = abs(line.bottom - following.bottom) < line.height / 3
    return is_level and following.left > line.right


def _drawn(page: Any) -> tuple[list[tuple[float, float, float]], bool]:  # noqa: ANN401
    """Return the middles and widths of square drawings, which may be bullets; and whether it has pictures."""
    dots: list[tuple[float, float, float]] = []
    has_pictures = False
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for index in range(min(pdfium.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(drawn)
        has_pictures = has_pictures or kind == pdfium.FPDF_PAGEOBJ_IMAGE
        if kind != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
        width, height = right.value - left.value, top.value - bottom.value
        if height > 0 and _SQUARE[0] < width / height < _SQUARE[1]:
            dots.append(((left.value + right.value) / 2, (bottom.value + top.value) / 2, width))
    return dots, has_pictures


def _dotted(line: Line, dots: list[tuple[float, float, float]]) -> Line:
    for x, y, width in dots:
        is_level = line.bottom < y < line.bottom + line.height
        is_small = _DOT_SIZES[0] * line.height < width < _DOT_SIZES[1] * line.height
        if is_level and is_small and 0 < line.left - x < 3 * line.height:
            return replace(line, has_dot=True)
    return line
