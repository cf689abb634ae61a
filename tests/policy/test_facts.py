"""Holds that dates, periods and addresses read alike in three languages, and are found in their file."""

from datetime import date
from pathlib import Path

import pytest

from assistant.policy.facts import facts, stated_date
from assistant.policy.place import Source
from assistant.policy.read import read_policy
from assistant.terms import Locale


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Latest change 10.7.2023.", "date", "2023-07-10"),
        ("in force from 2023-07-10", "date", "2023-07-10"),
        ("updated on 10 July 2023", "date", "2023-07-10"),
        ("updated July 10, 2023", "date", "2023-07-10"),
        ("päivitetty 10. heinäkuuta 2023", "date", "2023-07-10"),
        ("uppdaterad den 10 juli 2023", "date", "2023-07-10"),
        ("kept for two (2) years", "period", "2 years"),
        ("enintään 24 kuukauden ajan", "period", "24 months"),
        ("kahden vuoden ajan", "period", "2 years"),
        ("sparas i tre månader", "period", "3 months"),
        ("Write to Privacy@Nord.example.org.", "e-mail address", "privacy@nord.example.org"),
        ("https://www.nord.example.org/tietosuoja", "site", "nord.example.org"),
        ("puh. +358 40 123 4567", "telephone number", "1234567"),
        ("tel. 040-123 4567", "telephone number", "1234567"),
    ],
)
def test_a_fact_has_one_form_in_all_languages(text: str, kind: str, value: str) -> None:
    assert [(fact.kind, fact.value) for fact in facts(text)] == [(kind, value)]


@pytest.mark.parametrize(
    "text", ["within one month", "Act 1050/2018", "31.2.2023", "Business ID 2411828-1", "00100 Helsinki"]
)
def test_what_languages_write_differently_is_no_fact(text: str) -> None:
    assert facts(text) == ()


def test_the_latest_date_of_a_change_is_the_date_of_a_policy() -> None:
    text = "First written 13.4.2022. Latest change 10.7.2023. Founded on 1.1.2024."
    assert stated_date(text) == date(2023, 7, 10)
    assert stated_date("Founded on 1.1.2024.") is None


def test_a_place_is_counted_in_the_file_through_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "en.md"
    path.write_text("# Policy\n\n## Data\n\n- We **keep** it\n  for two years\n", encoding="utf-8")
    policy = read_policy(path, id="nord/en", locale=Locale.EN)
    (segment,) = policy.segments
    source = Source(path.read_text(encoding="utf-8"), policy)
    assert source.place(segment.id) == (5, 3)
    assert source.place(segment.id, segment.text.index("two")) == (6, 7)
    assert source.place("gone") == (1, 1)


def test_a_document_without_lines_is_named_at_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "en.md"
    path.write_text("# Policy\n\n## Data\n\nWe keep it.\n", encoding="utf-8")
    policy = read_policy(path, id="nord/en", locale=Locale.EN)
    assert Source("", policy).place(policy.segments[0].id) == (1, 1)
