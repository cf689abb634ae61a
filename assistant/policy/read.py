"""Reads a policy file of any supported format into sections, segments and passages."""

import hashlib
from pathlib import Path

from assistant.errors import ContentError
from assistant.policy.blocks import Block, BlockKind, Document, Progress, unheard
from assistant.policy.model import Policy, Section
from assistant.policy.passages import Source, cut_passages
from assistant.policy.read_file import read_document
from assistant.terms import Locale, Segment, SegmentKind
from assistant.text import fold_space, short_hash, slug

VERSION_DIGITS = 12
_KINDS = {BlockKind.ITEM: SegmentKind.ITEM, BlockKind.ROW: SegmentKind.ROW}


def read_policy(
    path: Path,
    *,
    id: str,  # noqa: A002 - the policy's own name
    locale: Locale,
    progress: Progress = unheard,
) -> Policy:
    """Return the policy in a file; `progress` is told how far a long read is.

    Raises:
        ContentError: the file is missing, empty, of an unknown kind, too large, or not what its name says.
    """
    document = read_document(path, progress)
    if not any(block.kind is not BlockKind.HEADING for block in document.blocks):
        raise ContentError(path, "the policy has no text; put the whole policy into this file", code="P003")
    return as_policy(document, id=id, locale=locale)


def as_policy(document: Document, *, id: str, locale: Locale) -> Policy:  # noqa: A002
    """Return the policy that a document's blocks make."""
    title, blocks = _title(document.blocks)
    sections = _sections(blocks)
    text = "\n".join(block.text for block in document.blocks)
    version = hashlib.blake2b(fold_space(text).encode()).hexdigest()[:VERSION_DIGITS]
    passages = cut_passages(sections, Source(id, version, locale))
    return Policy(id, locale, version, title or id, sections, passages, text, document.note)


def _title(blocks: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]]:
    """Return the first heading if it stands first and another follows it at once or below it."""
    if len(blocks) > 1 and blocks[0].kind is BlockKind.HEADING:
        others = [block for block in blocks[1:] if block.kind is BlockKind.HEADING]
        is_above = blocks[1].kind is BlockKind.HEADING or all(b.level > blocks[0].level for b in others)
        if is_above and others:
            return blocks[0].text, blocks[1:]
    return "", blocks


def _sections(blocks: tuple[Block, ...]) -> tuple[Section, ...]:
    sections: list[Section] = []
    used: dict[str, int] = {}
    heading, level, own = "", 1, list[Block]()
    for block in (*blocks, Block(BlockKind.HEADING, "")):
        if block.kind is not BlockKind.HEADING:
            own.append(block)
            continue
        if own or heading:  # a heading over other headings is a section without text of its own
            section_id = _unique(slug(heading), used)
            sections.append(Section(section_id, heading, level, _segments(section_id, own, used)))
            own = []
        heading, level = block.text, max(block.level, 1)
    return tuple(sections)


def _segments(section_id: str, blocks: list[Block], used: dict[str, int]) -> tuple[Segment, ...]:
    return tuple(
        Segment(_unique(f"{section_id}-{short_hash(block.text)}", used), block.text, _kind(block))
        for block in blocks
    )


def _kind(block: Block) -> SegmentKind:
    if block.kind is BlockKind.PARAGRAPH and block.text.endswith(":"):
        return SegmentKind.STUB
    return _KINDS.get(block.kind, SegmentKind.PARAGRAPH)


def _unique(name: str, used: dict[str, int]) -> str:
    """Return the name, with the first free number if it is taken; `used` holds the next to try of each."""
    if name not in used:
        used[name] = 2
        return name
    while f"{name}-{used[name]}" in used:
        used[name] += 1
    return _unique(f"{name}-{used[name]}", used)
