"""Holds that it makes no difference which parser has read a file: the quick one is only quicker."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import Node

from assistant.strict import Reader

ROOT = Path(__file__).parents[2]
FILES = [*sorted(ROOT.glob("policies/*/*.yaml")), *sorted(ROOT.glob("intents/*/*.yaml"))[::20]]
ODD = (
    "a: b # c\n#d\n",
    "a: yes\nb: 012\nc: 0o14\nd: 1:30\ne: 09:00-16:00\nf: 2026-01-02\ng: ~\n",
    "a: [1, {b: 'it''s'}, \"\\u00e4\"]\n",
    "a: |\n  x\n\n  y\nb: >\n  x\n  y\n",
    "a: “x”\nb: x\u2028y\n",
    "a: &b [1]\nc: *b\n",
    "\ufeffa: b\n",
    "%YAML 1.1\n---\na: yes\n",
    "{a:1}\n",
    "# nothing\n",
)
BROKEN = (
    "a: b: c\n",
    "a: [1\n",
    "a:\n\t- b\n",
    "a: 1\n---\nb: 2\n",
    'a: "x\n',
    "[" * 3000,
    "a: *b\n",
    "a: \x07\n",
)


def told(node: Node | None) -> object:
    """Return all that we ask of a node: what it is, what it says, where it begins and ends."""
    if node is None:
        return None
    value = node.value
    if not isinstance(value, str):
        value = [[told(part) for part in (pair if isinstance(pair, tuple) else (pair,))] for pair in value]
    places = [(mark.line, mark.column, mark.index) for mark in (node.start_mark, node.end_mark)]
    is_in_flow = bool(getattr(node, "flow_style", None))
    return node.tag, value, getattr(node, "style", None) or "", is_in_flow, places


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_says_the_same_in_the_same_places(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert told(Reader(path, text).root()) == told(YAML(typ="safe", pure=True).compose(text))


@pytest.mark.parametrize("text", ODD)
def test_what_one_parser_takes_the_other_way_is_read_by_the_slow_one(text: str) -> None:
    reader = Reader(Path("x.yaml"), text)
    assert told(reader.root()) == told(YAML(typ="safe", pure=True).compose(text))


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_broken_for_one_is_broken_for_both(text: str) -> None:
    reader = Reader(Path("x.yaml"), text)
    assert reader.root() is None
    assert len(reader.problems) == 1
    with pytest.raises((YAMLError, RecursionError)):
        YAML(typ="safe", pure=True).compose(text)
