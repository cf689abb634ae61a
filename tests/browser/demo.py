"""The demonstration, running, and what a visitor and a member of staff do in it."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

ROOT = Path(__file__).parents[2]
QUICK = {
    "ASSISTANT_UNDO_SECONDS": "0",
    "ASSISTANT_CONVERSATIONS_PER_HOUR_PER_ADDRESS": "1000",
    "ASSISTANT_MAILS_PER_HOUR_PER_NETWORK_ADDRESS": "1000",
    "ASSISTANT_REQUESTS_PER_HOUR_PER_NETWORK_ADDRESS": "1000",
}
"""Replies are mailed without waiting to be undone, and many tests are one visitor's network."""
LAUNCHERS = {"en": "Privacy help", "fi": "Tietosuoja-apu", "sv": "Hjälp med dataskydd"}


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
    who: str = "visitor"

    @property
    def address(self) -> str:
        """An address of its own, since only so many codes are mailed to one in a day."""
        return f"{self.lang}.{self.who}.of.{self.controller}@example.org"


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


@contextmanager
def running(data: Path, **environment: str) -> Iterator[Demo]:
    """Run the demonstration with its data in this folder."""
    command = [sys.executable, "-m", "assistant", "run", "--port", "0", "--data", str(data)]
    own = {**os.environ, **QUICK, **environment}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=own) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line.startswith("ready ")
            ready = json.loads(line.removeprefix("ready "))
            yield Demo(ready["url"], ready["staff"])
        finally:
            process.terminate()


def sign_in(browser: Browser, demo: Demo, name: str, lang: str) -> Page:
    """Return the list of tickets, open for a member of staff."""
    page = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{demo.url}/staff/?lang={lang}")
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(demo.password(name))
    page.locator("form[action*='sign-in'] button").click()
    page.wait_for_url(re.compile(r"/staff/(\?|$)"))
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
