"""Holds that the schemas for people's text editors accept the shipped files and refuse broken ones."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from assistant.editing.schema import Schema, schemas
from assistant.matcher.load import LIBRARY, load_library
from tests.library import FILES, write_library
from tests.web.content import FILES as CONTROLLERS

ROOT = Path(__file__).parents[2]
KINDS = {"shared": "intent", "topics": "topic", "concepts": "concepts"}


@cache
def shipped() -> dict[str, Draft202012Validator]:
    found = schemas(load_library(ROOT / "intents"))
    for own in found.values():
        Draft202012Validator.check_schema(own)
    return {name: Draft202012Validator(own) for name, own in found.items()}


def parsed(text: str) -> Any:  # noqa: ANN401 - whatever the file holds
    return YAML(typ="safe", pure=True).load(text)


def problems(kind: str, text: str) -> list[str]:
    return [error.message for error in shipped()[kind].iter_errors(parsed(text))]


def sample() -> list[tuple[str, Path]]:
    """Return every file of editors, and a part of the library: reading all of it takes a second a hundred."""
    found = [("controller", p) for p in sorted((ROOT / "policies").glob("*/controller.yaml"))]
    for folder in sorted((ROOT / "intents").iterdir()):
        files = sorted(folder.glob("*.yaml"))
        kind = KINDS.get(folder.name, "answers")
        found += [(kind, path) for path in (files[::12] if folder.name in LIBRARY else files)]
    return found


@pytest.mark.parametrize(("kind", "path"), sample(), ids=lambda value: getattr(value, "stem", str(value)))
def test_the_shipped_files_are_accepted(kind: str, path: Path) -> None:
    assert problems(kind, path.read_text(encoding="utf-8")) == []


NORD = CONTROLLERS["nord/controller.yaml"]
ANSWERS = "policy: a/en\nfingerprint: x\nintents:\n- intent: cookies\n  answer: []\n"


@pytest.mark.parametrize(
    ("kind", "text", "old", "new"),
    [
        ("intent", FILES["shared/how-long.yaml"], "topic: retention", "topic: retentoin"),
        ("intent", FILES["shared/how-long.yaml"], "topic: retention", "tpoic: retention"),
        ("intent", FILES["shared/how-long.yaml"], "  sv:", "  de:"),
        ("intent", FILES["shared/request-erasure.yaml"], "right: erasure", ""),
        ("intent", FILES["shared/request-erasure.yaml"], "outcome: request", ""),
        ("topic", FILES["topics/cookies.yaml"], "headings:", "kin: [biscuits]\nheadings:"),
        ("topic", FILES["topics/cookies.yaml"], "[Cookies, ", "[1, "),
        ("concepts", "delete: {en: delet*, fi: poist*, sv: rader*}", "fi: poist*, ", ""),
        ("answers", ANSWERS, "answer: []", "answer: [here]"),
        ("answers", ANSWERS, "answer: []", "answer: []\n  confirmed: true"),
        ("answers", ANSWERS, "answer: []", "answer: []\n  utterances: [own]"),
        ("controller", NORD, "country: FI", "country: Finland"),
        ("controller", NORD, "queue: nord-privacy\n", ""),
        ("controller", NORD, "brand:", "brnad:"),
        ("controller", NORD, "brand:", "identity: {access: L9}\nbrand:"),
        ("controller", NORD, '"https://www.nord', '"www.nord'),
        ("controller", NORD, '"https://www.nord', '"http://www.nord'),
        ("controller", NORD, 'nord.example.org"]', 'nord.example.org/chat"]'),
        ("controller", NORD, "sender: privacy@nord.example.org", "sender: the team"),
        ("controller", NORD, "email: privacy@nord.example.org", "email: the team"),
        ("controller", NORD, "brand:", "staff_mailbox: the team\nbrand:"),
        ("controller", NORD, "brand:", "dpo: {email: the officer}\nbrand:"),
        ("controller", NORD, "brand:", "promise_days: 0\nbrand:"),
        ("controller", NORD, "brand:", "promise_days: 32\nbrand:"),
        ("controller", NORD, "brand:", "eves: never\nbrand:"),
        ("controller", NORD, "brand:", "opening_hours: {monday: 9-16}\nbrand:"),
        ("controller", NORD, 'sign_in_keys: {"2026": "', 'sign_in_keys: {"2026": "!'),
        (
            "controller",
            NORD,
            "brand:",
            "mirror: {kind: jira, url: 'https://rt.example.org'}\nbrand:",
        ),
    ],
)
def test_broken_files_are_refused(kind: str, text: str, old: str, new: str) -> None:
    assert old in text
    assert problems(kind, text) == []
    assert problems(kind, text.replace(old, new, 1)) != []


def test_the_schemas_know_the_topics_and_intents_of_the_library(tmp_path: Path) -> None:
    found: Schema = schemas(load_library(write_library(tmp_path / "intents")))["intent"]["properties"]
    assert "cookies" in found["topic"]["enum"]
    assert "how-long" in found["near"]["items"]["properties"]["intent"]["enum"]


def test_the_schema_takes_what_the_program_takes_of_a_controller() -> None:
    more = (
        "staff_mailbox: desk@nord.example.org\ndpo: {role: Officer, email: dpo@nord.example.org}\n"
        "promise_days: 14\neves: national\nopening_hours: {monday: '09:00-16:00'}\nphone: null\n"
        "identity: null\nretention_days: 30\nbrand:"
    )
    sites = '["https://www.nord.example.org:8443", "http://localhost:3000", "http://[::1]:80"]'
    text = NORD.replace("brand:", more, 1).replace('["https://www.nord.example.org"]', sites)
    assert problems("controller", text) == []
