"""Holds what visitors get of a company whose policy was broken when the process began: never an answer."""

from dataclasses import replace
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from assistant.adapters.live_content import LiveContent
from assistant.service import signs
from assistant.service.parts import Parts
from assistant.web.app import create_app
from assistant.web.runtime import Face
from tests.web.chatting import SITE, Visitor, serving


@pytest.fixture
def spoiled(parts: Parts, root: Path) -> Parts:
    (root / "policies/nord/en.md").write_text("", encoding="utf-8")
    content = LiveContent(root)
    content()
    return replace(parts, knowledge=content, content=content)


def test_a_page_of_its_policy_says_where_to_write_and_tells_nothing_of_the_file(spoiled: Parts) -> None:
    client = create_app(spoiled, Face()).test_client()
    answer = client.get("/policy/nord/en")
    assert answer.status_code == 503
    assert "privacy@nord.example.org" in answer.text
    assert "P003" not in answer.text
    assert client.get("/policy/sund/sv").status_code == 200


def test_it_is_named_where_a_watcher_looks_and_so_is_what_was_not_read_yet(spoiled: Parts) -> None:
    signs.give(spoiled)
    client = create_app(spoiled, Face()).test_client()
    told = client.get("/readyz").json
    assert told is not None
    assert (told["status"], told["unread"]) == ("ok", 2)
    spoiled.content.look()
    told = client.get("/readyz").json
    assert told is not None
    assert (told["checks"]["content"], "unread" in told) == ("degraded", False)
    assert told["faults"][0].startswith("policies/nord/en.md:1:1: P003")


def test_no_chat_is_opened_and_who_wants_one_is_told_where_to_write(spoiled: Parts) -> None:
    answer = (
        create_app(spoiled, Face())
        .test_client()
        .post("/api/v1/conversations", json={"controller": "nord", "locale": "en"}, headers={"Origin": SITE})
    )
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["error"]["contact"].endswith("at once: privacy@nord.example.org.")


@pytest.mark.slow
def test_a_chat_that_comes_from_another_process_is_asked_to_come_again(parts: Parts, spoiled: Parts) -> None:
    elsewhere, app = create_app(parts, Face()), create_app(spoiled, Face())
    with serving(app, spoiled.limits) as port, Visitor(elsewhere, port).open().connected() as line:
        line.until_type("text")
        line.say("do you use cookies")
        told = line.until(lambda frame: frame["t"] == "error")
        assert (told["code"], told["retry_after_ms"]) == ("unavailable", 30_000)
        assert told["contact"].endswith("at once: privacy@nord.example.org.")
        with pytest.raises(ConnectionClosed):
            line.next()
        assert line.ws.close_code == 1013
