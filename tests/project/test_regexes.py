"""Holds that no regular expression of ours can take exponential time on what a stranger sends.

Backtracking explodes where a repeated part can itself match the same text in more ways than one: a repeat
within a repeat, or a choice within a repeat whose ways begin alike. Neither is allowed.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import assistant

MANY = 8
"""Repeats up to this often cannot explode."""


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for info in pkgutil.walk_packages(assistant.__path__, "assistant."):
        if ".migrations" in info.name or info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                yield f"{info.name}.{name}", value
            elif isinstance(value, dict):
                yield from (
                    (f"{info.name}.{name}[{key}]", v) for key, v in value.items() if isinstance(v, re.Pattern)
                )


FOUND = dict(patterns())


def repeats(parsed: Any) -> Iterator[Any]:  # noqa: ANN401 - the parser's own tuples
    for op, argument in parsed:
        if op in {c.MAX_REPEAT, c.MIN_REPEAT}:
            _, most, body = argument
            if most is c.MAXREPEAT or most > MANY:
                yield body
            yield from repeats(body)
        elif op is c.BRANCH:
            for way in argument[1]:
                yield from repeats(way)
        elif op is c.SUBPATTERN:
            yield from repeats(argument[3])
        elif op in {c.ASSERT, c.ASSERT_NOT}:
            yield from repeats(argument[1])


def is_ambiguous(body: Any) -> bool:  # noqa: ANN401
    """Whether a repeated part repeats or chooses within itself, other than behind a character of its own."""
    inner = [item for item in body if item[0] is not c.AT]
    if len(inner) == 1 and inner[0][0] is c.SUBPATTERN:
        return is_ambiguous(inner[0][1][3])
    starts_with_own = bool(inner) and inner[0][0] in {c.LITERAL, c.NOT_LITERAL}
    holds_repeat = any(True for _ in repeats(body))
    holds_choice = any(op is c.BRANCH for op, _ in inner)
    return (holds_repeat or holds_choice) and not starts_with_own


def test_patterns_are_found() -> None:
    assert len(FOUND) > 20


@pytest.mark.parametrize("name", FOUND)
def test_no_repeat_holds_a_repeat_that_could_match_the_same_text(name: str) -> None:
    pattern = FOUND[name]
    parsed = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    assert not [body for body in repeats(parsed) if is_ambiguous(body)]


@pytest.mark.parametrize("text", ["(a+)+", "(?:ab|\\w\\w|c)*", "(?:\\w+\\s?)*", "((x*)y?)+"])
def test_the_rule_sees_what_explodes(text: str) -> None:
    assert [body for body in repeats(parser.parse(text)) if is_ambiguous(body)]
