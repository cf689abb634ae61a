"""Holds every cell of the permission table – role, action, queue – over every address of the console."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask, url_for

from assistant.service import queues
from assistant.service.acting import SYSTEM, Act
from assistant.service.parts import Parts
from assistant.service.queues import NewQueue
from assistant.terms import Role
from assistant.tickets.permission import GRANTED, Action
from tests.web.conftest import OWN
from tests.web.staff import Browser, add_member, browser_of, file_request, history, secret

A = Action
OF_TICKET: Mapping[str, Action] = {
    "console.show_ticket": A.SHOW_TICKET,
    "console.take": A.TAKE,
    "console.untake": A.TAKE,
    "console.comment": A.COMMENT,
    "console.reply": A.REPLY,
    "console.move_line": A.MOVE_LINE,
    "handling.steal": A.STEAL,
    "handling.assign": A.ASSIGN,
    "handling.priority": A.MODIFY_TICKET,
    "handling.move": A.MODIFY_TICKET,  # and to open tickets in the queue that it goes to
    "handling.people": A.MODIFY_TICKET,
    "handling.link": A.LINK,
    "handling.merge": A.MERGE,
    "handling.remind": A.COMMENT,
    "handling.finish_reminder": A.COMMENT,
    "handling.set_field": A.MODIFY_TICKET,
    "handling.set_status": A.MODIFY_TICKET,
    "handling.undo": A.REPLY,
    "handling.download": A.SHOW_TICKET,
    "handling.be_here": A.SHOW_TICKET,
    "casework.show": A.SHOW_TICKET,
    "casework.prove": A.ASK_IDENTITY,
    "casework.override": A.OVERRIDE,
    "casework.ask": A.ASK_IDENTITY,
    "casework.extend": A.REQUEST_EXTENSION,
    "casework.set_language": A.MODIFY_TICKET,
    "casework.split": A.MERGE,
    "records.show_record": A.SHOW_TICKET,
    "records.take_evidence": A.EVIDENCE,
    "records.hold": A.LEGAL_HOLD,
    "workbench.show_line": A.SHOW_TICKET,
    "workbench.begin": A.MOVE_LINE,
    "workbench.mark": A.MOVE_LINE,
    "workbench.assign_item": A.MOVE_LINE,
    "workbench.erase_own": A.APPROVE,
    "workbench.add_file": A.UPLOAD,
    "workbench.remove_file": A.UPLOAD,
    "workbench.show_file": A.SHOW_TICKET,
    "workbench.propose": A.MOVE_LINE,
    "workbench.show_answer": A.SHOW_TICKET,
    "workbench.send": A.REPLY,  # and to approve or refuse, where the answer is such
    "workbench.close": A.MOVE_LINE,
    "workbench.open_package": A.OPEN_PACKAGE,
}
"""What is done to one ticket: 404 where it may not be seen, 403 where it may be seen and not that be done."""
ANYWHERE: Mapping[str, Action] = {
    "editing.show_unanswered": A.SEE_UNANSWERED,
    "editing.show_coverage": A.EDIT_CONTENT,
    "editing.show_content": A.EDIT_CONTENT,
    "trying.begin": A.EDIT_CONTENT,
    "people.show": A.MANAGE_STAFF,
    "people.invite": A.MANAGE_STAFF,
    "people.set_post": A.MANAGE_STAFF,
    "people.set_active": A.MANAGE_STAFF,
    "people.send_link": A.MANAGE_STAFF,
    "reporting.show": A.SEE_QUEUE,
    "reporting.download": A.SEE_QUEUE,
    "house.show": A.SEE_OPERATIONS,
    "house.retry_mail": A.SEE_OPERATIONS,
    "house.verify_audit": A.VERIFY_AUDIT,
    "house.show_articles": A.MODIFY_TICKET,
    "records.show_register": A.EVIDENCE,
    "chats.show_chats": A.JOIN_CHAT,
    "chats.attend": A.JOIN_CHAT,
    "chats.pulse": A.JOIN_CHAT,
}
"""What needs a permission in some queue, whichever."""
IN_QUEUE: Mapping[str, tuple[Action, str]] = {
    "house.change_queue": (A.MANAGE_QUEUE, "nord-privacy"),
    "house.add_field": (A.MANAGE_QUEUE, "nord-privacy"),
    "house.save_article": (A.MODIFY_TICKET, "nord-privacy"),
    "house.add_queue": (A.MANAGE_QUEUE, "*"),
    "trying.show": (A.EDIT_CONTENT, "nord-privacy"),
    "trying.ask": (A.EDIT_CONTENT, "nord-privacy"),
    "editing.deal_with": (A.EDIT_CONTENT, "nord-privacy"),
}
"""What needs a permission in one queue, or in all."""
ELSEWHERE = {"chats", "registering"}
"""Whose permissions their own suites hold."""
FOR_ALL = {"signing", "account", "lost"}
"""What everybody may do with their own account, and what comes before it."""
OWN_LISTS = {"console.show_tickets", "searching.save_search", "searching.delete_search", "searching.bulk"}
"""What shows and changes only what the other tables allow."""
VALUES = {"position": 1, "item": "x", "file": "x", "reminder_id": 1, "file_id": 1, "member_id": "x"}
VALUES |= {"table": "months", "name": "nord-privacy", "controller": "nord", "cluster_id": "x"}
FIELDS = {
    "queue": "nord-privacy",
    "title": "T",
    "en": "x",
    "name": "F",
    "kind": "single",
    "lifecycle": "mail",
}
ROLES = (Role.AGENT, Role.APPROVER, Role.EDITOR, Role.ADMIN)


def answer(app: Flask, browser: Browser, endpoint: str, csrf: str, ticket: int) -> int:
    rule = next(one for one in app.url_map.iter_rules() if one.endpoint == endpoint)
    with app.test_request_context(base_url="https://privacy.example.org"):
        values: dict[str, Any] = {name: {**VALUES, "ticket_id": ticket}[name] for name in rule.arguments}
        path = url_for(endpoint, **values)
    if "POST" in (rule.methods or ()):
        return browser.client.post(path, data={**FIELDS, "csrf": csrf}, headers=OWN).status_code
    return browser.client.get(path).status_code


@pytest.fixture(params=["nord-privacy", "sund-privacy"], ids=["own queue", "another queue"])
def queue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("role", ROLES)
def test_every_cell_of_the_table_is_kept_at_every_address(
    app: Flask, parts: Parts, role: Role, queue: str
) -> None:
    with parts.sessions.begin() as session:
        queues.ensure(Act(session, parts, SYSTEM, parts.now()))
        queues.add(Act(session, parts, SYSTEM, parts.now()), NewQueue("General"))
    ticket = file_request(parts)
    add_member(parts, "maija", role, queue)
    maija = browser_of(app, "maija")
    csrf, is_own, wrong = secret(maija.page("/staff/")), queue == "nord-privacy", []

    def is_granted(action: Action) -> bool:
        return action in GRANTED[role]

    for endpoint, action in OF_TICKET.items():
        before = len(history(parts, ticket))
        status = answer(app, maija, endpoint, csrf, ticket)
        if not (is_own and is_granted(Action.SHOW_TICKET)):
            wrong += [(endpoint, status)] * (status != 404 or len(history(parts, ticket)) != before)
        elif is_granted(action):
            wrong += [(endpoint, status)] * (status in (403, 500))
        else:
            wrong += [(endpoint, status)] * (
                status not in (403, 404) or len(history(parts, ticket)) != before
            )
    for endpoint, action in ANYWHERE.items():
        status = answer(app, maija, endpoint, csrf, ticket)
        is_absent = status == 404 and (endpoint.startswith("people.") or not is_own)
        is_open = status != 403 and (status != 404 or is_absent)
        is_refused = status in (403, 404)
        wrong += [(endpoint, status)] * (not (is_open if is_granted(action) else is_refused))
    for endpoint, (action, place) in IN_QUEUE.items():
        status = answer(app, maija, endpoint, csrf, ticket)
        may = is_granted(action) and is_own and place == "nord-privacy"
        wrong += [(endpoint, status)] * ((status not in (403, 404)) is not may)
    assert wrong == []


def test_every_address_of_the_console_stands_in_one_of_the_tables(app: Flask) -> None:
    known = {*OF_TICKET, *ANYWHERE, *IN_QUEUE, *OWN_LISTS}
    found = {rule.endpoint for rule in app.url_map.iter_rules() if str(rule).startswith("/staff")}
    assert {one for one in found - known if one.partition(".")[0] not in FOR_ALL | ELSEWHERE} == set()


def test_nobody_without_a_sign_in_gets_further_than_the_door(app: Flask, parts: Parts) -> None:
    ticket, client = file_request(parts), app.test_client()
    for endpoint in (*OF_TICKET, *ANYWHERE, *IN_QUEUE, *OWN_LISTS - {"searching.delete_search"}):
        status = answer(app, Browser(client), endpoint, "guess", ticket)
        assert status in (302, 401), endpoint
    assert len(history(parts, ticket)) == 1
