"""Writes entries of an editors' file as YAML, in the style of the file around them."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node

from assistant.answers.edited import Anchor
from assistant.editing.edits import Edit, end_of, start_of
from assistant.editing.listed import AnswersFile, Listed

_PLAIN = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+|[a-z]{6,}")
_COMMENT = re.compile(r"#[^\r\n]*")
_HEX_LETTER = re.compile(r"[a-df]")
_STEP = "  "
HEAD = (
    "# What {policy} answers. `proposed: true` marks what nobody has confirmed: read the passage, choose",
    "# another if you know better, and delete the line. An empty answer: the policy does not tell.",
    "policy: {policy}",
    "fingerprint: {version}",
    "intents: []",
    "",
)


def scalar(text: str) -> str:
    """Return a text as YAML reads it back: bare if it is a plain name, else in double quotes."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def fingerprint(version: str) -> str:
    """Return a version bare, or quoted where YAML would take its digits for a number."""
    return version if _HEX_LETTER.search(version) else f'"{version}"'


def flow_anchor(anchor: Anchor) -> str:
    """Return an anchor on one line."""
    return f"{{segment: {anchor.segment}, starts: {json.dumps(anchor.starts, ensure_ascii=False)}}}"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that is proposed, with a question that it answers for people to read; empty for none."""

    intent: str
    answer: Sequence[Anchor]
    question: str = ""


def new_entry(entry: Entry, *, indent: str, newline: str) -> str:
    """Return a proposed entry with a line break before each of its lines."""
    answer = entry.answer
    remark = f" # {' '.join(entry.question.split())}" if entry.question else ""
    lines = [f"{indent}- intent: {scalar(entry.intent)}{remark}"]
    if answer:
        lines += [f"{indent}{_STEP}answer:", *(f"{indent}{_STEP * 2}- {flow_anchor(a)}" for a in answer)]
    else:
        lines.append(f"{indent}{_STEP}answer: []")
    return "".join(newline + line for line in [*lines, f"{indent}{_STEP}proposed: true"])


def appended(file: AnswersFile, entries: Sequence[Entry]) -> list[Edit]:
    """Return the edit that adds proposed entries at the end of the list, behind comments of the last line."""
    if not entries:
        return []
    node = next(value for key, value in file.top.value if key.value == "intents")
    newline = newline_of(file.text)
    if node.flow_style and node.value:
        flow = [f", {_flow_entry(entry)}" for entry in entries]
        return [Edit(end_of(node) - 1, end_of(node) - 1, "".join(flow))]
    indent = _STEP if node.flow_style else " " * node.start_mark.column
    text = "".join(new_entry(e, indent=indent, newline=newline) for e in entries)
    if node.flow_style:
        return [Edit(start_of(node) - 1, end_of(node), text)]
    end = _line_end(file.text, end_of(node))
    return [Edit(end, end, text)]


def _flow_entry(entry: Entry) -> str:
    anchors = ", ".join(map(flow_anchor, entry.answer))
    return f"{{intent: {scalar(entry.intent)}, answer: [{anchors}], proposed: true}}"


def answered(file: AnswersFile, listed: Listed, answer: Sequence[Anchor]) -> list[Edit]:
    """Return the edit that puts another answer in the place of an entry's; comments inside it stay."""
    key, value = next((k, v) for k, v in listed.node.value if k.value == "answer")
    span = file.text[key.end_mark.index : end_of(value)]
    if listed.node.flow_style:
        return [Edit(start_of(value), end_of(value), f"[{', '.join(map(flow_anchor, answer))}]")]
    newline = newline_of(file.text)
    indent = " " * key.start_mark.column + _STEP
    kept = [f"{newline}{indent}{comment}" for comment in _comments(span, key.end_mark.index, value)]
    items = [f"{newline}{indent}- {flow_anchor(a)}" for a in answer]
    nothing = f"{newline}{indent}[]" if kept else " []"
    return [Edit(key.end_mark.index, end_of(value), "".join([":", *kept, *(items or [nothing])]))]


def marked(file: AnswersFile, listed: Listed, mark: str) -> list[Edit]:
    """Return the edit that adds `mark: true` to an entry, below its answer."""
    if listed.node.flow_style:
        return [Edit(end_of(listed.node) - 1, end_of(listed.node) - 1, f", {mark}: true")]
    key, value = next((k, v) for k, v in listed.node.value if k.value == "answer")
    end = _line_end(file.text, end_of(value))
    return [Edit(end, end, f"{newline_of(file.text)}{' ' * key.start_mark.column}{mark}: true")]


def unmarked(file: AnswersFile, listed: Listed, mark: str) -> list[Edit]:
    """Return the edit that takes a mark out of an entry; a comment behind it stays on a line of its own."""
    pairs = listed.node.value
    place = next((n for n, (key, _) in enumerate(pairs) if key.value == mark), None)
    if place is None:
        return []
    start, end = start_of(pairs[place][0]), end_of(pairs[place][1])
    line_start = file.text.rfind("\n", 0, start) + 1
    line_end = file.text.find("\n", end) + 1 or len(file.text)
    if not file.text[line_start:start].strip() and not listed.node.flow_style:
        is_bare = not file.text[end:line_end].strip()
        return [Edit(line_start, line_end, "")] if is_bare else [Edit(start, end + 1, "")]
    if place:
        return [Edit(end_of(pairs[place - 1][1]), end, "")]
    return [Edit(start, start_of(pairs[1][0]), "")]


def entry_text(file: AnswersFile, listed: Listed) -> str:
    """Return an entry as a block of lines with the indentation of a new file."""
    shift = len(_STEP) + 2 - listed.node.start_mark.column
    lines = file.text[start_of(listed.node) : end_of(listed.node)].splitlines()
    moved = [" " * shift + line if shift > 0 else line[-shift:] for line in lines[1:]]
    return "\n".join([f"{_STEP}- {lines[0]}", *moved])


def newline_of(text: str) -> str:
    """Return how the lines of a file end."""
    return "\r\n" if "\r\n" in text else "\n"


def _line_end(text: str, offset: int) -> int:
    """Return the end of the line of an offset, before its line break."""
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    return end - 1 if text[end - 1 : end] == "\r" and end > offset else end


def _comments(span: str, base: int, value: Node) -> list[str]:
    """Return the comments within an answer that is replaced; `span` starts at `base` of its file."""
    masked = list(span)
    for leaf in _leaves(value):
        for n in range(start_of(leaf) - base, end_of(leaf) - base):
            masked[n] = " "
    return [match[0].rstrip() for match in _COMMENT.finditer("".join(masked))]


def _leaves(node: Node) -> list[Node]:
    if not isinstance(node, CollectionNode):
        return [node]
    nodes = [n for pair in node.value for n in pair] if isinstance(node, MappingNode) else node.value
    return [leaf for n in nodes for leaf in _leaves(n)]
