"""Holds that the tables of tests in docs/ name a test for every promise, and no test that does not exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "widget-tests.md").read_text("utf-8")
SERVER = (ROOT / "docs" / "server-tests.md").read_text("utf-8")
PROMISES = {"P": 9, "B": 7, "D": 3, "O": 5, "F": 6, "X": 8}
NEEDS = [*(f"A{n}" for n in range(1, 30)), *(f"S{n}" for n in range(1, 19))]
TESTS = re.compile(r"^def (test_\w+)", re.MULTILINE)


def test_every_need_has_a_row_with_a_test_or_a_script_by_hand() -> None:
    rows = dict(re.findall(r"^\| ([AS]\d+) \|(.*)$", TABLE, re.MULTILINE))
    assert list(rows) == NEEDS
    assert all("`test_" in row or "`docs/" in row for row in rows.values())


def test_every_promise_of_the_server_has_a_row_with_a_test() -> None:
    rows = dict(re.findall(r"^\| ([PBDOFX]\d+) \|(.*)$", SERVER, re.MULTILINE))
    assert sorted(rows) == sorted(f"{part}{n}" for part, most in PROMISES.items() for n in range(1, most + 1))
    assert all("`test_" in row for row in rows.values())


@pytest.mark.parametrize("table", [TABLE, SERVER], ids=["widget", "server"])
def test_every_test_that_is_named_exists(table: str) -> None:
    files = (ROOT / "tests").rglob("*.py")
    known = {name for path in files for name in TESTS.findall(path.read_text("utf-8"))}
    assert sorted(set(re.findall(r"`(test_\w+)`", table)) - known) == []


def test_secrets_are_compared_in_constant_time() -> None:
    """S18: what proves something is compared by `hmac.compare_digest` or in the database, never with ==."""
    compared = re.compile(r"(?:token|code_hash|digest|secret|signature) (?:==|!=) ")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for folder in ("service", "web")
        for path in (ROOT / "assistant" / folder).rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if compared.search(line)
    ]
    assert found == []


def test_chromium_is_started_in_one_place() -> None:
    """A second Playwright cannot live beside the one of the fixture `browser`, which the whole run shares."""
    files = (path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__))
    callers = [path.name for path in files if "sync_playwright(" in path.read_text("utf-8")]
    assert callers == ["chromium.py"]
