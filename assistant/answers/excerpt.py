"""Cuts the part of a long passage that answers, at sentence ends, so that shown text stays short."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.lines import Line
from assistant.matcher.features import Floats
from assistant.policy.passages import WHOLE_UP_TO
from assistant.terms import PASSAGE_LIMIT, Passage

ENOUGH = 420
"""Characters up to which neighbouring sentences are taken in."""


def joined(first: Passage, second: Passage) -> Passage:
    """Return two passages as one, of which the second begins where the first ends."""
    is_cut = first.segments[-1] == second.segments[0]
    segments = tuple(dict.fromkeys((*first.segments, *second.segments)))
    return replace(first, text=f"{first.text}{' ' if is_cut else chr(10)}{second.text}", segments=segments)


def excerpt(passage: Passage, own: Sequence[Line], scores: Floats) -> Passage:
    """Return the passage, or its sentences around the best one; `scores` are those of its lines."""
    if len(passage.text) <= WHOLE_UP_TO or len(own) <= 1:
        return (
            passage
            if len(passage.text) <= PASSAGE_LIMIT
            else replace(passage, text=passage.text[:PASSAGE_LIMIT])
        )
    best = int(scores.argmax())
    first = last = best
    while True:
        sides = [n for n in (first - 1, last + 1) if 0 <= n < len(own)]
        fitting = [n for n in sides if own[max(last, n)].end - own[min(first, n)].start <= ENOUGH]
        if not fitting:
            break
        taken = max(fitting, key=lambda n: (float(scores[n]), n))
        first, last = min(first, taken), max(last, taken)
    text = passage.text[own[first].start : own[last].end]
    return replace(passage, text=text[:PASSAGE_LIMIT])
