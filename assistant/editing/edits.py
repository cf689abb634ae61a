"""Changes of a file as spans of its text, so that everything around them stays byte for byte."""

import contextlib
import fcntl
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node

from assistant.errors import ContentError

MEANWHILE = "somebody else changed this file meanwhile; it stays as they left it: do the same again"


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put `text` in the place of the characters from `start` up to `end`."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with the edits made; of edits that overlap, only the first."""
    parts, done = [], 0
    for edit in sorted(set(edits)):
        if edit.start >= done:
            parts += [text[done : edit.start], edit.text]
            done = edit.end
    return "".join([*parts, text[done:]])


def start_of(node: Node) -> int:
    """Return where a node starts, in characters of its file."""
    return int(node.start_mark.index)


def end_of(node: Node) -> int:
    """Return where a node's own text ends; YAML's mark for a block lies behind comments that follow it."""
    if isinstance(node, CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return end_of(last[1] if isinstance(node, MappingNode) else last)
    return int(node.end_mark.index)


def value_of(node: Node | None, key: str) -> Node | None:
    """Return the value of a key; None where there is none, or no keys at all."""
    pairs = node.value if isinstance(node, MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def item_span(text: str, node: Node) -> tuple[int, int]:
    """Return what to cut so that an item leaves its list: its line, or it and the comma before or after."""
    start, end = start_of(node), end_of(node)
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end) + 1 or len(text)
    if text[line_start:start].strip() == "-" and not text[end:line_end].strip():
        return line_start, line_end
    before = text[:start].rstrip()
    if before.endswith(","):
        return len(before) - 1, end
    after = text[end:]
    bare = after.lstrip()
    return start, end + (len(after) - len(bare[1:].lstrip()) if bare.startswith(",") else 0)


def read_source(path: Path) -> str:
    """Return a file's text with its own line ends."""
    return path.read_bytes().decode("utf-8")


def write_over(path: Path, before: str, text: str) -> None:
    """Put a text in the place of the one that it was made from, in one step.

    Raises:
        ContentError: the file is not as it was any more; it stays as somebody else left it.
    """
    with _alone(path.parent):
        try:
            is_same = read_source(path) == before
        except (OSError, UnicodeDecodeError):
            is_same = False
        if not is_same:
            raise ContentError(path, MEANWHILE, code="MEANWHILE")
        write_whole(path, text)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let no other command or press of a button write into a folder meanwhile."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def write_whole(path: Path, text: str) -> None:
    """Put a text in the place of a file in one step: no reader sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    with NamedTemporaryFile("wb", dir=path.parent, prefix=".", suffix=".new", delete=False) as file:
        unfinished = Path(file.name)
        try:
            file.write(text.encode())
            file.close()
            unfinished.chmod(mode)
            os.replace(unfinished, path)  # noqa: PTH105 - the one step
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise
