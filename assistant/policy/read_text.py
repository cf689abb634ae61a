"""Reads policies that were published as plain text, with whatever marks headings and lists in them.

Nothing in plain text says what is a heading. A document has one habit, so the habit is found first:
capitals, numbers, wide gaps, or just short lines followed by text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from assistant.policy.blocks import Block, BlockKind, Document

LONGEST_HEADING, MOST_WORDS = 90, 12
LONG_LINE = 60
WRAPPED_WIDTH = 100
HABIT = 3
TITLE_LEVEL = 0

_BULLET = re.compile(r"^[•‣▪·●○–—\-*]\s+(?=\S)")
_GLUED = re.compile(r"(?<=[\w.,;)”\"])([–•])(?= [A-ZÅÄÖ])")
_NUMBER = re.compile(r"^\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s+(?=[^\W\d_])")
_ENDED = re.compile(r"[.!?:;][\"”’')]?$")
_CONTACT = re.compile(r"[@\d]|https?:|www\.|\b(?:oyj?|ab|abp|ltd|inc|gmbh|llc|tel|puh)\b\.?", re.IGNORECASE)
_TOPICAL = re.compile(
    r"data|privacy|polic|right|contact|controller|regist|purpose|legal|basis|retention|storage|disclos|transfer"
    r"|secur|protect|cookie|source|recipient|consent|complain|change|categor|process|objection|portab"
    r"|tieto|rekister|seloste|oikeu|käsittel|säily|luovut|siirr|suoja|evästee|lähte|peruste|tarkoitu|valitus"
    r"|yhteys|suostumu|muuto|kieltä|uppgift|person|rätt|integritet|ändamål|grund|lagring|utläm|överför|säkerhet"
    r"|kakor|källa|källor|mottagar|samtyck|klagomål|kontakt|ansvarig|behandl|begär|återkall|princip",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"right|oikeu|rätt|återkall|consent|suostumu|samtyck|objection|portab", re.IGNORECASE)


class Habit(Enum):
    """How a document marks its headings."""

    CAPITALS = auto()
    NUMBERS = auto()
    GAPS = auto()
    SHORT_LINES = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank. `gap` counts what lies before it: 0 nothing, 1 a blank line, 2 more."""

    text: str
    gap: int
    is_bullet: bool


def read_text(text: str) -> Document:
    """Return the blocks of a plain text."""
    lines = list(_lines(text))
    habit = _habit(lines)
    is_wrapped = _is_wrapped(lines)
    blocks: list[Block] = []
    for position, line in enumerate(lines):
        following = lines[position + 1] if position + 1 < len(lines) else None
        before = blocks[-1] if blocks else None
        if before is not None and _goes_on(before, line, is_wrapped=is_wrapped):
            blocks[-1] = Block(before.kind, f"{before.text} {line.text}", before.level)
        elif line.is_bullet:
            blocks.append(Block(BlockKind.ITEM, line.text))
        elif following is not None and _is_heading(line, following, habit, before):
            level = TITLE_LEVEL if before is None and _is_short(following.text) else _level(line, habit)
            blocks.append(Block(BlockKind.HEADING, _NUMBER.sub("", line.text), level))
        elif _is_numbered_item(line, following):
            blocks.append(Block(BlockKind.ITEM, line.text))
        else:
            blocks.append(Block(BlockKind.PARAGRAPH, line.text))
    return Document(tuple(blocks))


