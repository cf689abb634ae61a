"""Holds how visitors and staff find each other in a chat, and that nobody is lost between them."""

import re

import pytest
from flask import Flask

from assistant.service import attendance, live
from assistant.service.parts import Parts
from assistant.terms import Role
from assistant.web.beside import MOST_NOTES, Beside
from tests.web.chatting import Frame, Line, Visitor
from tests.web.conftest import Clock
from tests.web.staff import Browser, add_member, browser_of

CHATS = "/staff/chats/"
_TAKE = re.compile(r'action="/staff/chats/([0-9a-f]{32})/claim"')


@pytest.fixture
def anna(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "anna", Role.AGENT)
    return browser_of(app, "anna")


@pytest.fixture
def bert(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "bert", Role.AGENT)
    return browser_of(app, "bert")


def begin(member: Browser) -> None:
    assert member.post(f"{CHATS}attendance", member.page(CHATS), deed="begin").status_code == 303


def state(frame: Frame) -> str:
    return str(frame["body"]["state"]) if frame.get("kind") == "state" else ""


def until_state(line: Line, wanted: str) -> Frame:
    return line.until(lambda frame: state(frame) == wanted)


def waiting_id(member: Browser) -> str:
    found = _TAKE.search(member.page(CHATS))
    return found[1] if found else ""


def post(member: Browser, chat: str, deed: str, **fields: str) -> int:
    return member.post(f"{CHATS}{chat}/{deed}", member.page(f"{CHATS}{chat}"), **fields).status_code


def test_without_anybody_there_a_visitor_is_told_how_to_reach_people_and_can_leave_a_message(
    visitor: Visitor, anna: Browser
) -> None:
    with visitor.connected() as line:
        line.send({"t": "human", "id": "h"})
        notice = line.until_type("notice")
        assert "Nobody can talk here right now" in notice["body"]["text"]
        line.press(notice, "message")
        form = line.until_type("form")
        assert [each["name"] for each in form["body"]["fields"]] == ["email", "text"]
        line.fill(form, email="aino@example.org", text="Please call me about my file.")
        left = line.until_type("text")
        assert "Your message is with the people at Nord & Partners Oy." in left["body"]["text"]
    assert "A message from the chat" in anna.page("/staff/?show=all")
    assert not any("call me about" in str(frame) for frame in visitor.seen.values())


def test_a_message_without_words_or_address_is_shown_again_with_what_is_missing(visitor: Visitor) -> None:
    with visitor.connected() as line:
        line.send({"t": "human", "id": "h"})
        line.press(line.until_type("notice"), "message")
        line.fill(line.until_type("form"), email="nobody", text=" ")
        again = line.until_type("form")
        assert set(again["body"]["errors"]) == {"email", "text"}
        assert again["body"]["values"]["email"] == "nobody"


def test_a_visitor_waits_is_taken_talked_with_and_given_back_to_the_assistant(
    visitor: Visitor, anna: Browser
) -> None:
    begin(anna)
    with visitor.connected() as line:
        line.send({"t": "human", "id": "h"})
        queued = until_state(line, "queued")
        assert queued["body"]["queue_pos"] == 1
        assert 'Waiting in chat <span class="count">1</span>' in anna.page("/staff/")
        chat = waiting_id(anna)
        assert post(anna, chat, "claim") == 303
        assert until_state(line, "staff")["body"]["name"] == "anna"
        assert post(anna, chat, "say", text="Hello, this is Anna.") == 303
        said = line.until(lambda f: f["t"] == "entry" and f["from"]["role"] == "staff")
        assert (said["from"]["name"], said["body"]["text"]) == ("anna", "Hello, this is Anna.")
        cid = line.say("how long do you keep my data?")
        line.until(lambda f: f["t"] == "ack" and f["cid"] == cid)
        assert "how long do you keep my data?" in anna.page(f"{CHATS}{chat}")
        assert post(anna, chat, "end") == 303
        assert "anna has left the chat" in until_state(line, "bot")["body"]["text"]
        between = [frame for frame in visitor.seen.values() if frame["from"]["role"] == "bot"]
        assert [state(frame) for frame in between][-3:] == ["queued", "staff", "bot"]  # no answer of the bot
        line.say("how long do you keep my data?")
        line.until_type("answer")


