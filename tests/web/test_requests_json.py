"""Holds the pages of a request as programs see them."""

from pathlib import Path

import pytest
from flask import Flask

from assistant.service.parts import Parts
from tests.web.conftest import OWN
from tests.web.desk import JSON, WRONG, Person


@pytest.fixture
def person(app: Flask, parts: Parts, mail_folder: Path) -> Person:
    return Person(app, parts, mail_folder)


def test_a_program_verifies_writes_and_withdraws_with_a_visit_of_its_own(person: Person) -> None:
    client, path = person.app.test_client(use_cookies=False), person.path
    public = client.get(path, headers=JSON).json
    assert public == {
        "reference": person.reference,
        "controller": "Nord & Partners Oy",
        "locale": "en",
        "state": "Your request waits for you to confirm that the mailbox is yours.",
        "received": "2026-03-05T10:00:00+00:00",
        "due": "2026-04-07",
        "why": [
            "The last day to answer is 7 April 2026.",
            "One month from receipt on 5 March 2026 is 5 April 2026.",
            "5 April 2026 is Easter Sunday, a public holiday.",
            "6 April 2026 is Easter Monday, a public holiday.",
        ],
        "lines": [{"right": "Access to your data", "state": "waits for your confirmation"}],
        "waiting_for": "Please confirm with the code from our mail; nothing is looked up before.",
        "can_withdraw": False,
        "can_write": False,
        "reopen_until": None,
        "verified": False,
    }
    assert client.get(f"{path}/verify", headers=JSON).json == {
        "reference": person.reference,
        "has_page": False,
        "code_minutes": 30,
        "code_tries": 5,
        "codes_per_day": 3,
    }
    asked = client.post(f"{path}/code", json={}, headers=OWN).json
    assert asked is not None
    typed = {"page": asked["page"], "code": person.code()}
    opened = client.post(f"{path}/verify", json=typed, headers=OWN).json
    assert opened is not None
    assert (opened["verified"], opened["expires"]) == (True, "2026-03-05T12:00:00+00:00")
    bearer = {**JSON, **OWN, "Authorization": f"Bearer {opened['visit']}"}
    written = client.post(f"{path}/messages", json={"text": "Hello"}, headers=bearer)
    assert written.json == {
        "reference": person.reference,
        "message": "Your message has reached the staff.",
    }
    assert client.post(f"{path}/withdraw", json={}, headers=bearer).status_code == 200
    private = client.get(path, headers=bearer).json
    assert private is not None
    assert private["verified"] is True
    assert private["lines"] == [{"right": "Access to your data", "state": "withdrawn"}]
    assert private["correspondence"] == [{"from": "you", "text": "Hello", "at": "2026-03-05T10:00:00+00:00"}]


def test_a_wrong_code_is_told_in_the_shape_of_every_error(person: Person) -> None:
    typed = {"page": person.nonce, "code": WRONG}
    answer = person.client.post(f"{person.path}/verify", json=typed, headers=OWN)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["error"]["code"] == "code_refused"
    assert answer.json["error"]["message"].startswith("This code did not work.")


@pytest.mark.parametrize("body", [[], "text", {"code": 123456}, {"code": None, "page": []}, 5])
def test_what_is_no_object_of_texts_is_refused(person: Person, body: object) -> None:
    answer = person.client.post(f"{person.path}/verify", json=body, headers=OWN)
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]["code"] == "invalid_input"


def test_broken_json_is_refused(person: Person) -> None:
    headers = {**OWN, "Content-Type": "application/json"}
    for broken in (b"{", b"[" * 100_000):
        assert person.client.post(f"{person.path}/verify", data=broken, headers=headers).status_code == 400


def test_a_new_code_comes_to_the_page_that_a_program_names(person: Person) -> None:
    answer = person.client.post(f"{person.path}/code", json={"page": person.nonce}, headers=OWN)
    assert answer.json is not None
    assert answer.json["page"] == person.nonce


def test_a_message_that_is_too_long_is_refused_in_one_shape(person: Person) -> None:
    typed = {"page": person.nonce, "code": person.code()}
    opened = person.client.post(f"{person.path}/verify", json=typed, headers=OWN).json
    assert opened is not None
    headers = {**OWN, "Authorization": f"Bearer {opened['visit']}"}
    answer = person.client.post(f"{person.path}/messages", json={"text": "x" * 4001}, headers=headers)
    assert answer.status_code == 400
