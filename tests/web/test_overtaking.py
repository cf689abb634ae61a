"""Holds that nobody writes over a colleague's change unseen, whatever is edited, and loses what was typed."""

import re
from collections.abc import Mapping
from html import unescape

import pytest
from flask import Flask

from assistant.service import fields, plain, queues, tickets
from assistant.service.acting import SYSTEM, Act
from assistant.service.fields import NewField
from assistant.service.parts import Parts
from assistant.service.plain import NewTicket
from assistant.service.queues import NewQueue
from assistant.terms import Role
from assistant.web.staff.console import TICKET
from tests.web.staff import Browser, add_member, browser_of, file_request, history, secret

Form = Mapping[str, str]
EDITS: Mapping[str, tuple[str, Form, Form, str]] = {
    "priority": ("priority", {"priority": "40"}, {"priority": "70"}, "It says now: 40."),
    "owner": ("assign", {"name": "maija"}, {"name": "ville"}, "It says now: maija."),
    "copies": (
        "people",
        {"role": "cc", "address": "kim@example.org"},
        {"role": "cc", "address": "sam@example.org"},
        "It says now: kim@example.org.",
    ),
    "links": (
        "links",
        {"kind": "refers_to", "to": "https://example.org/one"},
        {"kind": "refers_to", "to": "https://example.org/two"},
        "It says now: https://example.org/one.",
    ),
    "a field": (
        "fields",
        {"name": "Way in", "value": "phone"},
        {"name": "Way in", "value": "letter"},
        "It says now: phone.",
    ),
    "status": ("status", {"status": "stalled"}, {"status": "resolved"}, "It says now: stalled."),
    "queue": ("queue", {"queue": "South"}, {"queue": "East"}, "It says now: South."),
}
"""By what is edited: where, what a colleague makes of it, what one types meanwhile, what one is told."""
GUARDED_OTHERWISE = {
    "console.take": "only what nobody has",
    "console.untake": "only one's own",
    "console.comment": "by the whole ticket",
    "console.reply": "by the whole ticket",
    "console.move_line": "by the whole ticket",
    "handling.steal": "by the owner, as assigning",
    "handling.merge": "by the whole ticket",
    "handling.remind": "adds, and writes over nothing",
    "handling.finish_reminder": "once and for all",
    "handling.undo": "one's own, until it left",
    "handling.be_here": "one's own",
    "casework.prove": "by the whole ticket",
    "casework.override": "by the whole ticket",
    "casework.ask": "by the whole ticket",
    "casework.ask_meaning": "by the whole ticket",
    "casework.set_aside": "by the whole ticket",
    "casework.note_posted": "by the whole ticket",
    "casework.extend": "by the whole ticket",
    "casework.set_language": "by the whole ticket",
    "casework.split": "by the whole ticket",
    "records.take_evidence": "reads",
    "records.hold": "by the hold, below",
    "workbench.begin": "by the state of the line",
    "workbench.mark": "by the item, below",
    "workbench.assign_item": "by the item, below",
    "workbench.erase_own": "once and for all",
    "workbench.add_file": "adds, and writes over nothing",
    "workbench.remove_file": "once and for all",
    "workbench.propose": "by the whole ticket",
    "workbench.send": "by the letter that was seen",
    "workbench.close": "by the state of the line",
    "workbench.open_package": "reads",
}


@pytest.fixture
def place(parts: Parts) -> str:
    """Return the place of a plain ticket in the queue North, which has a field of its own."""
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        for name in ("North", "South", "East"):
            queues.add(act, NewQueue(name))
        fields.add(act, NewField("Way in"))
        return f"/staff/tickets/{plain.open_ticket(act, NewTicket('North', 'A task')).id}"


@pytest.fixture
def ville(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "ville", Role.APPROVER)
    return browser_of(app, "ville")


@pytest.fixture
def maija(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "maija", Role.APPROVER)
    return browser_of(app, "maija")


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_a_colleagues_newer_value_stays_and_is_shown_beside_what_was_typed(
    parts: Parts, ville: Browser, maija: Browser, place: str, edit: tuple[str, Form, Form, str]
) -> None:
    path, first, second, told = edit
    seen = ville.page(place)
    assert maija.post(f"{place}/{path}", **first).status_code == 303
    before = len(history(parts, int(place.rpartition("/")[2])))
    answer = ville.post(f"{place}/{path}", seen, **second)
    shown = unescape(answer.text)
    assert answer.status_code == 409
    assert "maija changed this after you opened the page." in shown
    assert told in shown
    typed = re.escape(list(second.values())[-1])
    assert re.search(rf'(value="{typed}"|<option[^>]* selected>{typed}|value="{typed}" selected)', shown)
    assert len(history(parts, int(place.rpartition("/")[2]))) == before
    assert ville.post(f"{place}/{path}", answer.text, **second).status_code == 303


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_what_else_happens_to_a_ticket_stops_no_edit(
    ville: Browser, maija: Browser, place: str, edit: tuple[str, Form, Form, str]
) -> None:
    seen = ville.page(place)
    assert maija.post(f"{place}/comment", text="I look into it.").status_code == 303
    path, _, second, _ = edit
    assert ville.post(f"{place}/{path}", seen, **second).status_code == 303


