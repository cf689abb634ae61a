"""Cuts a policy into passages: contiguous, verbatim, short enough to be read in a chat."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.policy.model import Section
from assistant.terms import PASSAGE_LIMIT, Locale, Passage, Segment, SegmentKind

AIM = 400
"""The length that passages aim at: one that is read at a glance."""
WHOLE_UP_TO = 480
"""A passage up to this length stays whole: the rest of a paragraph is too little to be understood alone."""
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[\"“”(]?[A-ZÅÄÖ0-9])")
_NOT_AN_END = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|art|no|nr|mr|ms|dr|inc|ltd|mm|esim|ks|ns|ym|jne|tms|puh|kpl|bl\.a|t\.ex|dvs|m\.m|osv|s\.k"
    r"|b\.la|kap|st|tel|ca|vs)|\d|\b\w)\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Source:
    """Which policy the passages are of."""

    policy: str
    version: str
    lang: Locale


def cut_passages(sections: Sequence[Section], source: Source) -> tuple[Passage, ...]:
    """Return the passages of all sections in order; together they hold every segment, without overlap."""
    found: list[Passage] = []
    for section in sections:
        for group in _groups(section.segments):
            for text in _pieces("\n".join(segment.text for segment in group)):
                found.append(
                    Passage(
                        text=text,
                        section=section.heading,
                        section_id=section.id,
                        segment=_owner(group, text).id,
                        segments=_covered(group, text),
                        policy=source.policy,
                        version=source.version,
                        lang=source.lang,
                        index=len(found),
                    )
                )
    return tuple(found)


def _groups(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Join what is read together: a stub with its list, and neighbours of one kind that are short."""
    group: list[Segment] = []
    for segment in segments:
        if group and not _joins(group, segment):
            yield group
            group = []
        group.append(segment)
    if group:
        yield group


def _joins(group: Sequence[Segment], segment: Segment) -> bool:
    length = sum(len(s.text) + 1 for s in group) + len(segment.text)
    if length > PASSAGE_LIMIT:
        return False
    last, first = group[-1], group[0]
    if last.kind is SegmentKind.STUB:
        return True
    if first.kind is SegmentKind.STUB and segment.kind in {SegmentKind.ITEM, SegmentKind.ROW}:
        return True
    if length > AIM or segment.kind is SegmentKind.STUB:
        return False
    return segment.kind is last.kind


def _pieces(text: str) -> list[str]:
    """Return a short text whole, another one cut at sentence ends into pieces of about the same length."""
    if len(text) <= WHOLE_UP_TO or ("\n" in text and len(text) <= PASSAGE_LIMIT):
        return [text]
    parts = list(_parts(text))
    found = _filled(parts, AIM)
    for most in range(len(text) // len(found), AIM):
        even = _filled(parts, most)
        if len(even) == len(found):
            return even
    return found


def _filled(parts: Sequence[str], most: int) -> list[str]:
    """Return the parts as few pieces of at most that many characters; a longer part is one by itself."""
    found = [""]
    for part in parts:
        if found[-1] and len(found[-1]) + len(part) > most:
            found.append("")
        found[-1] += part
    return [piece.strip() for piece in found if piece.strip()]


def _parts(text: str) -> Iterator[str]:
    """Return sentences or lines with the white space after them; one that is too long is cut at words."""
    start = 0
    for end in [*_sentence_ends(text), len(text)]:
        part = text[start:end]
        while len(part) > PASSAGE_LIMIT:
            cut = max(part.rfind(" ", 0, PASSAGE_LIMIT), part.rfind("\n", 0, PASSAGE_LIMIT))
            cut = cut if cut > 0 else PASSAGE_LIMIT
            yield part[:cut]
            part = part[cut:]
        yield part
        start = end


def _sentence_ends(text: str) -> Iterator[int]:
    for match in re.finditer(r"\n|" + _SENTENCE_END.pattern, text):
        word = text[max(text.rfind(" ", 0, match.start()) + 1, match.start() - 20) : match.start()]
        if match[0] == "\n" or not _NOT_AN_END.search(word):
            yield match.end()


def _overlaps(segment: str, passage: str) -> bool:
    return segment in passage or passage in segment or passage.startswith(segment[-AIM // 4 :])


def _covered(group: Sequence[Segment], text: str) -> tuple[str, ...]:
    if len(group) == 1:  # a paragraph may be long, and is cut into many
        return (group[0].id,)
    return tuple(s.id for s in group if _overlaps(s.text, text))


def _owner(group: Sequence[Segment], text: str) -> Segment:
    if len(group) == 1:
        return group[0]
    return next((s for s in group if _overlaps(s.text, text)), group[0])
