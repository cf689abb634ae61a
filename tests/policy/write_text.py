"""Writes a policy as plain text: headings in capitals, lists with dashes."""

import re
from collections.abc import Iterable

from tests.policy.source import Part

NUMBER = re.compile(r"^\d+\. ")


def document(source: Iterable[Part]) -> str:
    """Return the text of that policy, without its note."""
    made: list[str] = []
    for part in source:
        if part.kind in {"h1", "h2", "h3"}:
            made.append(plain_heading(part.text))
        elif part.kind == "li":
            made.append(f"– {part.text}")
        elif part.kind != "note":
            made.append(part.text)
    return "\n\n".join(made) + "\n"


def plain_heading(text: str) -> str:
    """Return a heading as plain text has it."""
    return NUMBER.sub("", text).upper()
