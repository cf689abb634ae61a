"""Holds what the chat promises over its real socket: nothing lost, nothing doubled, nobody else let in."""

import json
import threading
import time
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.pool import QueuePool
from websockets.exceptions import ConnectionClosed, InvalidStatus

from assistant.errors import AuthenticationError
from assistant.service import conversations, forgetting
from assistant.service.acting import SYSTEM, Act
from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.store import Conversation, DataSubjectRequest, Draft, Entry, OutboxMail, Unanswered
from assistant.terms import Locale
from assistant.web.rates import Seats
from assistant.web.schema import OPENED, document
from tests.web.chatting import SITE, SOON, Visitor, serving
from tests.web.conftest import Clock

pytestmark = pytest.mark.slow


def test_a_visitor_is_greeted_asks_and_reads_the_policys_own_words(visitor: Visitor) -> None:
    with visitor.connected() as line:
        assert line.next()["t"] == "welcome"
        assert line.until_type("text")["seq"] == 1
        cid = line.say("how long do you keep my data")
        ack = line.next()
        assert (ack["t"], ack["cid"], ack["dup"]) == ("ack", cid, False)
        answer = line.until_type("answer")
        assert "two years" in answer["body"]["passages"][0]["text"]


def test_a_visitor_says_that_an_answer_did_not_help_and_only_the_question_is_kept(
    visitor: Visitor, parts: Parts
) -> None:
    with visitor.connected() as line:
        line.until_type("text")
        line.say("how long do you keep my data")
        answer = line.until_type("answer")
        line.send({"t": "feedback", "id": "f1", "seq": answer["seq"], "helpful": False})
        assert line.until(lambda frame: frame["t"] == "done")["re"] == "f1"
        assert "I am sorry." in line.until_type("text")["body"]["text"]
    with parts.reads() as session:
        (row,) = session.scalars(select(Unanswered))
    assert (row.text, row.outcome) == ("how long do you keep my data", "unhelpful")


def test_the_same_message_sent_twice_is_one_entry(visitor: Visitor) -> None:
    with visitor.connected() as line:
        cid = line.say("do you use cookies")
        first = line.until(lambda f: f["t"] == "ack")
        line.until_type("answer")
        line.say("do you use cookies", cid)
        again = line.until(lambda f: f["t"] == "ack")
        assert (again["seq"], again["dup"]) == (first["seq"], True)
        line.say("hello", cid)
        assert line.until(lambda f: f["t"] == "error")["code"] == "cid_conflict"


def test_after_a_cut_the_chat_goes_on_where_it_was(visitor: Visitor) -> None:
    with visitor.connected() as line:
        line.say("do you use cookies")
        line.until(lambda f: f["t"] == "ack")
    visitor.again()
    with visitor.connected() as line:
        welcome = line.until(lambda f: f["t"] == "welcome")
        assert welcome["mode"] == ("resume" if visitor.seen else "snapshot")
        line.until_type("answer")
    assert sorted(visitor.seen) == list(range(1, len(visitor.seen) + 1))


def test_whoever_missed_more_than_one_reading_brings_gets_all_of_it(visitor: Visitor, parts: Parts) -> None:
    conversation_id, number = visitor.opened["conversation"], 2 * conversations.MOST_ENTRIES + 1
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        conversation = conversations.lock(act, conversation_id)
        for _ in range(conversation.last_seq, number):
            said = conversations.NewEntry("bot", {"type": "text", "text": "Hello."}, Locale.EN)
            conversations.append(act, conversation, said)
    with visitor.connected() as line:
        assert line.until(lambda frame: frame.get("seq") == number)


def test_a_chat_in_which_nobody_writes_holds_no_connection_to_the_database(
    visitor: Visitor, parts: Parts
) -> None:
    with visitor.connected() as line, parts.reads() as session:
        line.until_type("text")
        line.send({"t": "ping", "n": 1})
        line.until(lambda frame: frame["t"] == "pong")
        assert cast("QueuePool", session.get_bind().engine.pool).checkedout() == 0


