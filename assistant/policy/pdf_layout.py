"""Puts the lines of a PDF's pages in reading order, without running heads, feet and page numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from assistant.policy.pdf_pages import Line, Page

_NUMBER = re.compile(
    r"(?:page|sivu|sida|s\.|p\.)?\s*[–-]?\s*\(?\d{1,4}\)?\s*(?:(?:/|of|av|\||\(|–|-)\s*\(?\d{1,4}\)?)?\s*[–-]?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_EDGE = 0.12
"""The share of a page at its top and at its bottom in which heads and feet stand."""
_EDGE_LINES = 4
_COLUMN_ROWS = 6
_FILLED = 0.6
_APART = 6.0
_SMALL = 0.9


def without_margins(pages: Sequence[Page]) -> list[list[Line]]:
    """Return each page's lines without those that most pages repeat at their edge, and without its number."""
    seen = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    enough = max(2, len(pages) // 2)
    usual = Counter(round(line.height) for page in pages for line in page.lines)
    text_height = usual.most_common(1)[0][0] if usual else 0
    found = []
    for page in pages:
        edges = {id(line) for line in _edges(page)}
        gone = {
            id(line)
            for line in page.lines
            if id(line) in edges
            and (
                seen[_key(line)] >= enough
                or _NUMBER.fullmatch(line.text)
                or (len(pages) == 1 and line.height < text_height * _SMALL)
            )
        }
        found.append([line for line in page.lines if id(line) not in gone])
    return found


def in_columns(lines: Sequence[Line]) -> list[Line]:
    """Return a page's lines, columns that were drawn row by row one after the other."""
    found: list[Line] = []
    for is_split, group in groupby(lines, key=lambda line: len(line.cells) == 2):  # noqa: PLR2004 - two columns
        own = list(group)
        if is_split and len(own) >= _COLUMN_ROWS and _are_columns(own):
            found += [line.cells[0] for line in own]
            found += [line.cells[1] for line in own]
        else:
            found += own
    return found


def _edges(page: Page) -> Iterator[Line]:
    """Return the lines at the top and the bottom of a page, the outermost few."""
    ordered = sorted(page.lines, key=lambda line: line.bottom)
    low = [line for line in ordered if line.bottom < page.height * _EDGE]
    high = [line for line in ordered if line.bottom + line.height > page.height * (1 - _EDGE)]
    yield from low[:_EDGE_LINES]
    yield from high[-_EDGE_LINES:]


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text), round(line.bottom / _APART)


def _are_columns(lines: Iterable[Line]) -> bool:
    """Return whether rows of two parts are columns of text: they fill and begin alike."""
    pairs = [line.cells for line in lines]
    second = Counter(round(right.left) for _, right in pairs)
    widest_first = max(left.right for left, _ in pairs)
    start = min(left.left for left, _ in pairs)
    usual = second.most_common(1)[0][0]
    if second[usual] < len(pairs) * _FILLED or widest_first > usual:
        return False
    filled = [(left.right - left.left) / max(usual - start, 1) for left, _ in pairs]
    words = [len(cell.text.split()) for pair in pairs for cell in pair]
    return sum(filled) / len(filled) > _FILLED and sum(words) / len(words) > 3  # noqa: PLR2004 - cells are shorter
