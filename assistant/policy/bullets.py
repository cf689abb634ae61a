"""Finds the lists that people type by hand, with a bullet at the beginning of each line."""

import re
from collections.abc import Iterator

from assistant.policy.blocks import Block, BlockKind

BULLET = re.compile(r"^[•‣▪·●○◦■\uf0b7\uf0a7]\s*(?=\S)|^[–—*-]\s+(?=\S)")


def by_hand(text: str, kind: BlockKind) -> Iterator[Block]:
    """Return the text as a block of that kind, or cut at each line with a bullet, which is an item."""
    plain: list[str] = []
    for line in text.split("\n"):
        if not BULLET.match(line):
            plain.append(line)
            continue
        if plain:
            yield Block(kind, "\n".join(plain))
            plain = []
        yield Block(BlockKind.ITEM, BULLET.sub("", line))
    if plain:
        yield Block(kind, "\n".join(plain))
