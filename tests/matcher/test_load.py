"""Shows that the library is read strictly and that every problem is said with its place."""

from pathlib import Path

import pytest

from assistant.errors import ContentError
from assistant.matcher.load import load_library, load_model, read_library, save_model
from assistant.matcher.model import Model
from assistant.terms import Locale, Outcome, Right


def problems_of(folder: Path) -> list[str]:
    return [str(problem).replace(f"{folder}/", "") for problem in read_library(folder)[1]]


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_intents_topics_and_near_misses_are_read(library_folder: Path) -> None:
    library = load_library(library_folder)
    assert library.intents["request-erasure"].outcome is Outcome.REQUEST
    assert library.intents["request-erasure"].right is Right.ERASURE
    assert library.topics["retention"].headings[Locale.FI][0] == "Säilytysaika"
    near = [u for u in library.utterances if u.text == "how long do the cookies live"]
    assert [(u.intent, u.lang) for u in near] == [("how-long", Locale.EN)]


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("shared/how-long.yaml", "topic: retention", "topic: retentoin", "shared/how-long.yaml:4:8: UNKNOWN"),
        ("shared/how-long.yaml", "intent: how-long", "intent: howlong", "shared/how-long.yaml:3:9: NAME"),
        ("shared/how-long.yaml", "topic: retention", "tpoic: retention", "shared/how-long.yaml:4:1: KEY"),
        (
            "topics/cookies.yaml",
            "headings:",
            "kin: [biscuits]\nheadings:",
            "topics/cookies.yaml:3:7: UNKNOWN",
        ),
        ("shared/greeting.yaml", "[hello", "[on", "shared/greeting.yaml:5:8: STRING"),
        ("shared/greeting.yaml", "[hello", "[12", "shared/greeting.yaml:5:8: STRING"),
        ("shared/greeting.yaml", "[hello", "[hi there", "shared/greeting.yaml:5:18: DUPLICATE"),
        ("shared/greeting.yaml", "  sv:", "  fi:", "shared/greeting.yaml:7:3: DUPLICATE"),
        ("shared/greeting.yaml", "[hello", '[""', "shared/greeting.yaml:5:8: EMPTY"),
        ("shared/greeting.yaml", "[hello", "[[hello", "shared/greeting.yaml:6:3: YAML"),
        ("shared/greeting.yaml", "[hello", "[delete my account", "CLASH"),
        ("shared/request-erasure.yaml", "right: erasure", "", "shared/request-erasure.yaml:2:1: RIGHT"),
        ("shared/cookies.yaml", "intent: how-long}", "intent: how-lnog}", "shared/cookies.yaml:9:5: UNKNOWN"),
    ],
)
def test_a_fault_is_said_with_file_line_column_and_code(
    library_folder: Path, name: str, old: str, new: str, expected: str
) -> None:
    edit(library_folder, name, old, new)
    assert any(expected in problem for problem in problems_of(library_folder)), problems_of(library_folder)


def test_all_problems_are_gathered_not_only_the_first(library_folder: Path) -> None:
    edit(library_folder, "shared/how-long.yaml", "topic: retention", "topic: retentoin")
    edit(library_folder, "shared/greeting.yaml", "[hello", "[on")
    assert len(problems_of(library_folder)) == 2
    with pytest.raises(ContentError, match="and 1 more"):
        load_library(library_folder)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"- a\n", b"intent: \x00\n"])
def test_an_unreadable_file_is_a_problem_and_no_crash(library_folder: Path, content: bytes) -> None:
    (library_folder / "shared" / "greeting.yaml").write_bytes(content)
    assert any("shared/greeting.yaml" in problem for problem in problems_of(library_folder))


def test_a_model_is_loaded_as_it_was_kept(library_folder: Path, model: Model) -> None:
    save_model(library_folder, model)
    loaded = load_model(library_folder)
    tokens = ["how", "long", "is", "it", "kept"]
    assert loaded.intents == model.intents
    assert abs(loaded.intent_shares(tokens, Locale.EN) - model.intent_shares(tokens, Locale.EN)).max() < 0.01


def test_a_changed_library_needs_a_new_model(library_folder: Path, model: Model) -> None:
    save_model(library_folder, model)
    edit(library_folder, "shared/greeting.yaml", "hello", "hello you")
    with pytest.raises(ContentError, match="assistant intents build"):
        load_model(library_folder)