def test_two_tabs_of_one_chat_see_the_same_entries(visitor: Visitor) -> None:
    other = Visitor(visitor.app, visitor.port, opened=dict(visitor.opened)).again()
    with visitor.connected() as line, other.connected() as second:
        line.say("do you use cookies")
        assert line.until_type("answer")["seq"] == second.until_type("answer")["seq"]


def test_a_pass_opens_one_socket_only(visitor: Visitor) -> None:
    with visitor.connected() as line:
        line.next()
    assert visitor.close_code(json.dumps(visitor.hello())) == 4401


def test_a_pass_does_not_open_another_conversation(visitor: Visitor, app: Flask, port: int) -> None:
    stranger = Visitor(app, port).open()
    hello = {**stranger.hello(), "conv": visitor.opened["conversation"]}
    assert stranger.close_code(json.dumps(hello)) == 4401


def test_an_old_pass_opens_nothing(visitor: Visitor, parts: Parts) -> None:
    parts.now.move(seconds=61)  # type: ignore[attr-defined]
    assert visitor.close_code(json.dumps(visitor.hello())) == 4401


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("no json", 4400),
        ("[]", 4400),
        ('{"t":"send"}', 4400),
        ('{"t":"hello","v":1}', 4400),
        ('{"t":"hello","v":1,"conv":"y"}', 4400),
        ('{"t":"hello","v":1,"pass":"x","token":"z","conv":"y"}', 4400),
        ('{"t":"hello","v":1,"token":"","conv":"y"}', 4400),
        ('{"t":"hello","v":1,"token":7,"conv":"y"}', 4400),
        ('{"t":"hello","v":2,"pass":"x","conv":"y"}', 4426),
        ("x" * 20_000, 1009),
    ],
)
def test_a_wrong_first_frame_closes_with_its_own_code(visitor: Visitor, first: str, code: int) -> None:
    assert visitor.close_code(first) == code


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("no json", "bad_frame"),
        ('{"t":"dance"}', "unknown_type"),
        ('{"t":"send","cid":"1"}', "bad_frame"),
        ('{"t":"send","cid":"1","body":{"type":"text","text":""}}', "bad_frame"),
        ('{"t":"send","cid":"1","body":{"type":"text","text":" \\u0000"}}', "bad_frame"),
        ('{"t":"send","cid":"a\\n","body":{"type":"text","text":"hi"}}', "bad_frame"),
        ('{"t":"send","cid":"\\ud800","body":{"type":"text","text":"hi"}}', "bad_frame"),
        ('{"t":"send","cid":"1","body":{"type":"choice","of":1,"id":"\\ud800"}}', "bad_frame"),
        ('{"t":"send","cid":"1","body":{"type":"choice","of":1e30,"id":"x"}}', "bad_frame"),
        ('{"t":"dance","id":"\\ud800"}', "unknown_type"),
        ('{"t":"language","locale":"de"}', "bad_frame"),
        (json.dumps({"t": "send", "cid": "1", "body": {"type": "text", "text": "a" * 4001}}), "too_long"),
    ],
)
def test_a_wrong_later_frame_is_answered_and_the_socket_lives(
    visitor: Visitor, frame: str, code: str
) -> None:
    with visitor.connected() as line:
        line.until_type("text")
        line.send(frame)
        assert line.until(lambda f: f["t"] == "error")["code"] == code
        line.send({"t": "ping", "n": 7})
        assert line.until(lambda f: f["t"] == "pong")["n"] == 7


@pytest.mark.parametrize("more", [{"of": 1.0}, {"of": 1, "text": 5}])
def test_a_choice_may_carry_what_json_allows(visitor: Visitor, more: dict[str, object]) -> None:
    with visitor.connected() as line:
        line.until_type("text")
        line.give({"type": "choice", "id": "contact", **more})
        assert line.until_type("notice")


