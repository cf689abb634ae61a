"""A policy as its author means it: the parts of a plain Markdown file, read line by line for the tests.

It knows only what the shipped policies use, and shares no code with the readers that it judges.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.policy.model import Policy
from assistant.text import fold_space

ROOT = Path(__file__).parents[2]
SHIPPED = ("secapp/en", "secapp/fi", "click2contract/en", "xcure/fi", "smilee/sv")


@dataclass(frozen=True)
class Part:
    """A heading (`h1` to `h3`), a paragraph (`p`), an item (`li`), a table's row (`tr`) or the note."""

    kind: str
    text: str

    @property
    def cells(self) -> list[str]:
        return self.text.split(" | ")


Sections = list[tuple[str, list[tuple[str, str]]]]
"""Headings, each with the kinds and texts of what stands below it."""


def shipped(name: str) -> list[Part]:
    """Return the parts of a shipped policy such as secapp/en."""
    return list(parts((ROOT / "policies" / f"{name}.md").read_text(encoding="utf-8")))


def parts(text: str) -> Iterator[Part]:
    """Return the parts of a text of headings, items, table rows and one-line paragraphs."""
    marks = {"# ": "h1", "## ": "h2", "### ": "h3", "- ": "li", "> ": "note"}
    for line in filter(None, text.split("\n")):
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if set(cells[0]) != {"-"}:
                yield Part("tr", " | ".join(cells))
            continue
        mark = next((mark for mark in marks if line.startswith(mark)), "")
        yield Part(marks.get(mark, "p"), line.removeprefix(mark))


def sections_of(source: Iterable[Part]) -> Sections:
    """Return what a reader must find: each heading with its text, if any; no title, no note."""
    found: Sections = [("", [])]
    for part in source:
        if part.kind in {"h2", "h3"}:
            found.append((fold_space(part.text), []))
        elif part.kind not in {"h1", "note"}:
            found[-1][1].append((part.kind, fold_space(part.text)))
    return [section for section in found if any(section)]


def sections_read(policy: Policy) -> Sections:
    """Return what was found, in the same form."""
    kinds = {"item": "li", "row": "tr", "paragraph": "p", "stub": "p"}
    return [
        (fold_space(section.heading), [(kinds[s.kind], fold_space(s.text)) for s in section.segments])
        for section in policy.sections
    ]


MIXED = """# How the Example Club keeps data

## 1. Who we are

Example Club, Street 1, 00100 Helsinki

Write to us at privacy@example.org, or ring 000 111 222.

## 2. What we keep and for how long

We keep the data in this table, and no other data than what stands in it.

| Data | Why we need it | Kept for |
|---|---|---|
| Name and address | to send the members’ letter | two years |
| Bank account | to pay travel costs back | six years |
| Photographs | for the album, if you agree | until you say stop |

When the time is over, we erase the data within a month.

### Data of children

We ask a guardian for:

- a name – and nothing else
- a signature “by hand”, 5 < 6 & so on

## 3. Tietojen säilytys på svenska

Ääkköset ja ”lainausmerkit” säilyvät; även å, ä och ö.
"""
"""A document of our own with what the shipped policies do not have: a table, marks that need care."""
