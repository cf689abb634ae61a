"""Holds that every rule of a request has its place in the code and a test that names it."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| ([A-Z]-\d+) \|[^|]+\|([^|]+)\|([^|]+)\|$", re.MULTILINE)
QUOTED = re.compile(r"`([^`]+)`")


COUNTS = {"I": 12, "V": 10, "D": 11, "X": 11}
"""How many rules each letter has: intake, verification, deadlines, abuse; whoever adds one adds it here."""


def rows() -> list[tuple[str, list[str], list[str]]]:
    """Return each row of the table: the rule, where it lives, and the tests that hold it."""
    manual = (ROOT / "docs" / "requests.md").read_text(encoding="utf-8")
    return [
        (rule, QUOTED.findall(places), QUOTED.findall(tests)) for rule, places, tests in ROW.findall(manual)
    ]


@cache
def said_of_tests(path: Path) -> dict[str, str]:
    """Return the name and docstring of each test in a file, by its name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {test.name: f"{test.name} {ast.get_docstring(test) or ''}" for test in tests}


def test_every_rule_stands_in_the_table_once() -> None:
    listed = [rule for rule, _, _ in rows()]
    assert sorted(listed) == sorted(set(listed))
    wanted = {f"{letter}-{number}" for letter, most in COUNTS.items() for number in range(1, most + 1)}
    assert sorted({*wanted, "R-6"} - set(listed)) == []


def test_no_rule_is_left_out() -> None:
    counts = {"I": 12, "V": 10, "D": 11, "F": 3, "R": 6, "A": 3, "T": 4}
    wanted = {f"{letter}-{number}" for letter, count in counts.items() for number in range(1, count + 1)}
    assert sorted(wanted - {rule for rule, _, _ in rows()}) == []


def test_every_rule_lives_where_the_table_says() -> None:
    for rule, places, _ in rows():
        assert places, rule
        assert [place for place in places if not (ROOT / "assistant" / place).is_file()] == [], rule


def test_every_rule_is_named_by_each_test_that_the_table_gives_for_it() -> None:
    for rule, _, tests in rows():
        assert tests, rule
        for test in tests:
            name, _, function = test.partition("::")
            said = said_of_tests(ROOT / "tests" / name).get(function, "")
            assert re.search(rf"\b{rule}\b", said), f"{rule}: {test} does not name it, or is not there"
