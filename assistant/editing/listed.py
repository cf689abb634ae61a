"""An editors' file of answers with the place of everything in it, for checks and edits."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from assistant.answers.edited import Anchor, Edited, Entry, read_edited
from assistant.editing.edits import value_of
from assistant.errors import ContentError
from assistant.strict import Reader


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry, with the nodes of its keys and values."""

    entry: Entry
    node: MappingNode

    def value(self, key: str) -> Node | None:
        """Return the node of a key's value; None if the entry has no such key."""
        return value_of(self.node, key)

    def anchors(self) -> list[tuple[Anchor, Node, Node]]:
        """Return each anchor with the nodes of its segment and of its first words."""
        answer = self.value("answer")
        nodes = answer.value if isinstance(answer, SequenceNode) else []
        return [
            (anchor, _of(item, "segment"), _of(item, "starts"))
            for anchor, item in zip(self.entry.answer, nodes, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """One `intents/<controller>/<locale>.yaml` that can be read; `text` is the file's own."""

    path: Path
    text: str
    edited: Edited
    top: MappingNode
    entries: tuple[Listed, ...]

    def value(self, key: str) -> ScalarNode:
        """Return the node of `policy` or `fingerprint`."""
        found = _of(self.top, key)
        if not isinstance(found, ScalarNode):
            raise TypeError(key)
        return found


def read_answers(
    path: Path, intents: Collection[str], topics: Collection[str], *, text: str | None = None
) -> tuple[AnswersFile | None, tuple[ContentError, ...]]:
    """Return an editors' file, or the given text of it; None if it has problems, which are all returned."""
    reader = Reader(path, text)
    edited = read_edited(reader, intents, topics)
    if edited is None or reader.problems:
        return None, tuple(reader.problems)
    top = reader.root()
    if not isinstance(top, MappingNode):
        raise TypeError(path)
    nodes = _of(top, "intents").value
    listed = tuple(Listed(entry, node) for entry, node in zip(edited.entries, nodes, strict=True))
    return AnswersFile(path, reader.text, edited, top, listed), ()


def _of(node: Node, key: str) -> Node:
    found: Node = next(value for name, value in node.value if name.value == key)
    return found
