"""Holds that what is no text is refused at every door, before a database that cannot keep it meets it."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from assistant.service.parts import Parts
from assistant.store.database import session_makers
from assistant.terms import Role
from assistant.web.app import create_app
from assistant.web.runtime import Face
from tests.web.conftest import OWN
from tests.web.programs import PASSWORD, Program, add_member, add_queue
from tests.web.staff import Browser, file_request, secret
from tests.web.test_walk import path_of, rows

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]
NO_TEXT = ("\0", "\ud800")
SENT = {"Content-Type": "application/json", "Accept": "application/json", **OWN}
REFUSED = range(300, 500)
"""Some views read nothing of what comes with the button, and lead on."""
TOO_LARGE = 99999999999999
CHANGES = ("Subject", "Status", "Owner", "Queue", "Requestor", "Cc", "MergeInto", "RefersTo", "Due")
NUMBERS = ("MergeInto", "RefersTo", "Priority", "TimeLeft")


@pytest.fixture
def shared(parts: Parts, engine: Engine) -> Parts:
    sessions, reads = session_makers(engine)
    return replace(parts, sessions=sessions, reads=reads)


@pytest.fixture
def token(shared: Parts) -> str:
    add_queue(shared, "General")
    return add_member(shared, "root", Role.ADMIN, Role.APPROVER, Role.EDITOR)


@pytest.fixture
def client(shared: Parts) -> FlaskClient:
    return create_app(shared, Face()).test_client()


@pytest.fixture
def program(client: FlaskClient, token: str) -> Program:
    found = Program(client, token)
    found.make()
    return found


@pytest.fixture
def browser(client: FlaskClient, token: str) -> Browser:
    assert token
    found = Browser(client)
    assert found.sign_in("root", PASSWORD).status_code == 303
    return found


def paths(app: Flask, method: str) -> Iterator[str]:
    return (path_of(rule, 1) for found, rule in rows(app) if found == method)


def test_no_address_with_a_nul_reaches_a_use_case(browser: Browser) -> None:
    for path in paths(browser.client.application, "GET"):
        for asked in (f"{path}%00", f"{path}?query=%00", f"{path}?%00=1"):
            assert browser.get(asked).status_code == 400, asked


def test_no_form_with_a_nul_reaches_a_use_case(browser: Browser) -> None:
    csrf = secret(browser.page("/staff/"))
    for path in paths(browser.client.application, "POST"):
        if not path.startswith(("/api", "/REST")):
            for wrong in ({"name": "\0"}, {"\0": "x"}):
                got = browser.client.post(path, data={"csrf": csrf, **wrong}, headers=OWN).status_code
                assert got in REFUSED, (path, got)


@pytest.mark.parametrize("wrong", NO_TEXT, ids=["nul", "half a pair"])
def test_no_json_that_holds_what_is_no_text_reaches_a_use_case(
    shared: Parts, program: Program, wrong: str
) -> None:
    file_request(shared)
    client = program.client
    for path in paths(client.application, "POST"):
        for sent in ({"token": wrong}, {"name": [{"a": wrong}]}, {wrong: 1}, [wrong]):
            answer = client.post(path, data=json.dumps(sent), headers=SENT)
            assert answer.status_code in REFUSED, (path, sent, answer.status_code)
    for name in CHANGES:
        change = {"data": json.dumps({name: f"a{wrong}"}), "content_type": "application/json", "json": None}
        assert program.call("PUT", "ticket/1", **change).status_code == 400, name
    inside = {"data": {"JSON": json.dumps({"Content": wrong})}, "content_type": "multipart/form-data"}
    assert program.call("POST", "ticket/1/comment", json=None, **inside).status_code == 400


def test_a_number_that_no_database_keeps_is_refused_by_name(program: Program) -> None:
    for name in NUMBERS:
        answer = program.call("PUT", "ticket/1", {name: TOO_LARGE})
        assert 400 <= answer.status_code < 500, (name, answer.status_code)


def test_a_name_with_a_nul_opens_nothing(client: FlaskClient, token: str) -> None:
    assert token
    pair = base64.b64encode(b"\0:a long enough password").decode()
    answer = client.get("/REST/2.0/rt", headers={"Authorization": f"Basic {pair}"})
    assert answer.status_code == 401


def test_a_second_factors_secret_that_is_none_is_refused(browser: Browser) -> None:
    answer = browser.post(
        "/staff/account/factor", browser.page("/staff/account/"), secret="1!" * 16, code="000000"
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("body", ["[1]", "1", '"x"', "null", '{"token": 1, "draft": 1, "code": 1}'])
def test_json_of_another_shape_is_refused_on_pages_for_everybody(client: FlaskClient, body: str) -> None:
    for path in paths(client.application, "POST"):
        if path.startswith("/requests"):
            answer = client.post(path, data=body, headers=SENT)
            assert 400 <= answer.status_code < 500, (path, answer.status_code)
