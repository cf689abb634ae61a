"""Holds that everybody can use the editors' pages, on the four companies that ship: axe, and narrow windows.

With EDITORS_PICTURES=DIR the pages are photographed into that folder, as they stand in docs/pictures.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import Browser, Page

from assistant.adapters.live_content import LiveContent
from assistant.cli.fitting import fitted
from assistant.dialogue.events import AskedInVain, Vain
from assistant.editing.edits import apply
from assistant.editing.listed import read_answers
from assistant.editing.written import marked
from assistant.service import unanswered
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.parts import Parts
from assistant.terms import Locale, Role
from assistant.web import wire
from assistant.web.app import create_app
from assistant.web.runtime import Face
from tests.chromium import tidied
from tests.web.staff import PASSWORD, add_member

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PAGES = {
    "unanswered": "/staff/unanswered",
    "coverage": "/staff/coverage",
    "content": "/staff/content",
    "confirm": "/staff/confirm/xcure/fi",
    "elsewhere": "/staff/confirm/xcure/fi?elsewhere=about-access",
    "preview": "/staff/preview/secapp",
}
Scheme = Literal["light", "dark"]
Look = tuple[str, int, int, Scheme]
LOOKS: tuple[Look, ...] = (("desktop", 1280, 900, "light"), ("phone", 390, 844, "dark"))
OTHER_LOOKS: tuple[Look, ...] = (("desktop", 1280, 900, "dark"), ("phone", 390, 844, "light"))
ASKED = {
    Locale.EN: (
        ("is my data used to train your ai", ("ai-training", "profiling")),
        ("do you train ai with my messages", ("ai-training", "profiling")),
        ("do robots read what i write to you", ("ai-training", "human-review")),
        ("are my invoices kept longer than the rest", ("how-long", "retention-accounting")),
    ),
    Locale.FI: (("koulutatteko tekoälyä tiedoillani", ("ai-training",)),),
}
DRAFT = """# Privacy policy

## How long we keep data

We keep customer data for two years after the last order. Receipts are kept for six years, as the law asks.

## Who gets your data

Our hosting provider in Finland processes data for us. We sell it to nobody.
"""


@pytest.fixture
def content(tmp_path: Path) -> LiveContent:
    """Return the shipped content, of which a dozen answers of one policy are nobody's yet."""
    fitted(ROOT / "intents", quiet=True)
    home = tmp_path / "privacy"
    for name in ("policies", "intents"):
        shutil.copytree(ROOT / name, home / name)
    content, path = LiveContent(home), home / "intents" / "xcure" / "fi.yaml"
    model = content().model
    file, _ = read_answers(path, {intent.id for intent in model.intents}, model.topics)
    assert file is not None
    found = [own for own in file.entries if own.entry.answer][:12]
    edits = [edit for own in found for edit in marked(file, own, "proposed")]
    path.write_text(apply(file.text, edits), encoding="utf-8")
    content.look()
    content.look()
    return content


@pytest.fixture
def app(parts: Parts, content: LiveContent) -> Flask:
    live = replace(parts, knowledge=content, content=content)
    wire.install(live.limits)
    add_member(live, "elin", Role.EDITOR)
    with live.sessions.begin() as session:
        act = Act(session, live, DATA_SUBJECT, live.now())
        for lang, questions in ASKED.items():
            for text, nearest in questions:
                unanswered.note(act, "secapp", AskedInVain(text, lang, Vain.CLARIFY, nearest))
    return create_app(live, Face(is_demo=True))


@pytest.fixture(autouse=True)
def _tidy(browser: Browser) -> Iterator[None]:
    with tidied(browser):
        yield


def enter(page: Page, address: str) -> None:
    page.goto(f"{address}/staff/sign-in")
    page.get_by_label("Name").fill("elin")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def ask_a_draft(page: Page) -> None:
    page.get_by_label("Text, plain or with Markdown's headings").fill(DRAFT)
    page.get_by_role("button", name="Ask the text").click()
    page.get_by_label("Question, as a visitor would type it").fill("how long do you keep receipts")
    page.get_by_role("button", name="Ask", exact=True).click()


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    marks = [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]
    return [*marks, *([f"{wide} px too wide"] if wide > 0 else [])]


def test_axe_finds_nothing_on_the_editors_pages_and_none_is_wider_than_its_window(
    browser: Browser, address: str
) -> None:
    wrong, folder = list[str](), os.environ.get("EDITORS_PICTURES")
    for size, width, height, scheme in (*LOOKS, *(OTHER_LOOKS if folder else ())):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            bypass_csp=True,  # axe is put into the page
        )
        page = context.new_page()
        enter(page, address)
        for name, path in PAGES.items():
            page.goto(address + path)
            if name == "preview":
                ask_a_draft(page)
            if folder and name == "content":
                page.locator(".head code").evaluate("folder => { folder.textContent = '/home/elin/privacy' }")
            if folder:
                page.screenshot(path=Path(folder) / f"console-{name}-{size}-{scheme}.png")
            wrong += [f"{name} {size} {scheme}: {fault}" for fault in faults(page)]
        context.close()
    assert wrong == []


def test_a_broken_file_is_told_to_everybody_in_finnish_on_a_phone(
    browser: Browser, address: str, content: LiveContent
) -> None:
    root = content.state().root
    assert root is not None
    with (root / "intents" / "smilee" / "sv.yaml").open("a", encoding="utf-8") as file:
        file.write("<<<<<<< HEAD\n")
    content.look()
    content.look()
    page = browser.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True).new_page()
    enter(page, address)
    page.goto(f"{address}/staff/coverage?lang=fi")
    assert page.get_by_role("alert").inner_text().count("intents/smilee/sv.yaml:") == 1
    if folder := os.environ.get("EDITORS_PICTURES"):
        page.screenshot(path=Path(folder) / "console-not-in-force.png")
    assert faults(page) == []
