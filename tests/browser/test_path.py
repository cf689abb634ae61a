"""Walks the main path as a visitor and a member of staff do, from the first click to the answer by mail."""

from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo import (
    CLICK2CONTRACT,
    ENGLISH,
    FINNISH,
    LAUNCHERS,
    SMILEE,
    SWEDISH,
    XCURE,
    Demo,
    Words,
    file_by_chat,
    last,
    open_site,
    prove,
    sign_in,
    wait_for_mail,
)

pytestmark = pytest.mark.browser
ANSWER = "We have done all that you asked for."


@pytest.fixture(scope="module")
def desk(browser: Browser, demo: Demo) -> Page:
    return sign_in(browser, demo, "agent", "en")


def answer_as_staff(page: Page, demo: Demo, reference: str, due: date) -> None:
    page.goto(f"{demo.url}/staff/")
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_text("Verified by code").first).to_be_visible()
    expect(page.get_by_role("region", name="Due")).to_contain_text(f"{due.day} {due:%B %Y}")
    page.get_by_role("button", name="Take").click()
    page.get_by_label("Text of the mail").fill(ANSWER)
    page.get_by_role("button", name="Preview the mail").click()
    page.get_by_role("button", name="Send this mail").click()
    expect(page.get_by_role("region", name="What happened")).to_contain_text(ANSWER)


@pytest.mark.parametrize(
    ("words", "site"),
    [
        (ENGLISH, "en"),
        (FINNISH, "fi"),
        (SWEDISH, "en"),
        (CLICK2CONTRACT, "en"),
        (XCURE, "fi"),
        (SMILEE, "sv"),
    ],
    ids=["secapp", "secapp in Finnish", "secapp in Swedish on English", "click2contract", "xcure", "smilee"],
)
def test_a_visitor_asks_requests_proves_and_is_answered_by_mail(
    browser: Browser, demo: Demo, desk: Page, words: Words, site: str
) -> None:
    context, page = open_site(browser, demo, words, site)
    filed = file_by_chat(page, words, LAUNCHERS[site])
    reference = prove(filed, demo)
    acknowledged = wait_for_mail(filed.page, demo, reference, "acknowledgement")
    assert words.acknowledged in acknowledged["text"]
    assert filed.due_words in acknowledged["text"]
    assert acknowledged["to"] == words.address
    answer_as_staff(desk, demo, reference, filed.due)
    answered = wait_for_mail(filed.page, demo, reference, "correspondence")
    assert ANSWER in answered["text"]
    assert answered["to"] == words.address
    context.close()


def test_nothing_is_on_the_device_and_nothing_is_sent_before_the_first_click(
    browser: Browser, demo: Demo
) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda ws: asked.append(ws.url))
    page.goto(f"{demo.url}/demo/secapp", wait_until="networkidle")
    expect(page.locator("privacy-chat").get_by_role("button")).to_be_visible()
    assert context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert not [url for url in asked if "/api/" in url or "panel" in url]
    assert all(url.startswith(demo.url) for url in asked)


def test_a_reload_keeps_the_conversation_in_its_tab(browser: Browser, demo: Demo) -> None:
    context, page = open_site(browser, demo, ENGLISH, "en")
    chat = page.locator("privacy-chat")
    chat.get_by_role("button", name="Privacy help").click()
    chat.get_by_role("textbox").fill("do you use cookies?")
    page.keyboard.press("Enter")
    expect(last(chat, "answer")).to_be_visible()
    before = chat.locator("article").count()
    page.reload()
    expect(last(chat, "answer")).to_be_visible()
    expect(chat.locator("article")).to_have_count(before)
    context.close()