def test_of_two_members_who_take_one_chat_the_second_is_refused(
    visitor: Visitor, anna: Browser, bert: Browser
) -> None:
    begin(anna)
    with visitor.connected() as line:
        line.send({"t": "human", "id": "h"})
        until_state(line, "queued")
        chat = waiting_id(anna)
        assert post(anna, chat, "claim") == 303
        shown = bert.page(f"{CHATS}{chat}")
        assert bert.post(f"{CHATS}{chat}/claim", shown).status_code == 409
        assert bert.post(f"{CHATS}{chat}/say", shown, text="It is me.").status_code == 409
        assert bert.post(f"{CHATS}{chat}/end", shown).status_code == 409
        assert "anna talks with this visitor" in bert.page(f"{CHATS}{chat}")


def test_who_waits_sees_the_place_in_line_move(app: Flask, port: int, anna: Browser, clock: Clock) -> None:
    begin(anna)
    first, second = Visitor(app, port).open(), Visitor(app, port).open()
    with first.connected() as one, second.connected() as two:
        one.send({"t": "human", "id": "h"})
        until_state(one, "queued")
        clock.move(seconds=1)
        two.send({"t": "human", "id": "h"})
        assert until_state(two, "queued")["body"]["queue_pos"] == 2
        one.send({"t": "leave", "id": "l"})
        assert "no longer in line" in until_state(one, "bot")["body"]["text"]
        two.until(lambda f: f == {"t": "queue", "pos": 1})


def test_a_chat_whose_member_is_not_heard_of_goes_back_in_line_and_nothing_that_was_said_is_lost(
    visitor: Visitor, anna: Browser, bert: Browser, parts: Parts, clock: Clock
) -> None:
    begin(anna)
    with visitor.connected() as line:
        line.send({"t": "human", "id": "h"})
        until_state(line, "queued")
        chat = waiting_id(anna)
        post(anna, chat, "claim")
        until_state(line, "staff")
        cid = line.say("Are you there?")
        line.until(lambda f: f["t"] == "ack" and f["cid"] == cid)
        assert live.tell_released(parts) == 0
        clock.move(seconds=attendance.PATIENCE.total_seconds() + 1)
        assert live.tell_released(parts) == 1
        assert until_state(line, "queued")["body"]["queue_pos"] == 1
        assert "Are you there?" in bert.page(f"{CHATS}{chat}")
        assert post(bert, chat, "claim") == 303
        assert until_state(line, "staff")["body"]["name"] == "bert"


def test_the_same_message_of_a_member_sent_twice_is_said_once(visitor: Visitor, anna: Browser) -> None:
    begin(anna)
    with visitor.connected() as line:
        line.send({"t": "human", "id": "h"})
        until_state(line, "queued")
        chat = waiting_id(anna)
        post(anna, chat, "claim")
        assert post(anna, chat, "say", text="Once.", cid="c1") == 303
        assert post(anna, chat, "say", text="Once.", cid="c1") == 303
        assert post(anna, chat, "say", text="Another.", cid="c1") == 409
        assert post(anna, chat, "say", text="Twice.", cid="c2") == 303
        line.until(lambda f: f["t"] == "entry" and f["body"].get("text") == "Twice.")
    said = [f["body"]["text"] for f in visitor.seen.values() if f["from"]["role"] == "staff"]
    assert said == ["Once.", "Twice."]


