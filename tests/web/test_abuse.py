"""Holds what bots run into, and that the log tells nothing that a visitor said or holds."""

import json

import pytest
import structlog
from flask import Flask

from tests.web.chatting import Visitor
from tests.web.conftest import Clock


def test_too_many_chats_from_one_address_wait_an_hour(app: Flask, port: int, clock: Clock) -> None:
    """S7, S15: told when to come again, and no puzzle is set."""
    for _ in range(10):
        Visitor(app, port).open()
    refused = Visitor(app, port).post(controller="nord", locale="en")
    assert refused.status_code == 429
    assert refused.get_json()["error"]["code"] == "rate_limited"
    assert int(refused.headers["Retry-After"]) == 3600
    clock.move(hours=1)
    Visitor(app, port).open()


def test_the_pass_is_neither_in_an_address_nor_in_the_log(
    app: Flask, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    """S3, S14: nor the token, nor a word of the chat, nor an address, even when something goes wrong."""
    caplog.set_level("INFO")  # below it, the client of this test writes down its own frames
    with structlog.testing.capture_logs() as logs:
        visitor = Visitor(app, port).open()
        with visitor.connected() as line:
            line.until_type("text")
            line.say("please erase everything about me, says Zebedee")
            line.press(line.until_type("offer"), "confirm")
            line.fill(line.until_type("form"), email="zebedee@example.org", name="Zebedee", scope="Zebedee")
            line.until_type("filed")
            line.send('{"t": "send", "cid": "Zebedee", "body": {"type": "Zebedee"}}')
            line.until(lambda frame: frame["t"] == "error")
        with visitor.back() as line:
            assert line.next()["t"] == "welcome"
        visitor.entries()
        visitor.post(controller="nord", locale="en", resume_token="Zebedee")
        assert visitor.close_code(json.dumps({**visitor.token_hello(), "token": "Zebedee"})) == 4401
    told = json.dumps(logs, default=str) + caplog.text
    secrets = ("ebedee", visitor.opened["pass"], visitor.opened["resume_token"])
    assert [secret for secret in secrets if secret in told] == []
