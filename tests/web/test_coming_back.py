"""Holds how a chat comes back: with its resume token in the first frame, and to whom that opens nothing."""

import json

import pytest
from flask import Flask
from sqlalchemy import func, select
from websockets.exceptions import ConnectionClosed

from assistant.service import conversations
from assistant.service.acting import SYSTEM, Act
from assistant.service.parts import Parts
from assistant.store import Conversation, Pass
from tests.web.chatting import SITE, Visitor

pytestmark = pytest.mark.slow
OTHER_SITE = "https://sund.example.org:8443"
"""Of another company, and listed for that one only."""


def test_whoever_holds_the_token_comes_back_as_often_as_wanted_and_without_a_pass(
    visitor: Visitor, parts: Parts
) -> None:
    with visitor.connected() as line:
        line.until_type("text")
    for _ in range(2):
        with visitor.back() as line:
            assert line.next()["mode"] == "resume"
            line.say("do you use cookies")
            line.until_type("answer")
    with parts.reads() as session:
        assert session.scalar(select(func.count()).select_from(Pass)) == 1


def test_a_token_opens_its_own_chat_only(visitor: Visitor, app: Flask, port: int) -> None:
    stranger = Visitor(app, port).open()
    hello = {**stranger.token_hello(), "conv": visitor.opened["conversation"]}
    assert stranger.close_code(json.dumps(hello)) == 4401
    assert visitor.close_code(json.dumps({**visitor.token_hello(), "token": "guessed"})) == 4401
    pass_as_token = {**visitor.token_hello(), "token": visitor.opened["pass"]}
    assert visitor.close_code(json.dumps(pass_as_token)) == 4401
    token_as_pass = {**visitor.hello(), "pass": visitor.opened["resume_token"]}
    assert visitor.close_code(json.dumps(token_as_pass)) == 4401


def test_a_stolen_token_opens_no_socket_on_another_site(visitor: Visitor, parts: Parts) -> None:
    thief = Visitor(visitor.app, visitor.port, site=OTHER_SITE, opened=visitor.opened)
    assert thief.close_code(json.dumps(thief.token_hello())) == 4401
    with parts.sessions.begin() as session:  # begun there, when its company still listed that site
        session.get_one(Conversation, visitor.opened["conversation"]).origin = OTHER_SITE
    assert thief.close_code(json.dumps(thief.token_hello())) == 4401


def test_a_token_opens_nothing_of_a_company_that_is_gone(visitor: Visitor, parts: Parts) -> None:
    with parts.sessions.begin() as session:
        session.get_one(Conversation, visitor.opened["conversation"]).controller = "gone"
    assert visitor.close_code(json.dumps(visitor.token_hello())) == 4401


def test_the_token_of_a_chat_that_was_moved_or_erased_opens_nothing(visitor: Visitor, parts: Parts) -> None:
    old = visitor.token_hello()
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        conversation = session.get_one(Conversation, visitor.opened["conversation"])
        code = conversations.offer_move(act, conversation)
    visitor.opened = visitor.post(controller="nord", locale="en", move=code).get_json()
    assert visitor.close_code(json.dumps(old)) == 4401
    with visitor.back() as line:
        line.until_type("text")
        line.send({"t": "forget", "id": "f"})
        line.until(lambda f: f["t"] == "erased")
    assert visitor.close_code(json.dumps(visitor.token_hello())) == 4401


def test_the_chat_that_came_back_with_a_token_ends_when_it_moves(visitor: Visitor) -> None:
    with visitor.back() as line:
        line.until_type("text")
        move = visitor.app.test_client().post(
            f"/api/v1/conversations/{visitor.opened['conversation']}/move",
            headers={"Authorization": f"Bearer {visitor.opened['resume_token']}", "Origin": SITE},
        )
        visitor.post(controller="nord", locale="en", move=move.get_json()["code"])
        with pytest.raises(ConnectionClosed):
            line.until(lambda _: False)
        assert line.ws.close_code == 4409