def test_a_ticket_that_changed_hands_is_not_taken_over_unseen(
    ville: Browser, maija: Browser, parts: Parts, place: str
) -> None:
    add_member(parts, "olli", Role.AGENT)
    assert maija.post(f"{place}/assign", name="olli").status_code == 303
    seen = ville.page(place)
    assert maija.post(f"{place}/steal").status_code == 303
    answer = ville.post(f"{place}/steal", seen)
    assert answer.status_code == 409
    assert "It says now: maija." in answer.text


def test_a_checklists_item_and_a_note_on_it_are_not_written_over(
    parts: Parts, ville: Browser, maija: Browser
) -> None:
    line = f"/staff/tickets/{file_request(parts)}/lines/1"
    begin = maija.page(line)
    assert maija.post(f"{line}/begin", begin).status_code == 303
    seen = ville.page(line)
    found = re.search(r'action="([^"]*/items/[^"/]+)"', seen)
    assert found
    item = found[1]
    assert maija.post(item, maija.page(line), state="done", note="Off the list.").status_code == 303
    answer = ville.post(item, seen, state="not_applicable", note="They were never on it.")
    assert answer.status_code == 409
    assert "maija changed this after you opened the page." in answer.text
    assert "They were never on it.</textarea>" in answer.text
    assert "Off the list." in ville.page(line)
    assert maija.post(f"{item}/owner", maija.page(line), owner="maija").status_code == 303
    assert ville.post(f"{item}/owner", seen, owner="ville").status_code == 409


def test_a_legal_hold_is_not_written_over(parts: Parts, ville: Browser, maija: Browser) -> None:
    ticket = f"/staff/tickets/{file_request(parts)}"
    seen = ville.page(f"{ticket}/record")
    held = maija.post(f"{ticket}/hold", until="2027-01-31", reason="A claim was announced.")
    assert held.status_code == 303
    answer = ville.post(f"{ticket}/hold", seen, until="", reason="Nothing is pending.")
    assert answer.status_code == 409
    assert "Nothing is pending." in answer.text
    assert "31 January 2027" in ville.page(f"{ticket}/record")


def test_roles_and_queues_that_another_admin_changed_stay(app: Flask, parts: Parts) -> None:
    for name in ("ada", "bea"):
        add_member(parts, name, Role.ADMIN)
    add_member(parts, "maija", Role.AGENT)
    with parts.sessions.begin() as session:
        queues.add(Act(session, parts, SYSTEM, parts.now()), NewQueue("North"))
    ada, bea = browser_of(app, "ada"), browser_of(app, "bea")
    for page, path, first, second in (
        ("/staff/people/", "/post", {"role": "approver"}, {"role": "editor"}),
        ("/staff/house", "/staff/house/queues/North", {"disabled": "yes"}, {"rest": "yes"}),
    ):
        seen = ada.page(page)
        found = re.search(
            rf'action="([^"]*{path})"[^>]*><input[^>]*><input type="hidden" name="seen" value="([^"]*)"',
            seen[seen.find("maija") if path == "/post" else 0 :],
        )
        assert found
        place, mark = unescape(found[1]), unescape(found[2])
        assert bea.post(place, bea.page(page), seen=mark, **first).status_code == 303
        answer = ada.post(place, seen, seen=mark, **second)
        assert answer.status_code == 409
        assert "Somebody changed this since you read it" in answer.text


def test_every_form_of_a_ticket_says_how_it_is_guarded(app: Flask) -> None:
    forms = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "ticket_id" in rule.arguments
        and "POST" in (rule.methods or ())
        and str(rule).startswith("/staff/")
    }
    rules = {str(rule): rule.endpoint for rule in app.url_map.iter_rules()}
    checked = {rules[f"/staff{TICKET}/{path}"] for path, *_ in EDITS.values()}
    assert forms - checked - set(GUARDED_OTHERWISE) == set()
    assert set(GUARDED_OTHERWISE) - forms == set()


def test_a_plain_ticket_moves_only_to_queues_where_one_may_open_tickets(
    app: Flask, parts: Parts, ville: Browser, place: str
) -> None:
    add_member(parts, "olli", Role.AGENT, "North")
    olli = browser_of(app, "olli")
    page = olli.page(place)
    assert "Move to another queue" not in page
    assert olli.post(f"{place}/queue", page, queue="South").status_code == 403
    number = int(place.rpartition("/")[2])
    with parts.reads() as session:
        assert tickets.load(session, number).queue == "North"
    request = f"/staff/tickets/{file_request(parts)}"
    assert (
        ville.client.post(
            f"{request}/queue",
            data={"csrf": secret(ville.page(request)), "queue": "South", "version": "1"},
            headers={"Origin": ville.origin},
        ).status_code
        == 409
    )
