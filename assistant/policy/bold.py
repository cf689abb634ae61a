"""Finds the headings that are only set in bold, in documents whose editor marked them no other way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from assistant.policy.blocks import Block, BlockKind

LONGEST, MOST_WORDS = 90, 12
_SENTENCE_ENDS = (".", ",", ";", ":", "!")
_BODY_LEVEL = 2


def with_bold_headings(
    blocks: Sequence[Block], bold: Collection[int], levels: Mapping[int, int] = MappingProxyType({})
) -> tuple[Block, ...]:
    """Return the blocks, those bold ones as headings that are; `bold` holds the places of all that are bold.

    A short bold block is a heading where the document has no other, or where it ends no sentence; but bold
    items that follow each other are a list. It stands one level below the heading it comes after; `levels`
    says at which places a folded part has ended, and the level of the heading that holds it.
    """
    is_bare = all(block.kind is not BlockKind.HEADING for block in blocks)
    found: list[Block] = []
    level = _BODY_LEVEL - 1
    for place, block in enumerate(blocks):
        level = levels.get(place, level)
        if block.kind is BlockKind.HEADING:
            level = block.level
        is_heading = place in bold and _is_heading(blocks, place, bold, is_bare=is_bare)
        found.append(replace(block, kind=BlockKind.HEADING, level=level + 1) if is_heading else block)
    return tuple(found)


def _is_heading(blocks: Sequence[Block], place: int, bold: Collection[int], *, is_bare: bool) -> bool:
    block = blocks[place]
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM} or place + 1 == len(blocks):
        return False
    if len(block.text) > LONGEST or len(block.text.split()) > MOST_WORDS or "\n" in block.text:
        return False
    if not is_bare and block.text.endswith(_SENTENCE_ENDS):
        return False
    return block.kind is not BlockKind.ITEM or not _is_in_list(blocks, place, bold)


def _is_in_list(blocks: Sequence[Block], place: int, bold: Collection[int]) -> bool:
    near = (other for other in (place - 1, place + 1) if 0 <= other < len(blocks))
    return any(blocks[other].kind is BlockKind.ITEM and other in bold for other in near)
