"""Compares two versions of a policy: what was added, removed, moved and changed, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from assistant.policy.model import Policy, Section
from assistant.terms import Segment
from assistant.text import fold_space

ALIKE = 55
"""From this likeness on (0-100) a segment that is gone and one that is new are one that changed."""
NEAR = 200
"""Places apart, in those that are gone or new, at which two segments are still compared."""
_START = -1
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


class Change(StrEnum):
    """What happened to a section or a segment."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words that stayed (SAME), came (ADDED) or went (REMOVED)."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class SegmentChange:
    """A segment before and after; `words` tell a changed one word by word. `section` is where it stands."""

    change: Change
    old: Segment | None
    new: Segment | None
    section: str
    words: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A heading before and after; a changed one has another heading, over the same text."""

    change: Change
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions compared. Segments stand in the new order, removed ones where they stood."""

    old: Policy
    new: Policy
    sections: tuple[SectionChange, ...]
    segments: tuple[SegmentChange, ...]

    @property
    def changed(self) -> tuple[SegmentChange, ...]:
        """The segments that did not stay as they were."""
        return tuple(segment for segment in self.segments if segment.change is not Change.SAME)


def compare(old: Policy, new: Policy) -> Comparison:
    """Return what is different in the new version."""
    before, after = _texts(old), _texts(new)
    kept = _in_order(before, after)
    moved = _moved(before, after, kept)
    changed = _alike(before, after, kept | moved)
    pairs = kept | moved | changed
    segments = tuple(_segments(old, new, pairs, set(moved)))
    return Comparison(old, new, tuple(_sections(old, new, pairs)), segments)


def words_between(old: str, new: str) -> tuple[Words, ...]:
    """Return a text's words as they stayed, went and came; blanks alone never part two changes."""
    before, after = _TOKEN.findall(fold_space(old)), _TOKEN.findall(fold_space(new))
    gone, come, found = "", "", list[Words]()
    for step in Indel.opcodes(before, after):
        same = "".join(before[step.src_start : step.src_end])
        if step.tag == "equal" and not (same.isspace() and (gone or come)):
            found += [*_runs(gone, come), Words(Change.SAME, same)]
            gone, come = "", ""
            continue
        gone += same
        come += "".join(after[step.dest_start : step.dest_end])
    return (*found, *_runs(gone, come))


def _runs(gone: str, come: str) -> Iterator[Words]:
    """Yield what went and what came; a blank at the end of both stayed."""
    stayed = " " if gone.endswith(" ") and come.endswith(" ") else ""
    end = len(stayed)
    for change, text in ((Change.REMOVED, gone), (Change.ADDED, come)):
        if text[: len(text) - end]:
            yield Words(change, text[: len(text) - end])
    if stayed:
        yield Words(Change.SAME, stayed)


def _texts(policy: Policy) -> list[str]:
    return [fold_space(segment.text) for segment in policy.segments]


def _in_order(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return {a + n: b + n for a, b, size in matcher.get_matching_blocks() for n in range(size)}


def _moved(before: Sequence[str], after: Sequence[str], known: dict[int, int]) -> dict[int, int]:
    taken = set(known.values())
    places: dict[str, list[int]] = {}
    for place, text in enumerate(after):
        if place not in taken:
            places.setdefault(text, []).append(place)
    found = {}
    for place, text in enumerate(before):
        if place not in known and places.get(text):
            found[place] = places[text].pop(0)
    return found


def _alike(before: Sequence[str], after: Sequence[str], known: dict[int, int]) -> dict[int, int]:
    """Return which of what is gone became which of what is new: the likest first, each once."""
    taken = set(known.values())
    gone = [place for place in range(len(before)) if place not in known]
    come = [place for place in range(len(after)) if place not in taken]
    likest = []
    for number, place in enumerate(gone):
        middle = number * len(come) // max(1, len(gone))
        for other in come[max(0, middle - NEAR) : middle + NEAR]:
            likeness = fuzz.ratio(before[place], after[other], score_cutoff=ALIKE)
            if likeness:
                likest.append((-likeness, abs(place - other), place, other))
    found: dict[int, int] = {}
    used: set[int] = set()
    for _, _, place, other in sorted(likest):
        if place not in found and other not in used:
            found[place] = other
            used.add(other)
    return found


def _segments(old: Policy, new: Policy, pairs: dict[int, int], moved: set[int]) -> Iterator[SegmentChange]:
    headings = [section.heading for section in new.sections for _ in section.segments]
    back = {after: before for before, after in pairs.items()}
    gone = _gone(old, pairs, moved)
    yield from gone.get(_START, ())
    for place, segment in enumerate(new.segments):
        before = back.get(place)
        if before is None:
            yield SegmentChange(Change.ADDED, None, segment, headings[place])
            continue
        was = old.segments[before]
        words = words_between(was.text, segment.text)
        is_same = all(run.change is Change.SAME for run in words)
        change = (Change.MOVED if before in moved else Change.SAME) if is_same else Change.CHANGED
        yield SegmentChange(change, was, segment, headings[place], () if is_same else words)
        yield from gone.get(before, ())


def _gone(old: Policy, pairs: dict[int, int], moved: set[int]) -> dict[int, list[SegmentChange]]:
    """Return the removed segments by the place of the one before them that stayed in its place."""
    headings = [section.heading for section in old.sections for _ in section.segments]
    found: dict[int, list[SegmentChange]] = {}
    steady = _START
    for place, segment in enumerate(old.segments):
        if place not in pairs:
            lost = SegmentChange(Change.REMOVED, segment, None, headings[place])
            found.setdefault(steady, []).append(lost)
        elif place not in moved:
            steady = place
    return found


def _sections(old: Policy, new: Policy, pairs: dict[int, int]) -> Iterator[SectionChange]:
    """Yield the headings that came, went, moved or changed their words."""
    became = _section_pairs(old, new, pairs)
    order = [place for place in became.values() if place is not None]
    in_order = set(_in_order([str(n) for n in sorted(order)], [str(n) for n in order]).values())
    steady = {place for number, place in enumerate(order) if number in in_order}
    for number, section in enumerate(old.sections):
        place = became[number]
        if place is None:
            yield SectionChange(Change.REMOVED, section.heading, "")
        elif fold_space(section.heading) != fold_space(new.sections[place].heading):
            yield SectionChange(Change.CHANGED, section.heading, new.sections[place].heading)
        elif place not in steady:
            yield SectionChange(Change.MOVED, section.heading, new.sections[place].heading)
    for place, section in enumerate(new.sections):
        if place not in order:
            yield SectionChange(Change.ADDED, "", section.heading)


def _section_pairs(old: Policy, new: Policy, pairs: dict[int, int]) -> dict[int, int | None]:
    """Return which section became which: by its heading, else by where most of its segments went."""
    by_heading = {section.id: place for place, section in enumerate(new.sections)}
    became: dict[int, int | None] = {n: by_heading.get(s.id) for n, s in enumerate(old.sections)}
    taken = {place for place in became.values() if place is not None}
    owners, owners_before = _owners(new.sections), _owners(old.sections)
    for number, section in enumerate(old.sections):
        if became[number] is None:
            own = [n for n, owner in enumerate(owners_before) if owner == number]
            went = [owners[pairs[n]] for n in own if n in pairs]
            likely = max(set(went), key=went.count, default=None)
            if likely is not None and likely not in taken and went.count(likely) * 2 >= len(section.segments):
                became[number] = likely
                taken.add(likely)
    return became


def _owners(sections: Sequence[Section]) -> list[int]:
    return [number for number, section in enumerate(sections) for _ in section.segments]
