"""Shows which intents are taken for each other, on utterances that were held out, in a bounded time."""

from pathlib import Path

import pytest

from assistant.editing.confusion import FOLDS, confused, confusion
from assistant.editing.findings import Severity
from assistant.matcher.load import read_placed
from tests.library import write_library

FRUIT = ("apple", "pear", "plum", "cherry", "quince", "fig", "grape", "melon")
LIKE = "intent: {}\noutcome: smalltalk\nutterances:\n  en: [{}]\n  fi: [hei]\n  sv: [hej]\n"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Return a library of two intents that nothing but chance tells apart, and two that differ."""
    said = {
        "one": [f"bring me a {f} please" for f in FRUIT],
        "two": [f"bring me the {f} please" for f in FRUIT],
        "goodbye-now": [f"farewell {n}" for n in ("you", "all", "dear", "then", "folks", "friend")],
    }
    files = {f"shared/{name}.yaml": LIKE.format(name, ", ".join(own)) for name, own in said.items()}
    return write_library(tmp_path / "intents", files)


def test_intents_that_say_the_same_are_named_with_examples_at_their_place(library: Path) -> None:
    read, _, said = read_placed(library)
    found = confusion(read)
    assert found.held_out == len(read.utterances)
    assert found.understood < found.held_out
    finding = next(iter(confused(found, said)))
    assert finding.path.name in {"one.yaml", "two.yaml"}
    assert (finding.line, finding.code, finding.severity) == (4, "CONFUSED", Severity.WARNING)
    assert "are taken for" in finding.message
    assert "'bring me" in finding.message


def test_it_stops_when_the_time_is_over(library: Path) -> None:
    read, _, _ = read_placed(library)
    found = confusion(read, goes_on=lambda done: done < 1)
    assert 0 < found.held_out <= len(read.utterances) // FOLDS + 1


def test_an_empty_library_confuses_nothing(tmp_path: Path) -> None:
    read, _, _ = read_placed(tmp_path)
    assert confusion(read).pairs == ()
