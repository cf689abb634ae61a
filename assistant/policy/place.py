"""Finds where in its file a policy says something."""

import re

from assistant.policy.model import Policy
from assistant.text import nfc

_BETWEEN = r"(?:[\s*_`|>#\\\[-]|\]\([^)]*\)|<[^>]*>)*"
"""What may stand between two words of a passage in its file: white space, marks, bullets, links, tags."""
_WORD = re.compile(r"\w+|[^\w\s*_`|>#\\\[\]<-]")
_LONGEST = 15
"""Words of a quotation that are looked for: few enough to be quick, enough to be the only such place."""


class Source:
    """The text of a policy's file, to find lines and columns in; empty for files that are no text."""

    def __init__(self, text: str, policy: Policy) -> None:
        self._text = nfc(text)
        self._segments = {segment.id: segment.text for segment in policy.segments}

    def place(self, segment: str = "", start: int = 0) -> tuple[int, int]:
        """Return line and column, from 1, of a segment's character; the first of the file if not found."""
        text = self._segments.get(segment, "")
        begin = self._find(text, 0)
        if begin is None:
            return 1, 1
        found = self._find(text[start:], begin) if start else begin
        offset = begin if found is None else found
        line = self._text.count("\n", 0, offset) + 1
        return line, offset - (self._text.rfind("\n", 0, offset) + 1) + 1

    def _find(self, text: str, begin: int) -> int | None:
        words = _WORD.findall(text)[:_LONGEST]
        if not words:
            return None
        match = re.compile(_BETWEEN.join(map(re.escape, words))).search(self._text, begin)
        return match.start() if match else None
