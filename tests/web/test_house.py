"""Holds that reports count right, files are safe to open, and that the house is run by who may."""

import pytest
from flask import Flask

from assistant.service.parts import Parts
from assistant.store import Transaction, Unanswered
from assistant.terms import Role
from assistant.web.staff.reporting import safe
from tests.web.conftest import Clock
from tests.web.staff import Browser, add_member, browser_of, file_request


@pytest.fixture
def ada(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "ada", Role.ADMIN)
    return browser_of(app, "ada")


def test_reports_tell_what_came_and_how_soon_it_was_answered(app: Flask, parts: Parts, clock: Clock) -> None:
    add_member(parts, "ville", Role.APPROVER)
    ville = browser_of(app, "ville")
    number = file_request(parts)
    file_request(parts, "two")
    clock.move(days=2)
    ville.sign_in("ville")
    ville.post(f"/staff/tickets/{number}/reply", text="Done", step="send")
    day = parts.now().date()
    with parts.sessions.begin() as session:
        session.add(
            Unanswered(controller="nord", lang="en", outcome="not_in_policy", text="x", nearest=[], day=day)
        )
    lines = ville.get("/staff/reports/months.csv?months=3").text.splitlines()
    assert lines[-1].split(",")[1:] == ["2", "2.0", "", "0", "0"]
    assert "marketing_ban,open,2" in ville.get("/staff/reports/outcomes.csv").text
    assert "nord,1" in ville.get("/staff/reports/unanswered.csv").text
    page = ville.page("/staff/reports/")
    assert page.count("<svg") == 4
    assert "Days to the first answer, median" in page
    clock.move(days=60)
    ville.sign_in("ville")
    late = [line.split(",") for line in ville.get("/staff/reports/months.csv").text.splitlines()]
    assert [row[-1] for row in late if row[1] == "2"] == ["2"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("-2", "'-2"),
        ("+1", "'+1"),
        ("\tx", "'\tx"),
        ("x=1", "x=1"),
        (-2, -2),
    ],
)
def test_no_cell_of_a_file_is_taken_for_a_formula(cell: object, expected: object) -> None:
    assert safe(cell) == expected


def test_an_admin_adds_a_queue_and_a_field_and_nobody_without_the_right_does(
    app: Flask, parts: Parts, ada: Browser
) -> None:
    page = ada.page("/staff/house")
    assert ada.post("/staff/house/queues", page, name="General", lifecycle="default").status_code == 303
    assert ada.post("/staff/house/queues", page, name="general", lifecycle="default").status_code == 409
    assert ada.post("/staff/house/queues", page, name="X", lifecycle="strange").status_code == 400
    field = {"name": "Way in", "kind": "select", "queue": "General", "choices": "phone\nletter"}
    assert ada.post("/staff/house/fields", page, **field).status_code == 303
    shown = ada.page("/staff/house")
    assert "phone, letter" in shown
    assert ada.post("/staff/house/queues/General", page, disabled="yes").status_code == 303
    add_member(parts, "maija", Role.AGENT)
    maija = browser_of(app, "maija")
    home = maija.page("/staff/")
    assert maija.get("/staff/house").status_code == 403
    for path in ("queues", "queues/General", "fields", "mail", "audit"):
        assert maija.post(f"/staff/house/{path}", home, name="Mine", kind="single").status_code == 403, path


def test_the_audit_is_checked_at_the_press_of_a_button(parts: Parts, ada: Browser) -> None:
    file_request(parts)
    page = ada.page("/staff/house")
    assert "The history of every ticket holds." in ada.post("/staff/house/audit", page).text
    with parts.sessions.begin() as session:
        session.get_one(Transaction, 1).actor = "somebody else"
    assert "The history of 1 ticket does not hold." in ada.post("/staff/house/audit", page).text


def test_failed_mails_are_tried_again_at_once(parts: Parts, ada: Browser) -> None:
    file_request(parts)
    assert "Mails that failed are tried again now." in ada.page(
        ada.post("/staff/house/mail", ada.page("/staff/house")).headers["Location"]
    )


def test_an_article_is_written_changed_and_deleted_and_no_change_is_lost(app: Flask, parts: Parts) -> None:
    add_member(parts, "maija", Role.AGENT)
    maija = browser_of(app, "maija")
    page = maija.page("/staff/articles")
    assert (
        maija.post("/staff/articles", page, title="Thanks", en="Thank you.", fi="Kiitos.").status_code == 303
    )
    assert maija.post("/staff/articles", page, title="Thanks", en="Again.").status_code == 409
    assert maija.post("/staff/articles", page, title="Empty").status_code == 400
    page = maija.page("/staff/articles")
    row = page.split('name="id" value="')[1].split('"')[0]
    first = {"id": row, "title": "Thanks", "en": "Thanks a lot.", "version": "1"}
    assert maija.post("/staff/articles", page, **first).status_code == 303
    assert maija.post("/staff/articles", page, **first).status_code == 409
    assert maija.post("/staff/articles", page, id=row, deed="delete").status_code == 303
    assert "Thanks a lot." not in maija.page("/staff/articles")


def test_a_member_of_one_queue_writes_no_article_for_all(app: Flask, parts: Parts) -> None:
    add_member(parts, "olli", Role.AGENT, "nord-privacy")
    olli = browser_of(app, "olli")
    page = olli.page("/staff/articles")
    assert olli.post("/staff/articles", page, title="Mine", en="x").status_code == 403
    assert olli.post("/staff/articles", page, title="Mine", en="x", queue="nord-privacy").status_code == 303
