"""Walks the main path as a visitor and a member of staff do, from the first click to the answer by mail."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

pytestmark = pytest.mark.browser
CHROMIUM = "/usr/bin/chromium"
ROOT = Path(__file__).parents[2]
ADDRESS = "aino.virtanen@example.org"
LAUNCHERS = {"en": "Privacy help", "fi": "Tietosuoja-apu"}
ANSWER = "All your data has been erased from our systems."


@dataclass(frozen=True)
class Words:
    """What one language's visitor types and presses."""

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


ENGLISH = Words(
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


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    data = tmp_path_factory.mktemp("data")
    command = [sys.executable, "-m", "assistant", "run", "--port", "0", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
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


def open_site(browser: Browser, demo: Demo, words: Words, site: str) -> tuple[BrowserContext, Page]:
    context = browser.new_context(locale=words.browser)
    page = context.new_page()
    page.goto(f"{demo.url}/demo/secapp?lang={site}")
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


def file_by_chat(page: Page, words: Words, launcher: str) -> Page:
    """Ask, wish, confirm and send; return the page for the code, which opens beside."""
    chat = page.locator("privacy-chat")
    chat.get_by_role("button", name=launcher).click()
    field = chat.get_by_role("textbox")
    expect(last(chat, "text")).to_be_visible()
    field.first.fill(words.question)
    page.keyboard.press("Enter")
    passage = last(chat, "answer").locator("blockquote").first
    expect(passage).to_contain_text(words.answer)
    field.first.fill(words.wish)
    page.keyboard.press("Enter")
    expect(last(chat, "offer")).to_be_visible()
    expect(chat.get_by_role("dialog")).to_have_attribute("lang", words.lang)
    chat.get_by_role("button", name=words.confirm).click()
    chat.get_by_label(words.address_label).fill(ADDRESS)
    chat.get_by_role("button", name=words.send, exact=True).click()
    link = last(chat, "filed").get_by_role("link", name=words.enter_code)
    with page.context.expect_page() as opened:
        link.click()
    return opened.value


def prove(code_page: Page, demo: Demo) -> str:
    """Type the mailed code; return the reference."""
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
    return reference


def answer_as_staff(browser: Browser, demo: Demo, reference: str) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(f"{demo.url}/staff/")
    page.get_by_label("Name").fill("agent")
    page.get_by_label("Password").fill(demo.password("agent"))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_text("Verified by code").first).to_be_visible()
    page.get_by_role("button", name="Take").click()
    page.get_by_label("Text of the mail").fill(ANSWER)
    page.get_by_role("button", name="Preview the mail").click()
    page.get_by_role("button", name="Send this mail").click()
    expect(page.get_by_role("region", name="What happened")).to_contain_text(ANSWER)


@pytest.mark.parametrize(
    ("words", "site"), [(ENGLISH, "en"), (FINNISH, "fi"), (SWEDISH, "en")], ids=["en", "fi", "sv on English"]
)
def test_a_visitor_asks_requests_proves_and_is_answered_by_mail(
    browser: Browser, demo: Demo, words: Words, site: str
) -> None:
    context, page = open_site(browser, demo, words, site)
    code_page = file_by_chat(page, words, LAUNCHERS[site])
    reference = prove(code_page, demo)
    acknowledged = wait_for_mail(code_page, demo, reference, "acknowledgement")
    assert words.acknowledged in acknowledged["text"]
    assert acknowledged["to"] == ADDRESS
    answer_as_staff(browser, demo, reference)
    assert ANSWER in wait_for_mail(code_page, demo, reference, "correspondence")["text"]
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
