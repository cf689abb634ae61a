"""Holds that a policy reads the same in whichever format a company has it."""

from pathlib import Path

import pytest

from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.terms import Locale
from tests.policy import write_pdf, write_text
from tests.policy.source import MIXED, SHIPPED, Part, parts, sections_of, sections_read, shipped
from tests.policy.write_docx import document
from tests.policy.write_html import page

SOURCES = {**{name: shipped(name) for name in SHIPPED}, "mixed": list(parts(MIXED))}
every_source = pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())


def read(path: Path, content: bytes) -> Policy:
    path.write_bytes(content)
    return read_policy(path, id="test/en", locale=Locale.EN)


def test_the_parts_of_a_policy_are_all_there_to_be_compared() -> None:
    counts = {name: (len(sections_of(source)), len(source)) for name, source in SOURCES.items()}
    assert all(sections > 3 and every > 15 for sections, every in counts.values())


@pytest.mark.parametrize("name", SHIPPED)
def test_a_policy_in_markdown_has_the_sections_that_its_author_wrote(name: str) -> None:
    path = Path(__file__).parents[2] / "policies" / f"{name}.md"
    policy = read_policy(path, id=name, locale=Locale.EN)
    assert sections_read(policy) == sections_of(SOURCES[name])


@every_source
@pytest.mark.parametrize("main", ["main", "article", "div"])
def test_a_policy_on_a_web_page_has_the_same_sections(source: list[Part], main: str, tmp_path: Path) -> None:
    policy = read(tmp_path / "policy.html", page(source, main=main).encode())
    assert sections_read(policy) == sections_of(source)
    assert policy.title == source[0].text
    assert policy.note == " ".join(part.text for part in source if part.kind == "note")


@every_source
def test_a_policy_in_word_has_the_same_sections(source: list[Part], tmp_path: Path) -> None:
    policy = read(tmp_path / "policy.docx", document(source))
    assert sections_read(policy) == sections_of(source)
    assert policy.title == source[0].text
    assert policy.note == " ".join(part.text for part in source if part.kind == "note")


@every_source
@pytest.mark.parametrize("columns", [1, 2])
def test_a_policy_printed_in_columns_has_the_same_sections(
    source: list[Part], columns: int, tmp_path: Path
) -> None:
    if columns == 2:
        source = [part for part in source if part.kind != "tr"]  # no table fits a narrow column
    policy = read(tmp_path / "policy.pdf", write_pdf.document(source, columns=columns))
    assert sections_read(policy) == sections_of(source)
    assert policy.title == source[0].text


@pytest.mark.parametrize("name", SHIPPED)
def test_a_policy_in_plain_text_has_the_same_sections(name: str, tmp_path: Path) -> None:
    source = SOURCES[name]
    policy = read(tmp_path / "policy.txt", write_text.document(source).encode())
    found = [
        (heading, [(kind, text.removeprefix("– ")) for kind, text in own])
        for heading, own in sections_read(policy)
    ]
    assert found == [(write_text.plain_heading(heading), own) for heading, own in sections_of(source)]
