"""Reads from a policy whom it names as recipients and what kinds of data it lists, for checklists.

Lists only: what stands in running text is for people to read, and controllers name it in their settings.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.answers.table import Table
from assistant.policy.model import Policy, Section
from assistant.terms import SegmentKind

SURE = 0.5
"""How surely a line or passage speaks of a topic before its section's list is read."""
LONGEST = 100
"""Characters of what is shown whole; of longer items, the head is."""
_LISTED = (SegmentKind.ITEM, SegmentKind.ROW)
_HEAD = re.compile(r"\s*[:|(]|\s[–—]\s|,\s|\s-\s")
_AND = re.compile(r"\s+(?:and|ja|sekä|och|samt|&)\s+")
_NAME = re.compile(r"[A-ZÅÄÖ0-9][\w.&+'’-]*(?: [\w.&+'’-]+){0,5}")
_MOST_OF_A_NAME = 45


def named_recipients(policy: Policy, table: Table) -> tuple[str, ...]:
    """Return the names at the head of the items in lists of recipients and processors, once, in order."""
    found: dict[str, None] = {}
    for section in _about(policy, table, ("recipients", "processors")):
        for head in map(_head, _items(section)):
            names = _AND.split(head)
            if all(_NAME.fullmatch(name) and len(name) <= _MOST_OF_A_NAME for name in names):
                found |= dict.fromkeys(names)
    return tuple(found)


def named_categories(policy: Policy, table: Table) -> tuple[str, ...]:
    """Return the heads of the items in lists of the kinds of data, once, in order."""
    items = (text for section in _about(policy, table, ("categories",)) for text in _items(section))
    kinds = (text if len(text) <= LONGEST else _head(text) for text in items)
    return tuple(dict.fromkeys(kind.rstrip(".;:,") for kind in kinds if len(kind) <= LONGEST))


def _about(policy: Policy, table: Table, topics: Sequence[str]) -> Iterator[Section]:
    columns = [table.topics.index(topic) for topic in topics if topic in table.topics]
    sure = set()
    for line, scores in zip(table.lines, table.by_line, strict=True):
        if max((scores[column] for column in columns), default=0) >= SURE:
            sure.add(table.passages[line.passage].section_id)
    yield from (section for section in policy.sections if section.id in sure)


def _items(section: Section) -> Iterator[str]:
    return (segment.text for segment in section.segments if segment.kind in _LISTED)


def _head(text: str) -> str:
    return _HEAD.split(text, maxsplit=1)[0].strip().rstrip(".;")