def test_a_failure_of_ours_is_told_in_the_protocol(visitor: Visitor, parts: Parts) -> None:
    with visitor.connected() as line:
        line.until_type("text")
        with parts.sessions.begin() as session:
            session.get_one(Conversation, visitor.opened["conversation"]).state = {}
        line.say("do you use cookies")
        assert line.until(lambda f: f["t"] == "error")["code"] == "internal"
        with pytest.raises(ConnectionClosed):
            line.next()
        assert line.ws.close_code == 1011


@pytest.mark.parametrize("after", ["9" * 20, "9" * 5000, "x", "-1"])
def test_a_number_that_no_entry_can_have_is_refused(visitor: Visitor, after: str) -> None:
    response = visitor.app.test_client().get(f"/api/v1/conversations/x/entries?after={after}")
    assert response.status_code == 400


def test_a_chat_does_not_go_on_with_another_company(visitor: Visitor, parts: Parts) -> None:
    with parts.sessions.begin() as session:
        act, token = Act(session, parts, SYSTEM, parts.now()), visitor.opened["resume_token"]
        with pytest.raises(AuthenticationError):
            conversations.resume(act, token, controller="syd", origin=SITE)
        assert conversations.resume(act, token, controller="nord", origin=SITE)


@pytest.mark.parametrize("field", ["controller", "resume_token"])
def test_half_a_character_opens_no_conversation(app: Flask, field: str) -> None:
    body = json.dumps({"controller": "nord", "locale": "en", field: "\ud800"})
    response = app.test_client().post(
        "/api/v1/conversations", data=body, content_type="application/json", headers={"Origin": SITE}
    )
    assert response.status_code == 400


def test_reading_a_chat_does_not_keep_it_any_longer(visitor: Visitor, parts: Parts, clock: Clock) -> None:
    clock.move(days=29)
    with visitor.again().connected() as line:
        line.until_type("text")
    clock.move(days=2)
    with parts.sessions.begin() as session:
        assert forgetting.erase_old(Act(session, parts, SYSTEM, clock())) == 1


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.example",
        "https://www.nord.example.org.evil.example",
        "https://www.nord.example.org:444",
        "http://www.nord.example.org",
    ],
)
def test_a_foreign_site_is_refused_before_the_upgrade(app: Flask, port: int, origin: str | None) -> None:
    visitor = Visitor(app, port, site=origin or "")
    with pytest.raises(InvalidStatus) as refused, visitor.plug():
        pass
    assert refused.value.response.status_code == 403
    response = visitor.post(controller="nord", locale="en")
    assert response.status_code == 403
    assert set(response.get_json()["error"]) == {"code", "message"}


def test_messages_that_come_too_fast_are_told_when_to_come_again(visitor: Visitor) -> None:
    with visitor.connected() as line:
        for _ in range(6):
            line.say("hello")
        error = line.until(lambda f: f["t"] == "error")
        assert error["code"] == "rate_limited"
        assert error["retry_after_ms"] > 0


def test_forgetting_erases_everything_and_tells_every_tab(visitor: Visitor, parts: Parts) -> None:
    other = Visitor(visitor.app, visitor.port, opened=dict(visitor.opened)).again()
    with visitor.connected() as line, other.connected() as second:
        second.until_type("text")
        line.send({"t": "forget", "id": "f"})
        assert line.until(lambda f: f["t"] == "done")["re"] == "f"
        line.until(lambda f: f["t"] == "erased")
        second.until(lambda f: f["t"] == "erased")
    with parts.reads() as session:
        assert session.scalars(select(Entry)).all() == []
    assert visitor.entries().status_code == 401


def test_the_language_can_be_changed(visitor: Visitor) -> None:
    with visitor.connected() as line:
        line.send({"t": "language", "id": "l", "locale": "sv"})
        line.until(lambda f: f["t"] == "done")
        said = line.until(lambda f: f["t"] == "entry" and f["lang"] == "sv")
        assert said["body"]["text"] == "Jag skriver på svenska från och med nu."


