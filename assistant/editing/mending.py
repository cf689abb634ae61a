"""Finds the safe edit for problems of reading, and makes edits only where the file is better for them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from assistant.editing.edits import Edit, apply, read_source, write_over
from assistant.editing.findings import Finding
from assistant.strict import Reader

_BARE = re.compile(r"[^\s,\[\]{}#:\"]+")
_INDENT = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)
_STRAIGHT = dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚", "'")
_CLOSING = _STRAIGHT | {"’": "'"}
_WIDTH = 2


def with_edits(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, those that YAML's own problems caused with the edits that mend them."""
    found = list(findings)
    texts = {f.path: read_source(f.path) for f in found if f.code in _MENDERS and f.path.is_file()}
    return [
        replace(f, edits=_MENDERS[f.code](texts[f.path], _offset(texts[f.path], f)))
        if f.path in texts and f.code in _MENDERS and not f.edits
        else f
        for f in found
    ]


def mend(findings: Iterable[Finding]) -> dict[Path, int]:
    """Make the edits of these findings; return how many problems went away, by file that was changed.

    A file that would not be better for them stays as it is.
    """
    able = sorted((f for f in findings if f.edits), key=lambda f: str(f.path))
    mended: dict[Path, int] = {}
    for path, own in groupby(able, key=lambda f: f.path):
        group = list(own)
        before = read_source(path)
        after = apply(before, [edit for f in group for edit in f.edits])
        if after != before and _problems(path, after) <= _problems(path, before):
            write_over(path, before, after)
            mended[path] = len(group)
    return mended


def _problems(path: Path, text: str) -> int:
    """Return how far a text is from being read: many if it is no YAML at all."""
    reader = Reader(path, text)
    return 0 if reader.root() is not None else 1


def _offset(text: str, finding: Finding) -> int:
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[: finding.line - 1])) + finding.column - 1


def _quoted(text: str, offset: int) -> tuple[Edit, ...]:
    """Put a bare word that YAML takes for something else between quotation marks."""
    word = _BARE.match(text, offset)
    is_value = word is not None and text[word.end() : word.end() + 1] != ":"
    return (Edit(word.start(), word.end(), f'"{word[0]}"'),) if word and is_value else ()


def _straight(text: str, offset: int) -> tuple[Edit, ...]:
    """Make the two curly quotation marks around a value straight, if nothing in it stands in the way."""
    rest = text[offset:].partition("\n")[0]
    mark = _STRAIGHT.get(rest[:1])
    end = next((n for n, c in enumerate(rest) if n and mark and _CLOSING.get(c) == mark), 0)
    inside, after = rest[1:end], rest[end + 1 :].lstrip()
    if not end or '"' in inside or "\\" in inside or after[:1] not in {"", ",", "]", "}", "#"}:
        return ()
    return (Edit(offset, offset + 1, '"'), Edit(offset + end, offset + end + 1, '"'))


def _blanks(text: str, _: int) -> tuple[Edit, ...]:
    """Indent with blanks, if that makes the file readable."""
    edits = tuple(Edit(m.start(), m.end(), m[0].replace("\t", " " * _WIDTH)) for m in _INDENT.finditer(text))
    return edits if Reader(Path("-"), apply(text, edits)).root() is not None else ()


_MENDERS: Mapping[str, Callable[[str, int], tuple[Edit, ...]]] = {
    "STRING": _quoted,
    "QUOTES": _straight,
    "TAB": _blanks,
}