def test_typing_and_reading_are_told_both_ways(visitor: Visitor, anna: Browser) -> None:
    begin(anna)
    with visitor.connected() as line:
        line.send({"t": "human", "id": "h"})
        until_state(line, "queued")
        chat = waiting_id(anna)
        post(anna, chat, "claim")
        taken = until_state(line, "staff")["seq"]
        assert post(anna, chat, "pulse", read=str(taken), typing="1") == 204
        line.until(lambda f: f["t"] == "typing" and f["on"] and f["name"] == "anna")
        line.send({"t": "typing", "on": True})
        line.send({"t": "read", "seq": taken})
        line.send({"t": "ping", "n": 1})
        line.until(lambda f: f["t"] == "pong")
        shown = anna.get(f"{CHATS}{chat}/entries?after=0").json
        assert shown is not None
        assert (shown["typing"], shown["read"]) == (True, taken)


def test_after_a_cut_the_visitor_finds_everything_in_order_and_who_is_there(
    visitor: Visitor, anna: Browser
) -> None:
    begin(anna)
    with visitor.connected() as line:
        line.send({"t": "human", "id": "h"})
        until_state(line, "queued")
        chat = waiting_id(anna)
    post(anna, chat, "claim")
    for number in range(5):
        post(anna, chat, "say", text=f"Message {number}", cid=f"c{number}")
    with visitor.again().connected() as line:
        line.until(lambda f: f["t"] == "entry" and f["body"]["text"] == "Message 4")
    assert [f["body"]["text"] for f in visitor.seen.values() if f["from"]["role"] == "staff"] == [
        f"Message {number}" for number in range(5)
    ]


def test_a_chat_of_another_company_is_unknown_to_a_member(
    app: Flask, visitor: Visitor, anna: Browser, parts: Parts
) -> None:
    add_member(parts, "mia", Role.AGENT, "elsewhere")
    add_member(parts, "elin", Role.EDITOR)
    begin(anna)
    with visitor.connected() as line:
        line.send({"t": "human", "id": "h"})
        until_state(line, "queued")
    chat = waiting_id(anna)
    for name in ("mia", "elin"):
        other = browser_of(app, name)
        assert other.get(f"{CHATS}{chat}").status_code == 404
        assert other.get(f"{CHATS}{chat}/entries").status_code == 404
        shown = other.page("/staff/unanswered")
        for deed in ("claim", "say", "end", "release", "pulse"):
            assert other.post(f"{CHATS}{chat}/{deed}", shown, text="x").status_code == 404


def test_what_is_said_by_one_who_leaves_at_once_reaches_others_at_once(visitor: Visitor) -> None:
    other = Visitor(visitor.app, visitor.port, opened=dict(visitor.opened)).again()
    with other.connected() as second:
        second.until_type("text")
        with visitor.connected() as line:
            line.until_type("text")
            line.say("My last words")
            line.ws.close()
        second.until(lambda frame: frame["t"] == "entry" and frame["body"].get("text") == "My last words")


def test_a_flood_of_signs_of_typing_is_not_written_down(parts: Parts, visitor: Visitor) -> None:
    beside = Beside(parts, visitor.opened["conversation"], is_wanted=True)
    noted = [beside.note(lambda _act: True) for _ in range(3 * MOST_NOTES)]
    assert noted == [True] * MOST_NOTES + [False] * 2 * MOST_NOTES


def test_forgetting_the_chat_takes_it_from_the_line(visitor: Visitor, anna: Browser) -> None:
    begin(anna)
    with visitor.connected() as line:
        line.send({"t": "human", "id": "h"})
        until_state(line, "queued")
        chat = waiting_id(anna)
        line.send({"t": "forget", "id": "f"})
        line.until(lambda f: f["t"] == "erased")
    assert waiting_id(anna) == ""
    assert anna.get(f"{CHATS}{chat}").status_code == 404


def test_staff_see_from_which_page_and_in_which_language_somebody_asks(
    visitor: Visitor, anna: Browser
) -> None:
    begin(anna)
    with visitor.connected(page="/pricing") as line:
        line.send({"t": "language", "id": "l", "locale": "fi"})
        line.send({"t": "human", "id": "h"})
        assert "Olet seuraavana" in until_state(line, "queued")["body"]["text"]
        line.until(lambda f: f == {"t": "queue", "pos": 1})
    page = anna.page(CHATS)
    assert "https://www.nord.example.org/pricing" in page
    assert "Finnish" in page