def test_entries_can_be_read_and_waited_for_without_a_socket(visitor: Visitor) -> None:
    assert [e["seq"] for e in visitor.entries().get_json()["entries"]] == [1]
    answers: list[int] = []
    waiting = threading.Thread(
        target=lambda: answers.append(len(visitor.entries(after=1, wait=20).get_json()["entries"]))
    )
    waiting.start()
    with visitor.connected() as line:
        line.say("do you use cookies")
        line.until_type("answer")
    waiting.join(SOON)
    assert answers
    assert answers[0] >= 1


def test_whoever_waits_without_a_socket_takes_a_seat_and_without_one_does_not_wait(
    visitor: Visitor, app: Flask
) -> None:
    app.extensions["assistant.socket"] = _few(app)
    with visitor.connected() as line:
        line.until_type("text")
        begun = time.monotonic()
        assert visitor.entries(after=1, wait=20).get_json()["entries"] == []
        assert time.monotonic() - begun < SOON


def test_a_strangers_token_reads_nothing(visitor: Visitor, app: Flask, port: int) -> None:
    stranger = Visitor(app, port).open()
    stranger.opened["conversation"] = visitor.opened["conversation"]
    assert stranger.entries().status_code == 401


def test_the_opening_keeps_to_its_schema_and_the_schemas_are_served(visitor: Visitor) -> None:
    assert set(OPENED["required"]) <= set(visitor.opened)
    assert json.loads(json.dumps(document()))["$defs"]["client"]["oneOf"]


def test_a_request_is_filed_from_the_chat_and_what_was_typed_stays_out_of_it(
    visitor: Visitor, parts: Parts
) -> None:
    with visitor.connected() as line:
        line.until_type("text")
        line.say("please erase everything about me")
        offer = line.until_type("offer")
        with parts.reads() as session:
            assert session.scalars(select(DataSubjectRequest)).all() == []
        line.press(offer, "confirm")
        form = line.until_type("form")
        line.fill(form, email="not an address")
        form = line.until_type("form")
        assert form["body"]["errors"]["email"]
        assert form["body"]["values"]["email"] == "not an address"
        line.fill(form, email="aino@example.org", name="Aino Example", scope="")
        filed = line.until_type("filed")
        assert filed["body"]["due"] == "2026-04-07"
        assert "/verify?page=" in filed["body"]["verify_url"]
    with parts.reads() as session:
        request = session.scalars(select(DataSubjectRequest)).one()
        assert request.reference == filed["body"]["reference"]
        assert [line.state for line in request.lines] == ["received_unverified"]
        assert [mail.kind for mail in session.scalars(select(OutboxMail))] == ["code"]
        kept = json.dumps([entry.body for entry in session.scalars(select(Entry))])
        assert "aino@" not in kept
        assert "Aino" not in kept
        assert session.scalars(select(Draft)).all() == []


def test_an_identity_number_is_masked_before_it_is_kept(visitor: Visitor, parts: Parts) -> None:
    with visitor.connected() as line:
        line.say("my number is 131052-308T please")
        line.until(lambda f: f["t"] == "ack")
    with parts.reads() as session:
        kept = json.dumps([entry.body for entry in session.scalars(select(Entry))])
    assert "308T" not in kept


def test_a_full_house_is_told_before_the_upgrade(app: Flask, parts: Parts) -> None:
    _ = parts
    app.extensions["assistant.socket"] = _few(app)
    with serving(app, Limits()) as port:
        first = Visitor(app, port).open()
        with first.connected() as line:
            line.next()
            with pytest.raises(InvalidStatus) as refused, Visitor(app, port).plug():
                pass
            assert refused.value.response.status_code == 503


def test_silence_instead_of_a_greeting_closes_the_socket(app: Flask, parts: Parts) -> None:
    object.__setattr__(parts, "limits", Limits(hello_seconds=0.1))
    with serving(app, parts.limits) as port:
        assert Visitor(app, port).close_code(None) == 4408


def _few(app: Flask) -> tuple[object, object]:
    rates, _ = app.extensions["assistant.socket"]
    return rates, Seats(Limits(sockets_per_address=1))
