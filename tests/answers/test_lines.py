"""Shows how passages and messages are cut into sentences and clauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.clauses import halves, sentences
from assistant.answers.lines import Line, fragments, parts, spans
from assistant.terms import Locale


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in spans(text)]


def test_sentences_end_at_full_stops_and_items_at_line_ends() -> None:
    assert cut("We keep it. You may ask.\n– Name\n– Address") == [
        "We keep it.", "You may ask.", "– Name", "– Address",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["Tools, e.g. Matomo, are used.", "Tietoja, mm. Nimi, kerätään."])
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "You may have it corrected, erased or moved.",
            ["You may have it corrected", "erased", "moved."],
        ),
        ("nimi, osoite sekä sukupuoli", ["nimi", "osoite", "sukupuoli"]),
        ("Vi sparar det i två år.", []),
    ],
)
def test_an_enumeration_falls_into_its_parts(text: str, parts: list[str]) -> None:
    assert fragments(text) == parts


@given(st.text(max_size=200))
def test_spans_are_in_order_and_lie_within_the_text(text: str) -> None:
    found = spans(text)
    flat = [place for span in found for place in span]
    assert flat == sorted(flat)
    assert all(text[a:b].strip() for a, b in found)


def test_a_story_is_cut_into_its_last_sentences() -> None:
    pieces = sentences("I was a customer. Then I left! Do you still have my number?")
    assert [piece.asks for piece in pieces] == [False, False, True]
    assert len(sentences("Word. " * 50)) == 8


def test_two_things_asked_at_once_are_two_clauses_and_names_joined_by_and_are_not() -> None:
    assert halves("delete my account and stop the newsletter", Locale.EN) == [
        "delete my account", "stop the newsletter",
    ]  # fmt: skip
    assert halves("poistakaa tietoni ja lopettakaa mainokset", Locale.FI) == [
        "poistakaa tietoni", "lopettakaa mainokset",
    ]  # fmt: skip
    assert halves("name and address", Locale.EN) == ["name and address"]


def test_a_line_is_taken_apart_into_what_it_lists_and_one_that_lists_nothing_stays_whole() -> None:
    texts = ["We keep your name, address and location.", "We never sell data."]
    found = parts(Line(number, 0, len(text), text) for number, text in enumerate(texts))
    assert [(part.line, part.text) for part in found] == [
        (0, "We keep your name"),
        (0, "address"),
        (0, "location."),
        (1, "We never sell data."),
    ]
