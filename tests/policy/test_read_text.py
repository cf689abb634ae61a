"""Holds what plain-text policies look like to a reader: headings, lists and broken lines as published."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ContentError
from assistant.policy.model import Policy
from assistant.policy.read import as_policy, read_policy
from assistant.policy.read_markdown import read_markdown
from assistant.policy.read_text import read_text
from assistant.terms import PASSAGE_LIMIT, Locale
from assistant.text import fold_space


def policy(text: str) -> Policy:
    return as_policy(read_text(text), id="test/en", locale=Locale.EN)


def headings(text: str) -> list[str]:
    return [section.heading for section in policy(text).sections]


def test_lines_in_capitals_are_headings_where_a_document_has_several() -> None:
    text = "Intro here.\nWHO WE ARE\nAcme Ltd\nStreet 1\nWHAT WE KEEP\nYour name.\nYOUR RIGHTS\nYou may ask."
    assert headings(text) == ["", "WHO WE ARE", "WHAT WE KEEP", "YOUR RIGHTS"]


def test_numbered_headings_are_found_although_each_is_number_one() -> None:
    text = "  1. Controller\n\nAcme Ltd.\n\n  1. Purposes\n\nWe send parcels.\n\n  1. Storage\n\nTwo years."
    assert headings(text) == ["Controller", "Purposes", "Storage"]


def test_short_lines_after_gaps_of_hard_blanks_are_headings_and_one_word_answers_are_not() -> None:
    gap = "\n\n\u00a0\n\n"
    text = gap.join(
        (
            "Acme privacy notice",
            "Is data moved outside the EU\n\nNo",
            "Legal basis\n\nConsent\n\nContract",
            "Automated decisions\n\nNone",
        )
    )
    assert headings(text) == ["Is data moved outside the EU", "Legal basis", "Automated decisions"]


def test_a_bullet_glued_to_the_end_of_another_begins_a_line_of_its_own() -> None:
    found = policy("We keep the following:\n– your name and title– Your address and city\n– notes")
    assert [s.text for s in found.segments][1:] == [
        "– your name and title",
        "– Your address and city",
        "– notes",
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_sentence_broken_over_lines_is_one_segment(gap: str) -> None:
    text = (
        f"Our cookies belong to the marketing system, the chat service and the social{gap}media that we use."
    )
    assert [s.text for s in policy(text).segments] == [text.replace(gap, " ")]


RAGGED = """HOW WE ANSWER
We answer in fifteen days in the low season, and at the latest in one month from June to
September, when the house is full and nobody sits at the desk for longer than a quarter of an hour at a time.
A letter takes longer, since it first goes to the office in the town, and
from there to the house at the lake, where nobody opens it before the next morning, and to our
accountant, who is there on two days of the week. If you do not hear from us, please phone Mr
Janssen, who knows what became of it, or write again to the same address so that we can look for
what was lost on the way and who has it now, and where it may lie at the moment
Contact
The desk is open from nine to five, and somebody is there who knows what to do."""


def test_lines_that_end_amid_a_sentence_are_joined_though_some_are_longer_than_a_page_is_wide() -> None:
    found = policy(RAGGED)
    assert "from June to September, when the house" in found.passages[0].text
    assert "please phone Mr Janssen, who knows" in " ".join(passage.text for passage in found.passages)


def test_a_heading_behind_a_line_without_full_stop_stays_one() -> None:
    text = RAGGED.replace("HOW WE ANSWER", "Your rights")
    assert [section.heading for section in policy(text).sections][-1] == "Contact"


def test_a_long_paragraph_is_cut_into_pieces_of_about_the_same_length() -> None:
    sentence = "We keep what you wrote to us for as long as the matter is open and a year after that. "
    lengths = [len(passage.text) for passage in policy(f"Retention\n\n{sentence * 10}").passages]
    assert len(lengths) > 1
    assert max(lengths) - min(lengths) <= len(sentence)


def test_the_rest_of_a_paragraph_does_not_stand_alone() -> None:
    text = f"{'We keep invoices for six years, since the law says so. ' * 7}Nothing costs anything."
    assert [passage.text for passage in policy(f"Retention\n\n{text}").passages] == [text]


def test_a_stub_and_its_list_are_one_passage() -> None:
    found = policy(
        "Categories of data\n\nWe process these data:\n\n• name\n\n• e-mail address\n\n• telephone number"
    )
    assert [p.text for p in found.passages] == [
        "We process these data:\n• name\n• e-mail address\n• telephone number"
    ]


def test_an_address_is_one_passage() -> None:
    found = policy(
        "Controller\n\nAcme Ltd\n\nStreet 1\n\n00100 Helsinki\n\nprivacy@example.org\n\nPurposes\n\nMail."
    )
    assert found.passages[0].text == "Acme Ltd\nStreet 1\n00100 Helsinki\nprivacy@example.org"


def test_abbreviations_and_dates_end_no_sentence() -> None:
    sentence = "Tietoja käytetään mm. Asiakkaan laskutukseen, esim. Acmessa, ja se alkoi 1.2.2020 alkaen. "
    found = policy(sentence + "Toinen virke on tässä, ja se jatkuu vielä hieman pidemmälle. " * 8)
    assert found.passages[0].text.startswith(sentence.strip())


words = st.text(alphabet="abcåäö .:\n–•12AB", max_size=3000)


@given(words)
def test_passages_are_verbatim_short_and_leave_nothing_out(text: str) -> None:
    found = policy(text)
    whole = fold_space(found.text)
    assert all(fold_space(p.text) in whole for p in found.passages)
    assert all(len(p.text) <= PASSAGE_LIMIT for p in found.passages)
    kept = sum(len("".join(p.text.split())) for p in found.passages)
    assert kept == sum(len("".join(s.text.split())) for s in found.segments)


@given(words)
def test_segment_names_are_unique(text: str) -> None:
    names = [s.id for s in policy(text).segments]
    assert len(names) == len(set(names))


def test_markdown_is_read_as_its_page_shows_it() -> None:
    text = (
        "> A note.\n\n# Privacy\n\n## Rights\n\nYou may **ask** [us](https://a.b):\n\n- for a copy\n- to stop"
    )
    found = as_policy(read_markdown(text), id="test/en", locale=Locale.EN)
    assert (found.title, found.note) == ("Privacy", "A note.")
    assert found.passages[0].text == "You may ask us:\nfor a copy\nto stop"
    assert found.passages[0].section == "Rights"


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"", "P003"), ("tietosuoja p\u00e4\u00e4".encode("latin-1"), "P005"), (b"text\x00text", "P006")],
)
def test_a_file_that_is_no_text_is_refused_with_its_place_and_a_remedy(
    tmp_path: Path, raw: bytes, code: str
) -> None:
    path = tmp_path / "policy.txt"
    path.write_bytes(raw)
    with pytest.raises(ContentError, match=f"policy.txt:1:1: {code} "):
        read_policy(path, id="test/fi", locale=Locale.FI)


def test_a_byte_order_mark_is_no_part_of_the_policy(tmp_path: Path) -> None:
    path = tmp_path / "policy.txt"
    path.write_text("We keep your name.", encoding="utf-8-sig")
    assert read_policy(path, id="test/en", locale=Locale.EN).text == "We keep your name."


def test_a_missing_file_and_an_unknown_kind_are_refused(tmp_path: Path) -> None:
    for name, code in (("absent.txt", "P002"), ("policy.xyz", "P001")):
        with pytest.raises(ContentError, match=code):
            read_policy(tmp_path / name, id="test/en", locale=Locale.EN)


def test_a_letterhead_in_capitals_is_no_habit_of_headings() -> None:
    text = (
        "LAKE MUNICIPALITY\nLEISURE SERVICES\n\nDESCRIPTION OF FILE\nDrawn up in May\n\n"
        "1. Controller\n\nThe municipality's board is responsible for the file and its data.\n\n"
        "2. Contact person\n\nThe head of the library answers questions about the file.\n\n"
        "3. Purpose\n\nThe data is needed to lend books and to collect fees for late returns.\n"
    )
    assert headings(text)[-3:] == ["Controller", "Contact person", "Purpose"]
