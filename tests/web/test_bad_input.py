"""Holds that what no page of ours would send is refused with a sentence, and that nothing changes by it."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from assistant.service import plain, queues
from assistant.service.acting import SYSTEM, Act
from assistant.service.parts import Parts
from assistant.service.plain import NewTicket
from assistant.store import (
    Attachment,
    CustomValue,
    Link,
    OutboxMail,
    Reminder,
    ReplyFile,
    Transaction,
    Watcher,
)
from assistant.terms import Right, Role
from assistant.web.staff import words
from tests.web.conftest import OWN
from tests.web.staff import Browser, add_member, browser_of, file_request, secret
from tests.web.test_handling import upload

ROWS = (Transaction, Attachment, CustomValue, Link, OutboxMail, Reminder, ReplyFile, Watcher)
FORMULA = '=HYPERLINK("https://evil.example","read me")'


@pytest.fixture
def olli(app: Flask, parts: Parts) -> Browser:
    """Return the browser of an approver of one company."""
    add_member(parts, "olli", Role.APPROVER, "nord-privacy")
    return browser_of(app, "olli")


@pytest.fixture
def place(parts: Parts) -> str:
    return f"/staff/tickets/{file_request(parts, right=Right.ACCESS)}"


@pytest.fixture
def foreign(parts: Parts) -> int:
    """Return the number of a ticket of another company."""
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        queues.ensure(act)
        return plain.open_ticket(act, NewTicket("sund-privacy", "Theirs", text="Zebra")).id


def counted(parts: Parts) -> list[int]:
    with parts.reads() as session:
        return [session.scalar(select(func.count()).select_from(kind)) or 0 for kind in ROWS]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("links", {"kind": "depends_on", "to": "{n}"}),
        ("links", {"kind": "refers_to", "to": "#{n}", "turned": "1"}),
        ("merge", {"into": "{n}", "reason": "One person."}),
        ("queue", {"queue": "sund-privacy"}),
    ],
)
def test_a_ticket_or_queue_of_another_company_is_as_if_there_were_none(  # noqa: PLR0917 - fixtures
    parts: Parts, olli: Browser, place: str, foreign: int, path: str, fields: dict[str, str]
) -> None:
    page, before = olli.page(place), counted(parts)
    answer = olli.post(
        f"{place}/{path}", page, **{name: text.format(n=foreign) for name, text in fields.items()}
    )
    assert answer.status_code in (403, 404)
    assert "Zebra" not in answer.text
    assert "Theirs" not in answer.text
    assert counted(parts) == before


def test_a_number_of_another_company_opens_nothing_and_finds_nothing(
    parts: Parts, olli: Browser, foreign: int
) -> None:
    home = olli.page("/staff/")
    before = counted(parts)
    for path in ("", "/casework", "/record", "/lines/1", "/files/1"):
        assert olli.get(f"/staff/tickets/{foreign}{path}").status_code == 404, path
    for query in ("zebra", f"id = {foreign}", "Queue = 'sund-privacy'"):
        assert f"tickets/{foreign}" not in olli.client.get("/staff/", query_string={"q": query}).text
    done = olli.post("/staff/bulk", home, ticket=f"{foreign}:1", deed="take", step="do")
    assert done.status_code in (200, 303, 400)
    assert counted(parts) == before


@pytest.mark.parametrize(
    ("query", "position"),
    [
        ("Status = 'open' AND", 20),
        ("Colour = 'red'", 1),
        ("Due < 'some day'", 7),
        ("(id = 1", 8),
        ("id = 1; DROP TABLE ticket", 7),
        ("Subject LIKE 'unended", 14),
        ("Status = 'open' OR CF.{No such} = 'x'", 20),
    ],
)
def test_a_query_that_cannot_be_read_is_told_with_the_place_of_its_fault(
    parts: Parts, olli: Browser, place: str, query: str, position: int
) -> None:
    olli.page(place)
    before = counted(parts)
    answer = olli.client.get("/staff/", query_string={"q": query})
    assert answer.status_code == 400
    assert f"At character {position}:" in answer.text
    kept = olli.post("/staff/searches", olli.page("/staff/"), name="Mine", query=query)
    assert kept.status_code == 400
    assert counted(parts) == before


def test_hostile_words_are_shown_as_words_wherever_they_were_typed(olli: Browser, place: str) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    assert upload(olli, place, b"<svg onload=alert(1)>", "<img src=x onerror=alert(1)>.svg") == 303
    for path, fields in {
        "reminders": {"text": hostile, "due": "2026-04-01"},
        "links": {"kind": "refers_to", "to": "https://example.org/<img"},
        "comment": {"text": hostile},
    }.items():
        olli.post(f"{place}/{path}", **fields)
    refused = olli.post(f"{place}/people", role="cc", address=hostile)
    assert refused.status_code == 400
    for text in (
        refused.text,
        olli.page(place),
        olli.client.get("/staff/", query_string={"q": hostile}).text,
    ):
        assert "<img" not in text
        assert "<svg" not in text


def test_no_file_for_spreadsheets_has_a_cell_that_is_a_formula(parts: Parts, olli: Browser) -> None:
    file_request(parts, "two", scope=FORMULA)
    for path in ("/staff/register.csv", "/staff/reports/months.csv", "/staff/reports/unanswered.csv"):
        answer = olli.get(path)
        assert answer.status_code == 200, path
        for line in answer.text.lstrip("\ufeff").splitlines():
            assert not any(cell.strip('"').startswith(("=", "+", "-", "@")) for cell in line.split(",")), line


@pytest.mark.parametrize(
    "fields",
    [
        {"to": "flying", "outcome": ""},
        {"to": "closed", "outcome": "triumph"},
        {"to": "purged", "outcome": ""},
        {"to": "responded", "outcome": ""},
        {"to": "draft", "outcome": ""},
    ],
)
def test_a_forged_step_of_a_right_is_refused(
    parts: Parts, olli: Browser, place: str, fields: dict[str, str]
) -> None:
    page, before = olli.page(place), counted(parts)
    answer = olli.post(f"{place}/lines/1", page, reason="Because.", **fields)
    assert answer.status_code in (400, 409)
    assert 'role="alert"' in answer.text
    assert counted(parts) == before


@pytest.mark.parametrize("locale", ["fi", "sv"])
def test_what_is_refused_is_told_in_the_language_of_the_page(
    app: Flask, parts: Parts, olli: Browser, place: str, locale: str
) -> None:
    page = olli.page(place)
    add_member(parts, "maija", Role.AGENT)
    for path, fields in {
        "priority": {"priority": "900"},
        "links": {"kind": "loves", "to": "1"},
        "people": {"role": "cc", "address": "no address"},
        "assign": {"name": "somebody else"},
        "reminders": {"text": "x", "due": "soon"},
        "fields": {"name": "No such", "value": "x"},
        "merge": {"into": "999999", "reason": "x"},
    }.items():
        answer = olli.client.post(
            f"{place}/{path}?lang={locale}",
            data={"csrf": secret(page), "version": "2", **fields},
            headers=OWN,
        )
        alert = answer.text.split('role="alert"')[1].split("</strong>")[0]
        with app.test_request_context(f"/staff/?lang={locale}"):
            assert not any(word in alert.split() for word in ("the", "The", "There", "is", "a")), alert
    assert words.IN_GENERAL
