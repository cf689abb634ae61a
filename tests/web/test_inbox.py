"""Holds that staff find their tickets by words and queries, keep searches, and change many at once."""

import ast
import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from assistant import tickets
from assistant.service import finding
from assistant.service.parts import Parts
from assistant.terms import Right, Role
from assistant.translations import catalogue
from tests.web.staff import Browser, add_member, browser_of, file_request, history

ROW = '<td role="cell" class="reference">'


@pytest.fixture
def maija(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "maija", Role.AGENT)
    return browser_of(app, "maija")


def chosen(page: str) -> list[str]:
    return re.findall(r'name="ticket" value="(\d+:\d+)"', page)


def test_a_search_box_takes_words_and_ticketsql(maija: Browser, parts: Parts) -> None:
    file_request(parts, scope="The newsletter of the gardening club")
    file_request(parts, "two", right=Right.ACCESS, scope="All of it")
    assert maija.page("/staff/?q=newsletters").count(ROW) == 1
    assert maija.page("/staff/?q=Right+%3D+'access'+AND+Owner+IS+NULL").count(ROW) == 1
    assert "Nothing here." in maija.page("/staff/?q=zebra")


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "At character 9: There is no field Colour."),
        ("fi", "Merkin 9 kohdalla: Kenttää Colour ei ole."),
        ("sv", "Vid tecken 9: Det finns inget fält Colour."),
    ],
)
def test_a_query_that_cannot_be_read_is_told_with_its_place_and_stays_in_its_field(
    maija: Browser, lang: str, sentence: str
) -> None:
    response = maija.get(f"/staff/?lang={lang}&q=id%3E0+OR+Colour%3D'x'")
    assert response.status_code == 400
    page = unescape(response.text)
    assert sentence in page
    assert "<mark>C</mark>olour='x'" in page
    assert "value=\"id>0 OR Colour='x'\"" in page


def test_a_list_cannot_be_sorted_by_what_it_lacks(maija: Browser) -> None:
    response = maija.get("/staff/?sort=password_hash")
    assert response.status_code == 400
    assert 'role="alert"' in response.text


def test_a_search_is_kept_shared_with_a_queue_and_deleted_by_its_owner_only(
    app: Flask, parts: Parts, maija: Browser
) -> None:
    add_member(parts, "ville", Role.AGENT, "nord-privacy")
    add_member(parts, "sune", Role.AGENT, "sund-privacy")
    ville, sune = browser_of(app, "ville"), browser_of(app, "sune")
    page = maija.page("/staff/?q=Owner+IS+NULL")
    saved = maija.post("/staff/searches", page, name="Free", query="Owner IS NULL", queue="nord-privacy")
    assert saved.status_code == 303
    assert "The search is saved." in maija.page(saved.headers["Location"])
    assert ">Free</a>" in ville.page("/staff/")
    assert ">Free</a>" not in sune.page("/staff/")
    found = re.search(r'action="(/staff/searches/\w+/delete)"', maija.page("/staff/?q=Owner+IS+NULL"))
    assert found is not None
    assert ville.post(found[1], ville.page("/staff/")).status_code == 404
    assert maija.post(found[1], maija.page("/staff/")).status_code == 303
    assert ">Free</a>" not in ville.page("/staff/")


def test_a_search_that_cannot_be_read_or_is_for_a_foreign_queue_is_not_kept(app: Flask, parts: Parts) -> None:
    add_member(parts, "ville", Role.AGENT, "nord-privacy")
    ville = browser_of(app, "ville")
    home = ville.page("/staff/")
    assert ville.post("/staff/searches", home, name="Bad", query="Colour = 'x'").status_code == 400
    assert ville.post("/staff/searches", home, name="", query="free").status_code == 400
    shared = {"name": "Theirs", "query": "free", "queue": "sund-privacy"}
    assert ville.post("/staff/searches", home, **shared).status_code == 404
    assert "Saved searches" not in ville.page("/staff/")


def test_many_tickets_change_only_after_what_would_happen_was_shown(maija: Browser, parts: Parts) -> None:
    numbers = [file_request(parts, key) for key in ("one", "two")]
    page = maija.page("/staff/")
    fields = {"deed": "priority", "value": "60", "ticket": chosen(page)}
    preview = maija.post("/staff/bulk", page, **fields)  # type: ignore[arg-type]
    assert "Nothing is changed yet." in preview.text
    assert [row.kind for number in numbers for row in history(parts, number)] == ["received"] * 2
    done = maija.post("/staff/bulk", preview.text, **fields, step="do")  # type: ignore[arg-type]
    assert "2 tickets changed." in done.text
    assert [history(parts, number)[-1].new for number in numbers] == ["60", "60"]


def test_a_ticket_that_changed_meanwhile_is_left_alone_and_the_others_change(
    maija: Browser, parts: Parts
) -> None:
    one, two = file_request(parts, "one"), file_request(parts, "two")
    page = maija.page("/staff/")
    maija.post(f"/staff/tickets/{one}/take")
    done = maija.post("/staff/bulk", page, deed="take", step="do", ticket=chosen(page))  # type: ignore[arg-type]
    assert "1 ticket changed." in done.text
    assert "The ticket changed since you read it" in done.text
    assert history(parts, two)[-1].kind == "assigned"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"deed": "delete", "ticket": "1:1"}, 400),
        ({"deed": "take"}, 400),
        ({"deed": "take", "ticket": "x"}, 400),
        ({"deed": "assign", "ticket": "1:1", "value": "maija"}, 403),
    ],
)
def test_a_deed_that_cannot_be_done_is_refused_whole(
    maija: Browser, parts: Parts, fields: dict[str, str], status: int
) -> None:
    number = file_request(parts)
    assert maija.post("/staff/bulk", maija.page("/staff/"), step="do", **fields).status_code == status
    assert [row.kind for row in history(parts, number)] == ["received"]


def test_tickets_of_another_queue_are_left_out_of_what_is_done_to_many(app: Flask, parts: Parts) -> None:
    number = file_request(parts)
    add_member(parts, "sune", Role.AGENT, "sund-privacy")
    sune = browser_of(app, "sune")
    done = sune.post("/staff/bulk", sune.page("/staff/"), deed="take", step="do", ticket=f"{number}:3")
    assert "0 tickets changed." in done.text
    assert [row.kind for row in history(parts, number)] == ["received"]


@pytest.mark.parametrize("locale", ["fi", "sv"])
def test_every_fault_of_a_query_is_told_in_every_language(locale: str) -> None:
    known = catalogue("console", locale)
    files = [*(Path(tickets.__file__).parent / "sql").glob("*.py"), Path(finding.__file__)]
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    remarks = {node.value for node in nodes if isinstance(node, ast.Expr)}
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and node not in remarks]
    sentences = {str(text) for text in texts if re.fullmatch(r"[A-Z][^\n]* [^\n]*\.", str(text))}
    assert {text for text in sentences if not known.get(text)} == set()
    assert len(sentences) > 25
