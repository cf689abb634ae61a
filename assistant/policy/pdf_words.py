"""Joins the lines of a paragraph, and the words that were divided at their ends."""

import re
from collections.abc import Iterable, Sequence

_SOFT = "\u00ad"
_HYPHENS = ("-", _SOFT)
_VOWELS = frozenset("aeiouyåäö")
_DIVIDED = re.compile(rf"(\w+)[-{_SOFT}]$")
_FIRST = re.compile(r"\w+")
_WORDS = re.compile(r"\w+(?:-\w+)*")
_AND = frozenset({"and", "or", "ja", "tai", "sekä", "eli", "eikä", "och", "eller", "samt"})
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$")
_CUT_ADDRESS = re.compile(r"[/?&=_.@-]$")
_OF_ADDRESS = re.compile(r"\S*[/?&=#%]")


class Words:
    """The words of a whole document, by which a hyphen at a line's end is told from one that belongs."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._known: set[str] = set()
        for line in lines:
            self._known.update(word.lower() for word in _WORDS.findall(line))

    def joined(self, lines: Sequence[str]) -> str:
        """Return the lines as one text."""
        found: list[str] = []
        for line in lines:
            plain = line.strip()
            if found:
                found[-1] = self._before(found[-1], plain)
            found.append(plain)
        return "".join(found).replace(_SOFT, "")

    def _before(self, line: str, following: str) -> str:
        """Return a line as it goes on in the following: with a blank, or its hyphen kept or dropped."""
        last = line.rpartition(" ")[2]
        if _ADDRESS.search(last) and (_CUT_ADDRESS.search(last) or _OF_ADDRESS.match(following)):
            return line
        divided = _DIVIDED.search(last) if last.endswith(_HYPHENS) else None
        second = _FIRST.match(following)
        if divided is None or second is None or second[0] in _AND:
            return f"{line} "
        if line[-1] != _SOFT and self._keeps(divided[1], second[0]):
            return line
        return line[:-1]

    def _keeps(self, first: str, second: str) -> bool:
        """Return whether the hyphen between two halves belongs to the word."""
        if f"{first}{second}".lower() in self._known:
            return False
        if f"{first}-{second}".lower() in self._known:
            return True
        if not second[0].islower() or first.isupper() or first[-1].isdigit() or len(first) == 1:
            return True
        return first[-1] == second[0] and second[0] in _VOWELS  # Finnish: tietosuoja-asetus
