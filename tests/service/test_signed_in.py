"""Holds that a token of the company's server spares the code in the chat, and that no other does (S12)."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import select

from assistant.matcher.model import Model
from assistant.service import identifiers, requests
from assistant.service.identifiers import Kind
from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.store import DataSubjectRequest, Entry, Identifier, OutboxMail, SpentToken
from assistant.terms import Right
from tests.content import small_knowledge
from tests.service.conftest import Clock
from tests.service.test_tokens import CLAIMS, KEYS, MADE, SERVER, Server
from tests.service.test_turns import begin, newest, send

ADDRESS = "aino@example.org"
ELSE = {"jti": "another-token-id"}
Signing = Callable[..., Parts]


@pytest.fixture
def signing(parts: Parts, small_model: Model, tmp_path: Path) -> Signing:
    """Return what makes a company with these settings."""
    knowledge = small_knowledge(tmp_path, small_model)

    def make(**settings: Any) -> Parts:  # noqa: ANN401 - fields of a controller
        nord = replace(knowledge.controller("nord"), **{"sign_in_keys": KEYS, **settings})
        known = replace(knowledge, controllers={"nord": nord})
        return replace(parts, knowledge=lambda: known, limits=Limits(message_burst=100))

    return make


@pytest.fixture
def chat(signing: Signing) -> Parts:
    return signing()


def ask(parts: Parts, token: str, *, times: int = 1) -> DataSubjectRequest:
    """Ask for erasure in a chat of its own, with a token in the form; return the request that was filed."""
    talk = begin(parts).conversation.id
    send(parts, talk, "1", type="text", text="please erase everything about me")
    send(parts, talk, "2", type="choice", of=newest(parts, talk, "offer").seq, id="confirm")
    form = newest(parts, talk, "form")
    assert form.body["takes_token"] is True
    values = {"email": ADDRESS, "name": "", "scope": ""}
    for _ in range(times):
        send(parts, talk, "3", type="form", of=form.seq, values=values, user_token=token)
    with parts.reads() as session:
        request = requests.find(session, newest(parts, talk, "filed").body["reference"])
        assert request.lines
        return request


def mails(parts: Parts) -> list[str]:
    with parts.reads() as session:
        return list(session.scalars(select(OutboxMail.kind).order_by(OutboxMail.id)))


def told(parts: Parts) -> str:
    with parts.reads() as session:
        return str([e.body for e in session.scalars(select(Entry)) if e.body["type"] == "filed"][-1]["text"])


def test_who_is_signed_in_at_the_company_needs_no_code_in_the_chat(chat: Parts) -> None:
    request = ask(chat, SERVER.token(email=ADDRESS), times=2)
    assert (request.verified_level, request.lines[0].state) == ("L2", "open")
    assert mails(chat) == ["acknowledgement"]
    assert "You are signed in on the company's site" in told(chat)
    with chat.reads() as session:
        usable = identifiers.for_lookup(session, chat, requests.find(session, request.reference))
        assert [one.kind for one in usable] == [Kind.EMAIL, Kind.ACCOUNT]


@pytest.mark.parametrize(
    "token",
    [
        "I am the director",
        json.dumps(CLAIMS),
        Server().token(),
        SERVER.token(aud="https://assistant.example.org/other"),
        SERVER.token(aud="https://elsewhere.example.org/nord"),
        SERVER.token(iat=MADE - 400, exp=MADE - 100),
        SERVER.token(email="somebody.else@example.org"),
        SERVER.token(email="no address"),
        "x" * 5000,
    ],
    ids=[
        "claim",
        "unsigned",
        "forged",
        "controller",
        "server",
        "expired",
        "mailbox",
        "no mailbox",
        "endless",
    ],
)
def test_a_token_that_is_not_good_proves_nothing_and_the_request_gets_its_code(
    chat: Parts, token: str
) -> None:
    """S12: nobody is left without a way on, and nothing of the token stays."""
    with structlog.testing.capture_logs() as logged:
        request = ask(chat, token)
    assert (request.verified_level, request.lines[0].state) == ("L0", "received_unverified")
    assert mails(chat) == ["code"]
    assert "six-digit code" in told(chat)
    assert [line["event"] for line in logged if line["log_level"] == "warning"] == ["user_token_refused"]
    assert token not in str(logged)
    with chat.reads() as session:
        assert session.scalars(select(SpentToken)).all() == []
        assert session.scalars(select(Identifier)).all() == []


def test_a_token_that_was_used_in_one_chat_proves_nothing_in_another(chat: Parts) -> None:
    """S12: a replay, whoever took it along."""
    token = SERVER.token()
    assert ask(chat, token).verified_level == "L2"
    assert ask(chat, token).verified_level == "L0"
    assert ask(chat, SERVER.token(**ELSE)).verified_level == "L2"


def test_a_token_is_too_old_when_the_form_was_left_open(chat: Parts, clock: Clock) -> None:
    token = SERVER.token()
    clock.now += timedelta(minutes=3)
    assert ask(chat, token).verified_level == "L0"


def test_only_the_new_key_counts_once_the_old_one_is_gone(signing: Signing) -> None:
    newer = Server("2027")
    after = signing(sign_in_keys={newer.kid: newer.public})
    assert ask(after, SERVER.token()).verified_level == "L0"
    assert ask(after, newer.token(**ELSE)).verified_level == "L2"


@pytest.mark.parametrize(
    ("level", "state", "kinds"),
    [("L2", "open", ["acknowledgement"]), ("L3", "received_unverified", ["code"])],
)
def test_a_token_opens_as_much_as_the_settings_let_it(
    signing: Signing, level: str, state: str, kinds: list[str]
) -> None:
    chat = signing(identity={Right.ERASURE: level})
    request = ask(chat, SERVER.token(email=ADDRESS))
    assert (request.verified_level, request.lines[0].state) == ("L2", state)
    assert mails(chat) == kinds


def test_neither_token_nor_account_stands_in_the_chat(chat: Parts) -> None:
    token = SERVER.token(email=ADDRESS)
    ask(chat, token)
    with chat.reads() as session:
        kept = str([entry.body for entry in session.scalars(select(Entry))])
    assert token not in kept
    assert "account-7" not in kept
    assert ADDRESS not in kept
