"""Holds that a draft is asked as it would be answered, within bounds, and that nothing of it is kept."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers.edited import Anchor, Edited, Entry
from assistant.answers.knowledge import joined
from assistant.errors import InvalidInputError, NotFoundError
from assistant.matcher.model import Model
from assistant.service import preview
from assistant.service.parts import Parts
from assistant.terms import Locale
from tests.content import small_knowledge

DRAFT = "# Privacy policy\n\n## Cookies\n\nWe bake our cookies at home and remember your choices with them.\n"
SWEDISH = (
    "# Integritetspolicy\n\n## Lagringstid\n\nVi sparar dina uppgifter i två år efter din beställning.\n"
)


@pytest.fixture
def desk(parts: Parts, small_model: Model, tmp_path: Path) -> Parts:
    knowledge = small_knowledge(tmp_path, small_model)
    return replace(parts, knowledge=lambda: knowledge)


def test_a_draft_is_answered_from_in_the_bodies_of_the_chat_and_says_why(desk: Parts) -> None:
    draft = preview.preview(desk, "nord", preview.read_pasted(DRAFT))
    shown = preview.ask(desk, draft, "do you use cookies")
    assert (shown.outcome, shown.intent, shown.lang) == ("answer", "cookies", "en")
    assert "bake our cookies at home" in shown.bodies[0]["passages"][0]["text"]
    assert any(reason.startswith("topic row cookies") for reason in shown.why)
    gone = preview.ask(desk, draft, "how long do you keep my data")
    assert gone.outcome == "not_in_policy"


def test_a_request_is_offered_and_goes_no_further(desk: Parts) -> None:
    draft = preview.preview(desk, "nord", preview.read_pasted(DRAFT))
    shown = preview.ask(desk, draft, "please erase everything about me")
    assert [body["type"] for body in shown.bodies] == ["offer"]


def test_the_draft_is_in_the_language_that_it_is_written_in(desk: Parts) -> None:
    assert preview.preview(desk, "nord", preview.read_pasted(SWEDISH)).policy.locale is Locale.SV


def test_what_editors_confirmed_counts_where_the_draft_still_says_it(desk: Parts) -> None:
    stands = Entry("how-long", (Anchor("elsewhere-1234", "We bake our cookies"),))
    lost = Entry("greeting", (Anchor("gone-1234", "We sell nothing"),))
    live = desk.knowledge()
    own = replace(live.volumes["nord"].peek(), edited={"nord/en": Edited("nord/en", "", (stands, lost))})
    known = joined([own], live.notices, live.model)
    draft = preview.preview(replace(desk, knowledge=lambda: known), "nord", preview.read_pasted(DRAFT))
    assert "greeting" in draft.lost
    assert "how-long" not in draft.lost
    shown = preview.ask(desk, draft, "how long do you keep my data")
    assert "bake our cookies" in shown.bodies[0]["passages"][0]["text"]


def test_what_a_page_carries_is_read_as_it_was(desk: Parts) -> None:
    read = preview.read_upload("Draft 7.HTML", b"<main><h1>P</h1><h2>Cookies</h2><p>We bake.</p></main>")
    assert preview.of_json(preview.as_json(read)).blocks == read.blocks
    assert desk.knowledge().controllers


@pytest.mark.parametrize(
    "carried", ["", "{}", "[[1]]", '[["heading","x",1]]', '[["song","x",1]]', "[" * 5000]
)
def test_what_was_changed_underway_is_refused(carried: str) -> None:
    with pytest.raises(InvalidInputError):
        preview.of_json(carried)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.exe", b"MZ", "P001"),
        ("a.pdf", b"%PDF-1.7 broken", "P008"),
        ("a.md", b"\xff\xfe", "P005"),
        ("a.md", b"", "There is no text"),
        ("a.md", b"x" * (preview.DRAFT_BYTES + 1), "too large"),
        ("a.md", b"word " * 30_000, "too long"),
        ("../../a", b"text", "P001"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_code_or_a_bound(
    name: str, content: bytes, told: str
) -> None:
    with pytest.raises(InvalidInputError, match=told) as caught:
        preview.read_upload(name, content)
    assert "/tmp" not in str(caught.value)  # noqa: S108 - where uploads are while they are read


def test_only_policies_beside_the_settings_are_listed_and_read(tmp_path: Path, desk: Parts) -> None:
    folder = tmp_path / "policies" / "nord"
    (folder / "draft.txt").write_text("COOKIES\n\nWe bake.\n", encoding="utf-8")
    assert preview.listed(tmp_path, "nord") == ("draft.txt", "en.md", "fi.md")
    assert preview.read_listed(tmp_path, "nord", "draft.txt").blocks
    for name in ("controller.yaml", "../nord/en.md", "nothing.md"):
        with pytest.raises(NotFoundError):
            preview.read_listed(tmp_path, "nord", name)
    assert desk.knowledge().controllers
