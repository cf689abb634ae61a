"""Reads YAML strictly: exact keys, quoted strings, no key twice; every problem with its place."""

import contextlib
import re
from collections.abc import Collection
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from assistant.errors import ContentError

_STRING = "tag:yaml.org,2002:str"
_INT = "tag:yaml.org,2002:int"
_NULL = "tag:yaml.org,2002:null"
_BOOL = "tag:yaml.org,2002:bool"
_MISREAD = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null", "~"})
_WHOLE = re.compile(r"[-+]?[0-9]+")
_CONFLICT = re.compile(r"^(?:<{7} |>{7} |\|{7} |={7}$).*", re.MULTILINE)
_CONFLICT_STARTS = "<<<<<<< "
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_ODD = re.compile(r"\t|\ufeff|^%", re.MULTILINE)
"""Where the two parsers of ruamel.yaml differ in what they take."""
_CURLY = tuple("“”„‟«»‘‚")
"""Quotation marks of word processors. An apostrophe, ’, may open a word: ’til."""


class Reader:
    """Takes one file apart and gathers its problems instead of stopping at the first.

    With `text`, that is read instead of what stands in the file.
    """

    def __init__(self, path: Path, text: str | None = None) -> None:
        self.path = path
        self.problems: list[ContentError] = []
        self.text = text or ""
        self._is_given = text is not None

    def fault(self, node: Node | None, code: str, fault: str) -> None:
        line, column = (1, 1) if node is None else (node.start_mark.line + 1, node.start_mark.column + 1)
        self.problems.append(ContentError(self.path, fault, code=code, line=line, column=column))

    def root(self) -> Node | None:
        """Return the document's top node; None, with a problem noted, if it cannot be read."""
        try:
            self.text = self.text if self._is_given else self.path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "cannot be read"
            self.fault(None, "READ", f"this file {reason}; save it as UTF-8")
            return None
        if self._is_in_conflict():
            return None
        try:
            node = _composed(self.text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = {} if mark is None else {"line": mark.line + 1, "column": mark.column + 1}
            if not self._is_indented_by_tabs():
                self.problems.append(ContentError(self.path, str(error.problem), code="YAML", **place))
            return None
        except (YAMLError, RecursionError):
            self.fault(None, "YAML", "this is no text file of keys and values")
            return None
        if node is None:
            self.fault(None, "EMPTY", "this file is empty")
        return node

    def _is_in_conflict(self) -> bool:
        """Note every mark of a merge that nobody finished; a line of seven = alone is none."""
        marks = list(_CONFLICT.finditer(self.text))
        if not any(mark[0].startswith(_CONFLICT_STARTS) for mark in marks):
            return False
        fault = (
            "two versions of this file were merged: keep the right lines, delete the lines that start with "
            "<<<<<<<, ======= and >>>>>>>"
        )
        self._fault_at(marks[0].start(), "CONFLICT", fault)
        return True

    def _is_indented_by_tabs(self) -> bool:
        found = _TAB.search(self.text)
        if found is not None:
            self._fault_at(found.end() - 1, "TAB", "a tab indents this line; indent with blanks")
        return found is not None

    def _fault_at(self, offset: int, code: str, fault: str) -> None:
        line, column = place(self.text, offset)
        self.problems.append(ContentError(self.path, fault, code=code, line=line, column=column))

    def mapping(
        self, node: Node, *, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> dict[str, Node]:
        """Return the values by key; unknown, repeated and missing keys are problems."""
        found: dict[str, Node] = {}
        if not isinstance(node, MappingNode):
            self.fault(node, "SHAPE", f"expected keys and values: {', '.join([*required, *optional])}")
            return found
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                self.fault(key, "DUPLICATE", f"key {name!r} stands here twice; keep one")
            elif name not in required and name not in optional:
                self.fault(key, "KEY", f"unknown key {name!r}; known: {', '.join([*required, *optional])}")
            else:
                found[name] = value
        for name in required:
            if name not in found:
                self.fault(node, "MISSING", f"key {name!r} is missing")
        return found

    def string(self, node: Node | None) -> str:
        """Return the text; empty, with a problem noted, if the value is no string."""
        if node is None:
            return ""
        if not isinstance(node, ScalarNode):
            self.fault(node, "STRING", "expected one text")
            return ""
        value = str(node.value)
        if node.tag != _STRING or (not node.style and value.casefold() in _MISREAD):
            self.fault(node, "STRING", f"{value!r} is no text for YAML; put it in double quotes")
            return ""
        if not value.strip():
            self.fault(node, "EMPTY", "this text is empty")
        if not node.style and value.startswith(_CURLY):
            self.fault(
                node, "QUOTES", f'{value[:40]!r} stands in curly quotation marks; make them straight: "'
            )
        return value

    def strings(self, node: Node | None) -> tuple[str, ...]:
        """Return the texts of a list; a text that stands there twice is a problem."""
        if node is None:
            return ()
        if not isinstance(node, SequenceNode):
            self.fault(node, "SHAPE", "expected a list of texts")
            return ()
        seen: dict[str, None] = {}
        for item in node.value:
            text = self.string(item)
            if text and text in seen:
                self.fault(item, "DUPLICATE", f"{text!r} stands in this list twice")
            elif text:
                seen[text] = None
        return tuple(seen)

    def flag(self, node: Node | None) -> bool:
        if node is None:
            return False
        if not isinstance(node, ScalarNode) or node.tag != _BOOL:
            self.fault(node, "FLAG", "expected true or false")
            return False
        return str(node.value).casefold() == "true"

    def whole_number(self, node: Node | None) -> int | None:
        """Return the number; None for `null` and, with a problem noted, for what is no whole number."""
        if node is None or node.tag == _NULL:
            return None
        is_number = isinstance(node, ScalarNode) and node.tag == _INT and _WHOLE.fullmatch(node.value)
        if not is_number:
            self.fault(node, "NUMBER", "expected a whole number or null")
            return None
        return int(node.value)

    def is_null(self, node: Node | None) -> bool:
        return node is None or node.tag == _NULL

    def choice(self, node: Node | None, known: Collection[str]) -> str:
        """Return the text if it is one of the known; else empty, with a problem noted."""
        value = self.string(node)
        if value and value not in known:
            self.fault(node, "UNKNOWN", f"unknown {value!r}; known: {', '.join(sorted(known))}")
            return ""
        return value


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of a character, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _composed(text: str) -> Node | None:
    """Return the top node of a document: by the parser in C, which is nine times as fast, where it can.

    What that one cannot read goes to the other, whose faults and places are told. Both name the same places.
    """
    if not _ODD.search(text):
        with contextlib.suppress(YAMLError, RecursionError):
            found: Node | None = YAML(typ="safe").compose(text)
            return found
    node: Node | None = YAML(typ="safe", pure=True).compose(text)
    return node
