"""Holds how a chat goes on: on a page of its own, after the tab is closed, on another device, as a file."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage, ask, chat_of, open_chat
from tests.browser.test_never_lost import newest, tell

pytestmark = pytest.mark.browser


def said(page: Page) -> list[str]:
    """Collect what the browser complains of from here on."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_the_whole_page_asks_and_offers_by_its_address_once(stage: Stage) -> None:
    page = stage.browser.new_page()
    complaints = said(page)
    page.goto(f"{stage.url}/chat/nord?lang=en#ask=retention")
    chat = chat_of(page)
    expect(chat.locator("[data-type=answer] blockquote").first).to_contain_text("two years")
    expect(chat.locator(".visitor")).to_have_text(re.compile("How long do you keep my data"))
    page.reload()
    expect(chat.locator("[data-type=answer]")).to_have_count(1)
    page.evaluate("location.hash = 'request=access'")
    expect(chat.locator("[data-type=offer]")).to_be_visible()
    page.evaluate("location.hash = 'ask=' + encodeURIComponent('<img src=x onerror=alert(1)>')")
    page.evaluate("location.hash = 'ask=nonsense'")
    expect(chat.locator("[data-type=notice]")).to_be_visible()
    expect(chat.locator(".visitor")).to_have_count(3)
    assert complaints == []


def test_the_whole_page_leads_on_without_javascript(stage: Stage) -> None:
    page = stage.browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{stage.url}/chat/nord?lang=sv")
    expect(page.get_by_role("link", name="Läs integritetspolicyn")).to_be_visible()
    expect(page.get_by_role("link", name="Skriv till privacy@nord.example.org")).to_be_visible()
    page.get_by_role("link", name="Läs integritetspolicyn").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nord & Partners")


def test_a_quote_leads_to_the_highlighted_passage(stage: Stage) -> None:
    page = stage.visit()
    chat = open_chat(page)
    with page.context.expect_page() as opened:
        ask(chat, "how long do you keep my data?").get_by_role("link").first.click()
    there = opened.value
    there.wait_for_load_state()
    segment = re.search(r"/policy/nord/en/\w+#([\w-]+)", there.url)
    assert segment
    expect(there.locator(f"[id='{segment[1]}']")).to_be_in_viewport()


@pytest.mark.parametrize("helped", [True, False])
def test_a_visitor_who_was_helped_says_so_and_one_who_was_not_is_asked_to_go_on(
    stage: Stage, *, helped: bool
) -> None:
    page = stage.visit()
    sent: list[dict[str, Any]] = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda frame: sent.append(json.loads(frame))))
    chat = open_chat(page)
    answer = ask(chat, "how long do you keep my data?")
    said = answer.get_by_role("button", name="Yes" if helped else "No")
    said.click()
    expect(said).to_have_attribute("aria-pressed", "true")
    expect(answer.locator("..").get_by_text("Thank you for telling us.")).to_be_visible()
    assert [frame["helpful"] for frame in sent if frame["t"] == "feedback"] == [helped]
    ask(chat, "do you use cookies?")
    expect(chat.get_by_text("I am sorry.")).to_have_count(0 if helped else 1)


def kept(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.evaluate("localStorage.getItem('privacy-chat:nord')") or "{}")
    return found


def test_a_chat_is_kept_on_the_device_only_by_choice_and_for_30_days_at_most(stage: Stage) -> None:
    page = stage.visit()
    chat = open_chat(page)
    ask(chat, "how long do you keep my data?")
    assert kept(page) == {}
    chat.get_by_role("button", name="Options").click()
    chat.get_by_role("checkbox").check()
    assert set(kept(page)) == {"token", "locale", "until"} - ({"locale"} - set(kept(page)))
    days = (kept(page)["until"] - page.evaluate("Date.now()")) / 86_400_000
    assert 29.9 < days <= 30
    other = page.context.new_page()
    other.goto(page.url)
    expect(open_chat(other).locator("[data-type=answer]")).to_be_visible()
    chat.get_by_role("checkbox").uncheck()
    assert kept(page) == {}


def test_what_is_read_in_one_tab_is_read_in_the_others_of_a_chat_that_is_kept(stage: Stage) -> None:
    page = stage.visit()
    chat = open_chat(page)
    chat.get_by_role("button", name="Options").click()
    chat.get_by_role("checkbox").check()
    page.keyboard.press("Escape")
    other = page.context.new_page()
    other.goto(page.url)
    second = open_chat(other)
    for tab in (page, other):
        tab.evaluate("PrivacyChat('close')")
    tell(stage, newest(stage), "Are you still there?")
    for one in (chat, second):
        expect(one.get_by_role("button", name="Privacy help, 1 unread")).to_be_visible()
    page.bring_to_front()
    chat.locator(".launcher").click()
    expect(second.get_by_role("button", name="Privacy help", exact=True)).to_be_visible()
    expect(second.locator(".badge")).to_have_text("")


def test_a_chat_moves_to_another_device_once_and_ends_where_it_was(stage: Stage) -> None:
    page = stage.visit()
    chat = open_chat(page)
    ask(chat, "how long do you keep my data?")
    chat.get_by_role("button", name="Options").click()
    chat.get_by_role("button", name="Continue on another device").click()
    expect(chat.locator(".address")).to_be_visible()
    link = chat.locator(".address").input_value()
    there = stage.browser.new_context(locale="en-GB").new_page()
    there.goto(link)
    expect(chat_of(there).locator("[data-type=answer]")).to_be_visible()
    assert "resume" not in there.url
    expect(chat.get_by_text("This chat has moved to another device.")).to_be_visible()
    expect(chat.locator(".menu")).to_be_hidden()  # with its link, which is of no use any more
    assert page.evaluate("JSON.parse(sessionStorage.getItem('privacy-chat:nord'))?.token ?? null") is None
    thief = stage.browser.new_context(locale="en-GB").new_page()
    thief.goto(link)
    expect(chat_of(thief).locator("article").first).to_be_visible()
    expect(chat_of(thief).locator("[data-type=answer]")).to_have_count(0)


@pytest.mark.parametrize("form", ["HTML", "TXT", "JSON"])
def test_the_chat_is_downloaded_whole(stage: Stage, form: str) -> None:
    page = stage.visit()
    chat = open_chat(page)
    ask(chat, "how long do you keep my data?")
    chat.get_by_role("button", name="Options").click()
    with page.expect_download() as found:
        chat.get_by_role("button", name=form, exact=True).click()
    assert found.value.suggested_filename == f"chat.{form.lower()}"
    text = Path(found.value.path()).read_text("utf-8")
    assert "how long do you keep my data?" in text
    assert "We keep your data for two years after your last order." in text
    if form == "HTML":
        reader = stage.browser.new_context(viewport={"width": 320, "height": 640}).new_page()
        reader.set_content(text)
        expect(reader.get_by_role("blockquote").filter(has_text="two years").last).to_be_visible()
        assert reader.evaluate("document.documentElement.scrollWidth") <= 320
