"""Holds that no message is lost, doubled or out of order, whatever happens to the connection.

The proxy between browser and server kills every link after 0.15 to 0.6 seconds, a hundred times.
"""

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from assistant.service import conversations
from assistant.service.acting import SYSTEM, Act
from assistant.service.conversations import NewEntry
from assistant.store import Entry
from assistant.terms import Locale
from assistant.web import wire
from tests.browser.stage import Stage, ask, chat_of, listening, open_chat

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CUTS, MESSAGES = 100, 300
LIFE_SECONDS = (0.15, 0.6)
PATIENCE_MS = 150_000
TYPING = """async (count) => {
  const field = document.querySelector('privacy-chat').shadowRoot.querySelector('#message');
  for (let n = 0; n < count; n += 1) {
    field.value = `from me ${n}`;
    field.form.requestSubmit();
    await new Promise((go) => setTimeout(go, 120));
  }
}"""
HOLDS = """([selector, count]) =>
  document.querySelector('privacy-chat').shadowRoot.querySelectorAll(selector).length >= count"""


@dataclass
class Proxy:
    """Carries bytes to a server and kills its links: always after a while, or all of them at once."""

    target: int
    is_killing: bool = False
    cuts: int = 0
    listener: socket.socket = field(default_factory=socket.socket)
    links: set[socket.socket] = field(default_factory=set)
    chance: random.Random = field(default_factory=lambda: random.Random(300))  # noqa: S311 - when to cut

    def start(self) -> int:
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()
        return int(self.listener.getsockname()[1])

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                threading.Thread(target=self._link, args=(near,), daemon=True).start()

    def _link(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            near.close()
            return
        ends = {near, far}
        self.links |= ends
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._carry, args=(one, other), daemon=True).start()
        if self.is_killing:
            time.sleep(self.chance.uniform(*LIFE_SECONDS))  # a link's life is what this is about
            if self.is_killing and near in self.links:
                self.cuts += 1
                self.kill(ends)

    def _carry(self, source: socket.socket, to: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                to.sendall(data)
        self.kill({source, to})

    def kill(self, ends: set[socket.socket] | None = None) -> None:
        for end in list(ends if ends is not None else self.links):
            self.links.discard(end)
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture
def proxy(stage: Stage) -> Iterator[Proxy]:
    proxy = Proxy(int(stage.url.rsplit(":", 1)[1]))
    yield proxy
    proxy.is_killing = False
    for context in stage.browser.contexts:
        context.close()
    proxy.kill()
    proxy.listener.close()


def visit(stage: Stage, proxy: Proxy) -> Page:
    """Open a page whose widget reaches the assistant through the proxy only."""
    through = f"http://127.0.0.1:{proxy.start()}"
    tag = stage.script().replace(stage.url, through)
    return stage.visit(script=tag, policy="")


def shown(page: Page) -> list[Any]:
    """Return what stands on the page, in its order: number, side, text."""
    found: list[Any] = page.evaluate(
        "[...document.querySelector('privacy-chat').shadowRoot.querySelectorAll('article')]"
        ".map(a => [Number(a.dataset.seq), a.classList[1], a.querySelector('.words').textContent])"
    )
    return found


def newest(stage: Stage) -> str:
    with stage.parts.reads() as session:
        return str(session.scalar(select(Entry.conversation_id).order_by(Entry.at.desc()).limit(1)))


def tell(stage: Stage, conversation_id: str, text: str) -> None:
    """Say something from the other side, as a member of staff does."""
    parts = stage.parts
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        conversation = conversations.lock(act, conversation_id)
        new = NewEntry("staff", {"type": "text", "text": text, "lang": "en"}, Locale.EN)
        seq = conversations.append(act, conversation, new).seq
    parts.bus.publish(conversation_id, seq)


def write_from_both_sides(stage: Stage, page: Page, conversation: str) -> None:
    """Write from the page and from the staff at once, and wait until the page has all of its own."""
    pause = threading.Event()

    def staff() -> None:
        for number in range(MESSAGES):
            tell(stage, conversation, f"to you {number}")
            pause.wait(0.12)

    other = threading.Thread(target=staff)
    other.start()
    page.evaluate(TYPING, MESSAGES)
    other.join()
    page.wait_for_function(HOLDS, arg=[".visitor[data-seq]", MESSAGES], timeout=PATIENCE_MS)


def test_through_a_hundred_cuts_three_hundred_messages_each_way_arrive_once_and_in_order(
    stage: Stage, proxy: Proxy
) -> None:
    page = visit(stage, proxy)
    open_chat(page)
    conversation = newest(stage)
    proxy.is_killing = True
    proxy.kill()

    write_from_both_sides(stage, page, conversation)
    deadline = time.monotonic() + 60
    while proxy.cuts < CUTS and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    proxy.is_killing = False
    proxy.kill()
    with stage.parts.reads() as session:
        entries = conversations.entries(session, conversation, after=0, most=5_000)
        told = [[e.seq, e.actor, e.body["text"]] for e in entries]
    page.wait_for_function(
        HOLDS,
        arg=["article[data-seq]", len(told)],
        timeout=60_000,
    )
    assert proxy.cuts >= CUTS
    seen = shown(page)
    assert [text for _, side, text in seen if side == "visitor"] == [f"from me {n}" for n in range(MESSAGES)]
    assert [text for _, side, text in seen if side == "staff"] == [f"to you {n}" for n in range(MESSAGES)]
    assert [(seq, side) for seq, side, _ in seen] == [(seq, side) for seq, side, _ in told]
    assert [seq for seq, _, _ in seen] == list(range(1, len(told) + 1))


def test_a_message_written_offline_is_sent_once_when_the_network_is_back(stage: Stage, proxy: Proxy) -> None:
    page = visit(stage, proxy)
    chat = open_chat(page)
    target, proxy.target = proxy.target, 1  # nobody is there
    page.context.set_offline(True)
    proxy.kill()
    chat.locator("#message").fill("do you use cookies?")
    page.keyboard.press("Enter")
    expect(chat.get_by_role("status")).to_have_text("Reconnecting…")
    expect(chat.get_by_role("button", name="Not sent – retry")).to_be_visible(timeout=15_000)
    proxy.target = target
    page.context.set_offline(False)
    expect(chat.locator("[data-type=answer]")).to_be_visible()
    expect(chat.locator(".visitor")).to_have_count(1)
    expect(chat.get_by_role("button", name="Not sent – retry")).to_have_count(0)
    expect(chat.get_by_role("status")).to_have_text("")


def test_whoever_cannot_be_reached_for_long_is_said_to_be(stage: Stage, proxy: Proxy) -> None:
    page = visit(stage, proxy)
    chat = open_chat(page)
    target, proxy.target = proxy.target, 1
    proxy.kill()
    away = "No connection to the assistant. It keeps trying."
    expect(chat.get_by_role("status")).to_have_text(away, timeout=60_000)
    proxy.target = target
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(chat.get_by_role("status")).to_have_text("", timeout=20_000)


def test_a_server_that_restarts_in_the_middle_is_met_again(stage: Stage) -> None:
    flask: Flask = stage.app
    with listening(flask) as server:
        port = server.server_port
        tag = stage.script().replace(stage.url, f"http://127.0.0.1:{port}")
        page = stage.visit(script=tag, policy="")
        chat = open_chat(page)
        ask(chat, "how long do you keep my data?")
        wire.drain()
    wire.install(stage.parts.limits)
    chat.locator("#message").fill("do you use cookies?")
    page.keyboard.press("Enter")
    with listening(flask, port):
        expect(chat.locator("[data-type=answer]")).to_have_count(2, timeout=20_000)
        expect(chat.locator(".visitor")).to_have_count(2)
        page.context.close()


def test_two_tabs_of_one_chat_show_the_same_and_either_may_write(stage: Stage, proxy: Proxy) -> None:
    page = visit(stage, proxy)
    chat = open_chat(page)
    kept = page.evaluate("sessionStorage.getItem('privacy-chat:nord')")
    other = page.context.new_page()
    other.add_init_script(f"sessionStorage.setItem('privacy-chat:nord', {kept!r})")
    other.goto(page.url)
    second = chat_of(other)
    ask(chat, "how long do you keep my data?")
    expect(second.locator("[data-type=answer]")).to_have_count(1)
    second.locator("#message").fill("do you use cookies?")
    second.locator("#message").press("Enter")
    expect(chat.locator("[data-type=answer]")).to_have_count(2)
    assert shown(page) == shown(other)


def test_after_the_lid_was_shut_for_hours_the_chat_goes_on(stage: Stage, proxy: Proxy) -> None:
    """The clock jumps and the link is dead without having said so."""
    through = f"http://127.0.0.1:{proxy.start()}"
    page = stage.browser.new_context(locale="en-GB").new_page()
    page.clock.install()
    page.goto(stage.put(stage.script().replace(stage.url, through), policy=""))
    chat_of(page).locator(".launcher").click()
    chat = chat_of(page)
    expect(chat.locator("article").first).to_be_visible()
    conversation = newest(stage)
    proxy.kill()
    tell(stage, conversation, "Meanwhile")
    page.clock.fast_forward(5 * 3600 * 1000)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(chat.get_by_text("Meanwhile")).to_be_visible(timeout=20_000)
    ask(chat, "do you use cookies?")
    expect(chat.locator("article")).to_have_count(4)


def test_a_chat_that_was_erased_elsewhere_is_not_shown_any_more(stage: Stage, proxy: Proxy) -> None:
    page = visit(stage, proxy)
    chat = open_chat(page)
    ask(chat, "how long do you keep my data?")
    target, proxy.target = proxy.target, 1
    proxy.kill()
    parts, conversation = stage.parts, newest(stage)
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        conversations.erase(act, conversations.lock(act, conversation))
    proxy.target = target
    expect(chat.locator("[data-type=answer]")).to_have_count(0, timeout=20_000)
    ask(chat, "do you use cookies?")
