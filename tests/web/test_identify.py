"""Holds that a company's page can vouch for somebody, and that nobody is led to vouch for a stranger."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from assistant.service.parts import Parts
from assistant.web.app import create_app
from assistant.web.runtime import Face
from tests.service.test_tokens import Server
from tests.web.conftest import NOON, OWN
from tests.web.desk import Person, seen, token

SERVER = Server()
SITE = {"Origin": "https://www.nord.example.org"}
AUDIENCE = "https://privacy.example.org/nord"
NOW = int(NOON.timestamp())


def signed(**claims: object) -> str:
    fresh = {"aud": AUDIENCE, "iat": NOW, "exp": NOW + 60, "jti": "0123456789abcdef"}
    return SERVER.token(**{**fresh, **claims})


@pytest.fixture
def known(parts: Parts) -> Parts:
    knowledge = parts.knowledge()
    nord = replace(
        knowledge.controller("nord"),
        sign_in_keys={SERVER.kid: SERVER.public},
        sign_in="https://www.nord.example.org/proof",
    )
    with_keys = replace(knowledge, controllers={**knowledge.controllers, "nord": nord})
    return replace(parts, knowledge=lambda: with_keys)


@pytest.fixture
def person(known: Parts, mail_folder: Path) -> Person:
    app: Flask = create_app(known, Face(is_demo=True, mail_folder=mail_folder))
    return Person(app, known, mail_folder)


def test_the_companys_page_posts_the_token_and_its_person_says_yes_on_ours(person: Person) -> None:
    """Rule V-4: what came from elsewhere is used only after a click on our own page."""
    assert "https://www.nord.example.org/proof?reference=" in person.arrive().text
    page = person.client.post(f"{person.path}/identify", data={"token": signed()}, headers=SITE)
    assert page.status_code == 200
    assert "access to your data" in seen(page)
    assert "li…@ex…" in seen(page)
    assert "liisa.one" not in page.text
    assert "waits for your confirmation" in seen(person.open()), "nothing is proved yet"


def test_the_right_click_opens_the_private_part(person: Person) -> None:
    fresh = signed()
    page = person.client.post(f"{person.path}/identify", data={"token": fresh}, headers=SITE)
    given = {"token": fresh, "form_token": token(page)}
    for elsewhere in (SITE, {}):
        refused = person.client.post(f"{person.path}/identify", data=given, headers=elsewhere)
        assert refused.status_code == (403 if not elsewhere else 200)
        assert "waits for your confirmation" in seen(person.open())
    answer = person.client.post(f"{person.path}/identify", data=given, headers=OWN)
    assert answer.status_code == 303
    assert "You have shown who you are" in seen(person.client.get(answer.headers["Location"]))
    again = person.client.post(f"{person.path}/identify", data=given, headers=OWN)
    assert again.status_code == 422
    assert "does not prove who you are" in seen(again)


def test_a_program_gives_a_token_and_gets_a_visit(person: Person) -> None:
    answer = person.client.post(f"{person.path}/identify", json={"token": signed()}, headers=OWN)
    assert answer.json is not None
    visit = {"Authorization": f"Bearer {answer.json['visit']}", "Accept": "application/json"}
    shown = person.client.get(person.path, headers=visit).json
    assert shown is not None
    assert shown["verified"]
    wrong = person.client.post(f"{person.path}/identify", json={"token": "x"}, headers=OWN)
    assert wrong.status_code == 422


def test_a_site_that_is_not_the_companys_is_refused(person: Person) -> None:
    other = {"Origin": "https://evil.example.org"}
    answer = person.client.post(f"{person.path}/identify", data={"token": signed()}, headers=other)
    assert answer.status_code == 403
