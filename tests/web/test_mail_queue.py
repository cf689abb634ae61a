"""Holds that a queue of mail moves by its own lifecycle, in the console and over REST."""

import re

import pytest
from flask import Flask

from assistant.service import plain, queues, tickets
from assistant.service.acting import DATA_SUBJECT, SYSTEM, Act
from assistant.service.parts import Parts
from assistant.service.plain import NewTicket
from assistant.service.queues import NewQueue
from assistant.terms import Role, TicketStatus
from tests.web.programs import Program
from tests.web.programs import add_member as add_programmer
from tests.web.staff import Browser, add_member, browser_of, history


@pytest.fixture
def number(parts: Parts) -> int:
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        queues.add(act, NewQueue("Post", lifecycle="mail", serves_rest=True))
        return plain.open_ticket(act, NewTicket("Post", "A letter", requestors=("kim@example.org",))).id


@pytest.fixture
def ville(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "ville", Role.APPROVER)
    return browser_of(app, "ville")


def offered(page: str) -> list[str]:
    select = page.split('<select id="status"')[1].split("</select>", maxsplit=1)[0]
    return re.findall(r'<option value="(\w+)"', select)


def status_of(parts: Parts, number: int) -> str:
    with parts.reads() as session:
        return tickets.load(session, number).status


def test_the_page_offers_only_where_a_ticket_may_go_and_nothing_else_is_done(
    parts: Parts, ville: Browser, number: int
) -> None:
    place = f"/staff/tickets/{number}"
    assert "<h1>A letter</h1>" in ville.page(place)
    assert offered(ville.page(place)) == ["new", "open", "resolved", "rejected"]
    before = len(history(parts, number))
    answer = ville.post(f"{place}/status", status="stalled")
    assert answer.status_code == 409
    assert (status_of(parts, number), len(history(parts, number))) == ("new", before)
    assert ville.post(f"{place}/status", status="resolved").status_code == 303
    assert offered(ville.page(place)) == ["open", "resolved"]
    assert ville.post(f"{place}/status", status="rejected").status_code == 409
    assert status_of(parts, number) == "resolved"


def test_over_rest_it_is_the_same(app: Flask, parts: Parts, number: int) -> None:
    program = Program(app.test_client(), add_programmer(parts, "robot", Role.APPROVER))
    links = program.get(f"ticket/{number}")["_hyperlinks"]
    assert {one["to"] for one in links if one["ref"] == "lifecycle"} == {"open", "resolved", "rejected"}
    assert program.refused("PUT", f"ticket/{number}", {"Status": "stalled"})[0] == 409
    assert program.call("PUT", f"ticket/{number}", {"Status": "rejected"}).status_code == 200
    assert status_of(parts, number) == "rejected"


def test_a_message_of_the_requestor_opens_what_was_resolved(parts: Parts, number: int) -> None:
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        plain.set_status(act, tickets.load(session, number), TicketStatus.RESOLVED)
    with parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        plain.correspond(act, tickets.load(session, number), "One more thing.")
    assert status_of(parts, number) == "open"
