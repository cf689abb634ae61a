"""Staff at work in a browser without scripts: signing in, and posting the forms that pages gave out."""

import re
from dataclasses import dataclass
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from assistant.service import requests, staff, tickets
from assistant.service.acting import DATA_SUBJECT, SYSTEM, Act
from assistant.service.parts import Parts
from assistant.store import Ticket, Transaction
from assistant.terms import Locale, Right, Role
from tests.web.conftest import OWN

PASSWORD = "eleven tame lynxes"
ADDRESS = "aino@example.org"
_SECRET = re.compile(r'name="csrf" value="([^"]+)"')
_VERSION = re.compile(r'name="version" value="(\d+)"')


def add_member(parts: Parts, name: str, role: Role, *queues: str, locale: Locale = Locale.EN) -> None:
    with parts.sessions.begin() as session:
        newcomer = staff.Newcomer(name, role, PASSWORD, queues, locale)
        staff.add(Act(session, parts, SYSTEM, parts.now()), newcomer)


def file_request(
    parts: Parts, key: str = "one", *, right: Right = Right.MARKETING_BAN, scope: str = "Stop."
) -> int:
    """File a request with nord in Finnish and return its ticket's number."""
    filing = requests.Filing(
        "nord", Locale.FI, (right,), ADDRESS, "Aino Example", scope, "chat", None, parts.now(), key
    )
    with parts.sessions.begin() as session:
        request = requests.file(Act(session, parts, DATA_SUBJECT, parts.now()), filing)
        return tickets.of_request(session, request).id


def history(parts: Parts, ticket_id: int) -> list[Transaction]:
    with parts.reads() as session:
        return list(session.get_one(Ticket, ticket_id).history)


@dataclass
class Browser:
    """One person's browser."""

    client: FlaskClient
    origin: str = OWN["Origin"]

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def page(self, path: str) -> str:
        response = self.client.get(path)
        assert response.status_code == 200
        return response.text

    def post(self, path: str, page: str | None = None, **fields: str) -> TestResponse:
        """Post a form with what its page hides in it: the ticket's own page unless another is given."""
        shown = self.page(re.sub(r"(tickets/\d+)/.*", r"\1", path)) if page is None else page
        hidden = {"csrf": secret(shown)} | (
            {"version": found[1]} if (found := _VERSION.search(shown)) else {}
        )
        return self.client.post(path, data=hidden | fields, headers={"Origin": self.origin})

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        return self.post(
            "/staff/sign-in", self.page("/staff/sign-in"), name=name, password=password, **fields
        )


def secret(page: str) -> str:
    found = _SECRET.search(page)
    assert found is not None
    return unescape(found[1])


def browser_of(app: Flask, name: str) -> Browser:
    """Return the browser of a member who has signed in."""
    browser = Browser(app.test_client())
    assert browser.sign_in(name).status_code == 303
    return browser
