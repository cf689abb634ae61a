"""Takes passages apart into the sentences and list items that they are made of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.terms import Passage

_END = re.compile(r"(?<=[.!?:])\s+(?=[^\W\d_a-zåäö]|[\d“”\"(–•*-])|\n+")
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|mm|esim|ts|ns|bl\.?a|t\.?ex|s\.?k|dvs|etc|nr|no|art|tel|puh)\.)$", re.IGNORECASE
)
_PART = re.compile(r"[,;:()]|\s[–—-]\s|\s(?:and|or|as well as|ja|sekä|tai|och|samt|eller)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or list item: characters `start` to `end` of passage number `passage`."""

    passage: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of an enumeration, or a whole line that is none; `line` is the number of its line."""

    line: int
    text: str


def spans(text: str) -> list[tuple[int, int]]:
    """Return where each sentence or item of a text begins and ends; abbreviations end none."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if "\n" not in match[0] and _SHORT.search(text, max(start, match.start() - 8), match.start()):
            continue
        found.append((start, match.start()))
        start = match.end()
    found.append((start, len(text)))
    return [(a, b) for a, b in found if text[a:b].strip()]


def fragments(text: str) -> list[str]:
    """Return the parts of an enumeration; none if the text is a single part."""
    found = [part.strip() for part in _PART.split(text) if part.strip()]
    return found if len(found) > 1 else []


def parts(of: Iterable[Line]) -> tuple[Part, ...]:
    """Return what each line lists, in order; a line that lists nothing is a part by itself."""
    return tuple(
        Part(number, text) for number, line in enumerate(of) for text in fragments(line.text) or [line.text]
    )


def lines(passages: Iterable[Passage]) -> tuple[Line, ...]:
    """Return the lines of all passages, in order."""
    return tuple(
        Line(number, start, end, passage.text[start:end])
        for number, passage in enumerate(passages)
        for start, end in spans(passage.text)
    )
