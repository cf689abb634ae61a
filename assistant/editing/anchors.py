"""Finds again in a policy what an answer names: by its segment, its first words, or words like them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from rapidfuzz import fuzz, process

from assistant.answers.build import successor
from assistant.answers.edited import Anchor
from assistant.policy.model import Policy
from assistant.text import fold_space

LIKE = 70
"""Per cent of likeness from which on a segment is worth naming as what a lost one may have become."""
_HASH = re.compile(r"-([0-9a-f]{4})(?:-\d+)?$")


class Standing(Enum):
    """What became of the passage that an anchor names."""

    STANDS = auto()
    REWORDED = auto()  # the segment is there and begins with other words
    MOVED = auto()  # the same words stand in another segment, its text unchanged
    CHANGED = auto()  # the first words stand in a segment whose text is another
    LOST = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anchor's passage stands now; for a lost one `segment` is the most like it, or empty."""

    standing: Standing
    segment: str


class Finder:
    """Looks up anchors in one policy."""

    def __init__(self, policy: Policy) -> None:
        self.texts: Mapping[str, str] = {segment.id: fold_space(segment.text) for segment in policy.segments}

    def find(self, anchor: Anchor) -> Place:
        """Return what became of an anchor's passage."""
        starts = fold_space(anchor.starts)
        own = self.texts.get(anchor.segment)
        found = successor(anchor.segment, starts, self.texts)
        if found == anchor.segment:
            return Place(Standing.STANDS, found)
        if own is not None:
            return Place(Standing.REWORDED, found or anchor.segment)
        if found is None:
            return Place(Standing.LOST, self._like(starts))
        is_same = _hash(found) == _hash(anchor.segment) != ""
        return Place(Standing.MOVED if is_same else Standing.CHANGED, found)

    def _like(self, starts: str) -> str:
        heads = {name: text[: len(starts) + 10] for name, text in self.texts.items()}
        best = process.extractOne(starts, heads, scorer=fuzz.ratio, score_cutoff=LIKE)
        return str(best[2]) if best else ""


def _hash(segment: str) -> str:
    found = _HASH.search(segment)
    return found[1] if found else ""
