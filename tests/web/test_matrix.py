"""Holds every cell of the permission table: role, action and queue, in the console, over REST, on sockets."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from assistant.dialogue.events import Wanted
from assistant.service import conversations, fields, hands, live, plain, queues, staff, tickets
from assistant.service.acting import SYSTEM, Act
from assistant.service.fields import NewField
from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.service.plain import NewTicket
from assistant.service.queues import NewQueue
from assistant.store import Conversation, Entry, Handover, Transaction
from assistant.terms import Role
from assistant.tickets.permission import GRANTED, Action
from assistant.web.schema import CLIENT_FRAMES
from tests.web.chatting import SITE, Visitor, serving
from tests.web.conftest import OWN
from tests.web.matrix import CHANGES, CONSOLE, FRAMES, REST, Row, Scope
from tests.web.programs import PASSWORD
from tests.web.staff import Browser, add_member, browser_of, file_request, history, secret

A = Action
ROLES = (Role.AGENT, Role.APPROVER, Role.EDITOR, Role.ADMIN)
OWN_QUEUE = "nord-privacy"
PLACES = {"own queue": (OWN_QUEUE,), "another queue": ("sund-privacy",), "every queue": ()}
VALUES = {"position": 1, "item": "x", "file": "x", "reminder_id": 1, "file_id": 1, "member_id": "x", "seq": 1}
VALUES |= {"table": "months", "name": OWN_QUEUE, "controller": "nord", "cluster_id": "x", "search_id": "x"}
VALUES |= {"language": "en"}
FIELDS = {
    "queue": OWN_QUEUE,
    "title": "T",
    "en": "x",
    "name": "F",
    "kind": "single",
    "lifecycle": "mail",
    "controller": "nord",
    "channel": "phone",
    "day": "2026-03-04",
    "email": "kim@example.org",
    "rights": "access",
    "language": "en",
}
NO_TICKET = 404
REFUSED = (403, 404)


@dataclass
class Staff:
    """A member in a role, in a queue, and what the table lets them do."""

    role: Role
    queues: tuple[str, ...]
    token: str = field(default="", repr=False)

    def may(self, row: Row) -> bool:
        """Tell whether the member may do this at what lies in the queue of nord."""
        if row.action not in GRANTED[self.role]:
            return False
        if row.scope is Scope.EVERYWHERE:
            return not self.queues
        return row.scope is Scope.ANYWHERE or self.has_queue

    @property
    def has_queue(self) -> bool:
        return not self.queues or OWN_QUEUE in self.queues

    @property
    def sees_tickets(self) -> bool:
        return self.has_queue and A.SHOW_TICKET in GRANTED[self.role]


@pytest.fixture(params=list(PLACES.values()), ids=list(PLACES))
def place(request: pytest.FixtureRequest) -> tuple[str, ...]:
    found: tuple[str, ...] = request.param
    return found


@pytest.fixture(params=ROLES)
def member(request: pytest.FixtureRequest, parts: Parts, place: tuple[str, ...]) -> Staff:
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        queues.ensure(act)
        for name in ("General", "North"):
            queues.add(act, NewQueue(name))
        for name in (OWN_QUEUE, "sund-privacy"):
            queues.queue_named(session, name).serves_rest = True
        fields.add(act, NewField("F1"))
    found = Staff(request.param, place)
    add_member(parts, "maija", found.role, *place)
    with parts.sessions.begin() as session:
        found.token = staff.give_token(Act(session, parts, SYSTEM, parts.now()), "maija")
    return found


@dataclass
class At:
    """What is done with: a ticket and a chat at nord."""

    ticket: int
    chat: str


def at_nord(app: Flask, parts: Parts) -> At:
    ticket, visitor = file_request(parts), Visitor(app, 0).open()
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        chat = conversations.lock(act, visitor.opened["conversation"])
        return At(ticket, live.call(act, chat, Wanted.ASKED).id)


def answer(app: Flask, browser: Browser, endpoint: str, csrf: str, at: At) -> int:
    rule = next(one for one in app.url_map.iter_rules() if one.endpoint == endpoint)
    known = {**VALUES, "ticket_id": at.ticket, "handover_id": at.chat}
    with app.test_request_context(base_url="https://privacy.example.org"):
        values: dict[str, Any] = {name: known[name] for name in rule.arguments}
        path = url_for(endpoint, **values)
    if "POST" in (rule.methods or ()):
        return browser.client.post(path, data={**FIELDS, "csrf": csrf}, headers=OWN).status_code
    return browser.client.get(path, query_string={"mark": "none"}).status_code


def changed(parts: Parts) -> int:
    with parts.reads() as session:
        return session.scalar(select(func.count()).select_from(Transaction)) or 0


def is_kept(member: Staff, row: Row, status: int) -> bool:
    """Tell whether an answer is the one that the table asks for."""
    if row.scope in (Scope.LIST, Scope.SELF):
        return status not in (403, 500)
    if row.scope is Scope.TICKET and not member.sees_tickets:
        return status == NO_TICKET
    if member.may(row):
        return status not in (403, 500)
    return status in REFUSED


@pytest.mark.slow
def test_every_cell_is_kept_at_every_address_of_the_console(app: Flask, parts: Parts, member: Staff) -> None:
    at, maija = at_nord(app, parts), browser_of(app, "maija")
    csrf, wrong = secret(maija.client.get("/staff/", follow_redirects=True).text), []
    for endpoint, row in CONSOLE.items():
        if row.scope is Scope.SELF:
            continue
        before = changed(parts)
        status = answer(app, maija, endpoint, csrf, at)
        is_changed = changed(parts) != before
        if not is_kept(member, row, status) or (is_changed and not member.may(row)):
            wrong.append((endpoint, status))
    assert wrong == []


SENT: Mapping[str, object] = {
    "Subject": "After",
    "Status": "stalled",
    "Owner": "olli",
    "Priority": 7,
    "Due": "2026-12-24",
    "Requestor": ["a@example.org"],
    "Cc": ["a@example.org"],
    "AdminCc": ["a@example.org"],
    "CustomFields": {"F1": "x"},
    "Queue": OWN_QUEUE,
}


@dataclass
class Programs:
    """Speaks over REST as a member, each time about a ticket of its own."""

    app: Flask
    parts: Parts
    token: str = field(repr=False)

    def ticket(self) -> int:
        with self.parts.sessions.begin() as session:
            act = Act(session, self.parts, SYSTEM, self.parts.now())
            return plain.open_ticket(act, NewTicket(OWN_QUEUE, "A task", text="Words")).id

    def call(self, method: str, path: str, body: object = None) -> int:
        headers = {"Authorization": f"token {self.token}"}
        sent = None if method == "GET" else {} if body is None else body
        client = self.app.test_client()
        return client.open(f"/REST/2.0/{path}", method=method, headers=headers, json=sent).status_code

    def transaction(self, ticket: int) -> int:
        return history(self.parts, ticket)[0].id


def rest_calls(programs: Programs) -> Iterator[tuple[str, Row, tuple[str, str, object]]]:
    """Yield each row of REST with a call to make for it."""
    by_view: Mapping[str, tuple[str, str, object]] = {
        "show": ("GET", "ticket/{n}", None),
        "delete": ("DELETE", "ticket/{n}", None),
        "comment": ("POST", "ticket/{n}/comment", {"Content": "x"}),
        "correspond": ("POST", "ticket/{n}/correspond", {"Content": "x"}),
        "history": ("GET", "ticket/{n}/history", None),
        "transaction": ("GET", "transaction/{t}", None),
        "attachments_of_transaction": ("GET", "transaction/{t}/attachments", None),
        "attachments_of_ticket": ("GET", "ticket/{n}/attachments", None),
        "attachment": ("GET", "attachment/{a}", None),
        "take take": ("PUT", "ticket/{n}/take", None),
        "take untake": ("PUT", "ticket/{n}/untake", None),
        "take steal": ("PUT", "ticket/{n}/steal", None),
        "create": ("POST", "ticket", {"Queue": OWN_QUEUE, "Subject": "x"}),
        "show_queue": ("GET", f"queue/{OWN_QUEUE}", None),
        "change_queue": ("PUT", f"queue/{OWN_QUEUE}", {"Description": "x"}),
        "disable_queue": ("DELETE", "queue/{q}", None),
        "add_queue": ("POST", "queue", {"Name": "New"}),
        "add_user": (
            "POST",
            "user",
            {"Name": "robot", "EmailAddress": "r@example.org", "Password": PASSWORD},
        ),
        "change_user": ("PUT", "user/olli", {"RealName": "x"}),
        "disable_user": ("DELETE", "user/olli", None),
        "search": ("GET", "tickets?query=id > 0", None),
        "list_queues": ("GET", "queues/all", None),
        "list_users": ("GET", "users", None),
        "about": ("GET", "rt", None),
        "nothing": ("GET", "asset/1", None),
        "show_user": ("GET", "user/maija", None),
    }
    for name, row in REST.items():
        yield name, row, by_view[name]
    for name, action in CHANGES.items():
        value = SENT.get(name, programs.ticket())
        yield name, Row(Scope.TICKET, action), ("PUT", "ticket/{n}", {name: value})


@pytest.mark.slow
def test_every_cell_is_kept_on_every_path_and_field_of_rest(app: Flask, parts: Parts, member: Staff) -> None:
    add_member(parts, "olli", Role.AGENT)
    programs, wrong = Programs(app, parts, member.token), []
    for name, row, (method, path, body) in rest_calls(programs):
        ticket = programs.ticket()
        transaction = programs.transaction(ticket)
        if name == "take steal":
            with parts.sessions.begin() as session:
                act = Act(session, parts, SYSTEM, parts.now())
                tickets.assign(act, tickets.load(session, ticket), "olli")
        before = changed(parts)
        filled = path.format(n=ticket, t=transaction, a=transaction * 4 + 1, q="sund-privacy")
        if name == "disable_queue":  # the last row that needs the queue may close it
            filled = f"queue/{OWN_QUEUE}"
        status = programs.call(method, filled, body)
        is_changed = changed(parts) != before
        if not is_kept(member, row, status) or (is_changed and not member.may(row)):
            wrong.append((name, status))
        with parts.sessions.begin() as session:
            queues.queue_named(session, OWN_QUEUE).is_disabled = False
    assert wrong == []


def until_closed(ws: ClientConnection) -> list[dict[str, object]]:
    """Return all that a socket says until the server ends it."""
    told = []
    try:
        while True:
            told.append(json.loads(ws.recv(timeout=20)))
    except ConnectionClosed:
        return told


def test_a_frame_from_staff_opens_no_visitors_chat(app: Flask, parts: Parts) -> None:
    at = at_nord(app, parts)
    with parts.reads() as session:
        chat = session.get_one(Handover, at.chat).conversation_id
        before = session.scalar(select(func.count()).select_from(Entry))
    samples: Mapping[str, Mapping[str, object]] = {
        "hello": {"v": 1, "pass": "guessed", "conv": chat},
        "send": {"cid": "1", "body": {"type": "text", "text": "x"}},
        "feedback": {"seq": 1, "helpful": True},
        "language": {"locale": "fi"},
        "typing": {"on": True},
        "read": {"seq": 1},
    }
    with serving(app, Limits()) as port:
        for role in ROLES:
            add_member(parts, role.value, role)
            client = browser_of(app, role.value).client
            cookie = client.get_cookie("staff") or client.get_cookie("__Host-staff")
            assert cookie
            headers = {"Origin": SITE, "Cookie": f"{cookie.key}={cookie.value}"}
            for kind, row in FRAMES.items():
                assert row.scope is Scope.VISITOR
                address = f"ws://127.0.0.1:{port}/api/v1/chat"
                with connect(address, additional_headers=headers) as ws:
                    ws.send(json.dumps({"t": kind, **samples.get(kind, {})}))
                    told = until_closed(ws)
                assert {one["t"] for one in told} <= {"error"}, (role, kind)
    with parts.reads() as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == before
        assert session.get_one(Conversation, chat).locale == "en"


def test_every_address_path_field_and_frame_has_its_row(app: Flask) -> None:
    rules = list(app.url_map.iter_rules())
    console = {rule.endpoint for rule in rules if str(rule).startswith("/staff")}
    assert console == set(CONSOLE)
    for rule in rules:
        if rule.endpoint in CONSOLE:
            assert len((rule.methods or set()) - {"HEAD", "OPTIONS"}) == 1, rule
    views = {rule.endpoint.partition(".")[2] for rule in rules if str(rule).startswith("/REST")}
    assert views == {name.partition(" ")[0] for name in REST} | {"change"}
    ways = next(str(rule) for rule in rules if rule.endpoint == "rest.take")
    listed = set(re.split(r", *", re.findall(r"any\(([^)]*)\)", ways)[0]))
    assert {f"take {way}" for way in listed} == {name for name in REST if name.startswith("take")}
    assert set(hands.CHANGEABLE) == set(CHANGES)
    assert set(CLIENT_FRAMES) == set(FRAMES)


def test_everything_that_can_be_permitted_is_asked_for_somewhere() -> None:
    asked = {row.action for row in (*CONSOLE.values(), *REST.values())} | set(CHANGES.values())
    # `search` narrows lists, and `refuse` an answer that refuses: tests/service/test_finding, test_workbench
    assert set(Action) - asked == {A.SEARCH, A.REFUSE}


def test_nobody_without_a_sign_in_gets_further_than_the_door(app: Flask, parts: Parts) -> None:
    at, client = at_nord(app, parts), app.test_client()
    for endpoint, row in CONSOLE.items():
        if row.scope is not Scope.SELF:
            status = answer(app, Browser(client), endpoint, "guess", at)
            assert status in (302, 401), endpoint
    assert len(history(parts, at.ticket)) == 1
