"""Holds the widget's side of a talk with a person: line, name, typing and reading both ways, end."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect
from sqlalchemy import select

from assistant.service import conversations
from assistant.service.acting import SYSTEM, Act
from assistant.service.conversations import NewEntry
from assistant.store import Entry
from assistant.terms import Locale
from tests.browser.stage import AXE, AXE_RUN, Stage, open_chat

pytestmark = pytest.mark.browser


@dataclass
class Talk:
    """A chat whose socket a test listens in on; what has no number is said into it."""

    stage: Stage
    page: Page
    sent: list[dict[str, Any]] = field(default_factory=list)
    socket: WebSocketRoute | None = None

    def listen(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(text: str | bytes) -> None:
            self.sent.append(json.loads(text))
            server.send(text)

        route.on_message(pass_on)
        self.socket = route

    def whisper(self, **frame: object) -> None:
        assert self.socket
        self.socket.send(json.dumps(frame))

    def say(self, body: dict[str, Any], *, kind: str = "message", actor: str = "staff") -> None:
        """Add an entry, as the service does when staff act."""
        parts = self.stage.parts
        with parts.sessions.begin() as session:
            newest = session.scalar(select(Entry.conversation_id).order_by(Entry.at.desc()).limit(1))
            assert newest
            act = Act(session, parts, SYSTEM, parts.now())
            conversation = conversations.lock(act, newest)
            new = NewEntry(actor, {"lang": "en", **body}, Locale.EN, kind=kind)
            entry = conversations.append(act, conversation, new)
            entry.name = "Anna" if actor == "staff" else ""
            seq = entry.seq
        parts.bus.publish(newest, seq)

    def state(self, state: str, text: str, **more: object) -> None:
        self.say({"type": "state", "state": state, "text": text, **more}, kind="state", actor="bot")

    def frames(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.sent if frame["t"] == kind]


@pytest.fixture
def talk(stage: Stage) -> Iterator[Talk]:
    context = stage.browser.new_context(locale="en-GB")
    talk = Talk(stage, context.new_page())
    talk.page.route_web_socket("**/api/v1/chat", talk.listen)
    talk.page.goto(stage.put(f"<main><h1>Nord</h1></main>{stage.script()}", policy=""))
    yield talk
    context.close()


def line_of(chat: Locator) -> Locator:
    return chat.locator(".live")


def test_typing_and_place_in_line_are_told_in_the_status_and_above_the_messages(talk: Talk) -> None:
    """A8, A9."""
    chat = open_chat(talk.page)
    talk.state("queued", "You are in line for a person.", queue_pos=3)
    expect(line_of(chat)).to_contain_text("Your place in line for a person: 3.")
    talk.whisper(t="queue", pos=1)
    expect(line_of(chat)).to_contain_text("You are next in line for a person.")
    chat.locator("#message").press_sequentially("hello")
    talk.page.wait_for_timeout(50)
    assert len(talk.frames("typing")) == 1  # one for five letters
    talk.state("staff", "Anna has joined.", name="Anna")
    expect(line_of(chat)).to_contain_text("You are talking with Anna, privacy team.")
    talk.whisper(t="typing", on=True, name="Anna")
    expect(chat.get_by_role("status")).to_have_text("Anna is writing…")
    talk.say({"type": "text", "text": "Hello, this is Anna."})
    expect(chat.get_by_role("heading", name="Anna, privacy team")).to_be_visible()
    expect(chat.get_by_role("status")).to_have_text("")
    talk.page.evaluate(AXE)
    assert talk.page.evaluate(AXE_RUN, ["privacy-chat", ["wcag2a", "wcag2aa", "wcag22aa"]]) == []


def test_reading_is_told_both_ways(talk: Talk) -> None:
    chat = open_chat(talk.page)
    talk.state("staff", "Anna has joined.", name="Anna")
    expect(line_of(chat)).to_be_visible()
    chat.locator("#message").fill("Are you there?")
    chat.locator("#message").press("Enter")
    mine = chat.locator(".visitor[data-seq]").last
    expect(mine).to_be_visible()
    seq = int(mine.get_attribute("data-seq") or 0)
    talk.whisper(t="read", seq=seq)
    expect(mine).to_contain_text("Read")
    talk.say({"type": "text", "text": "Yes."})
    expect(chat.get_by_text("Yes.", exact=True)).to_be_visible()
    talk.page.wait_for_function("() => true")
    assert talk.frames("read")[-1]["seq"] > seq
    talk.page.evaluate("PrivacyChat('close')")
    told = len(talk.frames("read"))
    talk.say({"type": "text", "text": "Anything else?"})
    expect(chat.get_by_role("button", name="Privacy help, 1 unread")).to_be_visible()
    assert len(talk.frames("read")) == told  # nobody looks


def test_a_visitor_leaves_the_line_and_a_reload_knows_who_answers(talk: Talk) -> None:
    chat = open_chat(talk.page)
    talk.state("queued", "You are in line for a person.", queue_pos=1)
    talk.page.reload()
    expect(line_of(chat)).to_contain_text("You are next in line for a person.")
    chat.get_by_role("button", name="Leave the line").click()
    talk.page.wait_for_timeout(100)
    assert talk.frames("leave")
    talk.state("bot", "The assistant answers again.")
    expect(line_of(chat)).to_be_hidden()
    talk.page.evaluate("PrivacyChat('setLocale', 'fi')")
    talk.state("queued", "Olet jonossa.", queue_pos=2)
    expect(line_of(chat)).to_contain_text("Paikkasi jonossa: 2.")


def test_a_conversation_that_was_ended_takes_nothing_more_and_a_new_one_begins(talk: Talk) -> None:
    chat = open_chat(talk.page)
    talk.state("closed", "This conversation has ended.")
    expect(chat.locator("#message")).to_be_disabled()
    chat.get_by_role("button", name="Start a new chat").click()
    expect(chat.locator("#message")).to_be_enabled()
    expect(chat.locator("article")).to_have_count(1)
    expect(chat.get_by_text("This conversation has ended.")).to_have_count(0)
