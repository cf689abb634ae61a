"""Walks the main path as a visitor and a member of staff do, from the first click to the answer by mail."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

pytestmark = pytest.mark.browser
CHROMIUM = "/usr/bin/chromium"
ROOT = Path(__file__).parents[2]
LAUNCHERS = {"en": "Privacy help", "fi": "Tietosuoja-apu", "sv": "Hjälp med dataskydd"}
ANSWER = "We have done all that you asked for."


@dataclass(frozen=True)
class Words:
    """What a visitor to one company types, presses and reads, in one language."""

    controller: str
    lang: str
    browser: str
    question: str
    answer: str
    wish: str
    confirm: str
    address_label: str
    send: str
    enter_code: str
    acknowledged: str

    @property
    def address(self) -> str:
        """An address of its own, since only so many codes are mailed to one in a day."""
        return f"{self.lang}.visitor.of.{self.controller}@example.org"


ENGLISH = Words(
    "secapp",
    "en",
    "en-GB",
    "how long do you keep my data?",
    "processes personal data for as long as",
    "please erase everything you have about me",
    "Yes, make this request",
    "Your e-mail address",
    "Send the request",
    "Enter the code",
    "erasure of your data",
)
FINNISH = Words(
    "secapp",
    "fi",
    "fi-FI",
    "kauanko säilytätte tietojani?",
    "Secapp",
    "poistakaa kaikki minua koskevat tiedot",
    "Kyllä, tee tämä pyyntö",
    "Sähköpostiosoitteesi",
    "Lähetä pyyntö",
    "Anna koodi",
    "omien tietojen poistaminen",
)
SWEDISH = Words(
    "secapp",
    "sv",
    "sv-SE",
    "hur länge sparar ni mina uppgifter?",
    "processes personal data for as long as",
    "radera alla uppgifter ni har om mig",
    "Ja, gör denna begäran",
    "Din e-postadress",
    "Skicka begäran",
    "Ange koden",
    "radering av dina uppgifter",
)
CLICK2CONTRACT = replace(
    ENGLISH,
    controller="click2contract",
    question="where did you get my details?",
    answer="The customer data system and the database for billing",
    wish="my phone number is wrong, please correct it",
    acknowledged="correction of your data",
)
XCURE = replace(
    FINNISH,
    controller="xcure",
    question="siirrättekö tietojani EU:n ulkopuolelle?",
    answer="Kyllä, rekisterin tietoja siirretään",
    wish="haluan nähdä kaikki tietoni",
    acknowledged="pääsy omiin tietoihin",
)
SMILEE = replace(
    SWEDISH,
    controller="smilee",
    question="använder ni kakor?",
    answer="små textfiler som sparas automatiskt",
    wish="jag vill flytta mina uppgifter till en annan leverantör",
    acknowledged="dina uppgifter i en form som du kan flytta",
)


@dataclass
class Demo:
    """The demonstration, running."""

    url: str
    staff: list[dict[str, str]]

    def mails(self) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.url}/demo/mail.json") as answer:  # noqa: S310 - our own address
            found: list[dict[str, Any]] = json.load(answer)["mails"]
            return found

    def password(self, name: str) -> str:
        return next(member["password"] for member in self.staff if member["name"] == name)


@dataclass
class Filed:
    """What the chat says of a request that it filed, and the page for the code that it leads to."""

    page: Page
    due: date
    due_words: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    data = tmp_path_factory.mktemp("data")
    command = [sys.executable, "-m", "assistant", "run", "--port", "0", "--data", str(data)]
    at_once = {**os.environ, "ASSISTANT_UNDO_SECONDS": "0"}  # replies are mailed without waiting to be undone
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=at_once) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("ready ")
        ready = json.loads(line.removeprefix("ready "))
        yield Demo(ready["url"], ready["staff"])
        process.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk(browser: Browser, demo: Demo) -> Page:
    """Return the list of tickets, open for a member of staff."""
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(f"{demo.url}/staff/")
    page.get_by_label("Name").fill("agent")
    page.get_by_label("Password").fill(demo.password("agent"))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


def open_site(browser: Browser, demo: Demo, words: Words, site: str) -> tuple[BrowserContext, Page]:
    context = browser.new_context(locale=words.browser)
    page = context.new_page()
    page.goto(f"{demo.url}/demo/{words.controller}?lang={site}")
    return context, page


def wait_for_mail(page: Page, demo: Demo, reference: str, kind: str) -> dict[str, Any]:
    """Return the newest mail of a kind about a request; the outbox sends it within a second or two."""
    for _ in range(100):
        found = [m for m in demo.mails() if m["reference"] == reference and m["kind"] == kind]
        if found:
            return found[0]
        page.wait_for_timeout(100)
    raise AssertionError(f"no {kind} mail came")


def last(chat: Locator, kind: str) -> Locator:
    return chat.locator(f"article[data-type={kind}]").last


def file_by_chat(page: Page, words: Words, launcher: str) -> Filed:
    """Ask, wish, confirm and send, and open the page for the code beside."""
    chat = page.locator("privacy-chat")
    chat.get_by_role("button", name=launcher).click()
    field = chat.get_by_role("textbox")
    expect(last(chat, "text")).to_be_visible()
    field.first.fill(words.question)
    page.keyboard.press("Enter")
    quote = last(chat, "answer").locator("figure").first
    expect(quote.locator("blockquote")).to_contain_text(words.answer)
    expect(quote.locator("blockquote")).not_to_contain_text(quote.locator(".section").inner_text())
    field.first.fill(words.wish)
    page.keyboard.press("Enter")
    expect(last(chat, "offer")).to_be_visible()
    expect(chat.get_by_role("dialog")).to_have_attribute("lang", words.lang)
    chat.get_by_role("button", name=words.confirm).click()
    chat.get_by_label(words.address_label).fill(words.address)
    chat.get_by_role("button", name=words.send, exact=True).click()
    due = last(chat, "filed").locator("time[datetime]").last
    link = last(chat, "filed").get_by_role("link", name=words.enter_code)
    with page.context.expect_page() as opened:
        link.click()
    return Filed(
        opened.value, date.fromisoformat(due.get_attribute("datetime") or ""), due.inner_text().strip()
    )


def prove(filed: Filed, demo: Demo) -> str:
    """Type the mailed code; return the reference."""
    code_page = filed.page
    code_page.wait_for_load_state()
    found = re.search(r"/requests/([^/]+)/verify", code_page.url)
    assert found
    reference = found[1]
    text = wait_for_mail(code_page, demo, reference, "code")["text"]
    code = re.search(r"^Code: (\d{6})$", text, re.MULTILINE)
    assert code
    code_page.locator("input[name=code]").fill(code[1])
    code_page.keyboard.press("Enter")
    code_page.wait_for_url(re.compile(rf"/requests/{reference}(\?|$)"))
    expect(code_page.locator(f"time[datetime='{filed.due}']")).to_have_text(filed.due_words)
    return reference


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