def _lines(text: str) -> Iterator[Line]:
    gap = 2
    for raw in _GLUED.sub(r"\n\1", text).splitlines():
        stripped = raw.strip(" \t\u00a0\u2007\u202f")
        if not stripped:
            gap = 2 if gap or raw.strip(" \t") else 1  # a line of hard blanks alone is a gap made on purpose
            continue
        yield Line(stripped, gap, bool(_BULLET.match(stripped)))
        gap = 0


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Return whether line ends mean nothing: no line is long, or long ones mostly end amid a sentence."""
    if max((len(line.text) for line in lines), default=0) <= WRAPPED_WIDTH:
        return True
    below = [
        after for line, after in pairwise(lines) if _is_cut(line) and not after.gap and not after.is_bullet
    ]
    small = sum(line.text[:1].islower() for line in below)
    return small >= HABIT and small * 2 >= len(below)


def _is_cut(line: Line) -> bool:
    return len(line.text) >= LONG_LINE and not _ENDED.search(line.text)


def _habit(lines: Sequence[Line]) -> Habit:
    plain = [line for line in lines if not line.is_bullet]
    capitals = [_is_capitals(line.text) for line in plain]
    # Capitals over capitals are a letterhead; over text they are a heading.
    if sum(own and not below for own, below in pairwise([*capitals, False])) >= HABIT:
        return Habit.CAPITALS
    numbered = [line for line in plain if _NUMBER.match(line.text) and _is_short(line.text)]
    if len(numbered) >= HABIT:
        return Habit.NUMBERS
    after_gaps = [line for line in plain[1:] if line.gap > 1]
    if len(after_gaps) >= HABIT and sum(_is_short(line.text) for line in after_gaps) * 2 > len(after_gaps):
        return Habit.GAPS
    return Habit.SHORT_LINES


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters) and len(text) <= LONGEST_HEADING  # noqa: PLR2004


def _is_short(text: str) -> bool:
    is_open = text.endswith("?") or not _ENDED.search(text)
    return len(text) <= LONGEST_HEADING and len(text.split()) <= MOST_WORDS and is_open


def _is_heading(line: Line, following: Line, habit: Habit, before: Block | None) -> bool:
    text = line.text
    if habit is Habit.CAPITALS:
        return _is_capitals(text)
    if not _is_short(text) or not text[:1].isalnum() or following.text[:1].islower():
        return False
    if _NUMBER.match(text):
        return not _NUMBER.match(following.text)
    if before is None:
        return True
    is_fact = bool(_CONTACT.search(text)) or ": " in text or text.endswith(",")
    return not is_fact and _heads(line, following, habit, before)


def _heads(line: Line, following: Line, habit: Habit, before: Block) -> bool:
    """Return whether a short line without number heads what follows, by its place and by what it names."""
    text = line.text
    after_heading = before.kind is BlockKind.HEADING
    if after_heading and before.level == TITLE_LEVEL:
        return bool(_TOPICAL.search(text)) or line.gap > 1
    if habit is Habit.GAPS:
        return line.gap > 1
    if line.gap == 0 and not (text.endswith("?") and following.gap):
        return habit is Habit.SHORT_LINES and bool(_TOPICAL.search(text)) and _is_body(following)
    if after_heading:
        return bool(_RIGHTS.search(text)) or (text.endswith("?") and _is_body(following))
    if text.endswith("?"):
        return True
    return bool(_TOPICAL.search(text)) or (_is_body(following) and following.gap > 0 and line.gap > 0)


def _is_body(line: Line) -> bool:
    return line.is_bullet or len(line.text) > LONG_LINE or bool(_ENDED.search(line.text))


def _level(line: Line, habit: Habit) -> int:
    if habit is Habit.NUMBERS and not _NUMBER.match(line.text):
        return 2
    return 1


def _is_numbered_item(line: Line, following: Line | None) -> bool:
    return bool(_NUMBER.match(line.text)) and following is not None and bool(_NUMBER.match(following.text))


def _goes_on(before: Block, line: Line, *, is_wrapped: bool) -> bool:
    """Return whether the line is the rest of a sentence that was broken over lines, or over a blank line."""
    if line.is_bullet or before.kind is BlockKind.HEADING or _ENDED.search(before.text):
        return False
    starts_small = line.text[:1].islower() and not _CONTACT.match(line.text)
    if starts_small and len(before.text) > LONGEST_HEADING // 2:
        return True
    may_head = _is_short(line.text) and _TOPICAL.search(line.text) is not None
    return not line.gap and is_wrapped and len(before.text) >= LONG_LINE and not may_head
