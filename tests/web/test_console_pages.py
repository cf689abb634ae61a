"""Holds that everybody can use every page of the console: axe, narrow windows, a shift by keyboard.

With CONSOLE_PICTURES=DIR the pages are photographed into that folder, as they stand in docs/pictures:
`make pictures`.
"""

import os
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from assistant.adapters.live_content import LiveContent
from assistant.service.attachments import MOST_BYTES
from assistant.service.parts import Parts
from assistant.web.app import create_app
from assistant.web.runtime import Face
from tests.chromium import tidied
from tests.web.console_pages import PAGES, WHOSE, Desk, enter, furnish
from tests.web.staff import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DESKTOP, PHONE, NARROW = (1280, 900), (390, 844), (320, 640)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
JUDGED = {("desktop", "dark"), ("phone", "light")}
"""Both sizes and both themes; where pictures are taken, every pair of them."""
ELSEWHERE = {"unanswered", "coverage", "content", "draft"}
"""Pages of editors, whose pictures stand in docs/editing.md."""
TOO_WIDE = """() => {
  const root = document.documentElement, wide = root.scrollWidth - root.clientWidth;
  if (wide <= 0) return "";
  const out = [...document.querySelectorAll("body *")].filter((e) =>
    e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest(".scroll, .places"));
  return `${wide} px: ` + out.slice(-3).map((e) => e.outerHTML.slice(0, 80)).join(" | ");
}"""


@pytest.fixture(autouse=True)
def _tidy(browser: Browser) -> Iterator[None]:
    with tidied(browser):
        yield


@pytest.fixture
def app(parts: Parts, root: Path) -> Flask:
    settings = root / "policies" / "sund" / "controller.yaml"
    plain = settings.read_text("utf-8").replace("Sund <b>AB</b>", "Sund AB")
    settings.write_text(plain, "utf-8")
    content = LiveContent(root)
    return create_app(replace(parts, knowledge=content, content=content), Face(is_demo=True))


@pytest.fixture
def desk(app: Flask, address: str, parts: Parts) -> Desk:
    return furnish(app, parts, address)


@pytest.fixture
def house(desk: Desk) -> str:
    """Return the address of a console with forty tickets, an approver and an admin."""
    return desk.url


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def takes_pictures() -> bool:
    return "CONSOLE_PICTURES" in os.environ


def photograph(page: Page, name: str) -> None:
    """Take a picture in a small format, if a folder is given."""
    folder = os.environ.get("CONSOLE_PICTURES")
    if folder and name.partition("-")[0] not in ELSEWHERE:
        client = page.context.new_cdp_session(page)
        taken = client.send("Page.captureScreenshot", {"format": "webp", "quality": 55})
        (Path(folder) / f"console-{name}.webp").write_bytes(b64decode(taken["data"]))
        client.detach()


def judge(page: Page, name: str, locale: str) -> Iterator[str]:
    """Yield what is wrong with a page: on a desk, a phone and a narrow one, in light and dark."""
    for size, (width, height) in (("desktop", DESKTOP), ("phone", PHONE), ("narrow", NARROW)):
        page.set_viewport_size({"width": width, "height": height})
        if wide := page.evaluate(TOO_WIDE):
            yield f"{name} {size} {locale}: {wide}"
        if size == "narrow":
            continue
        for scheme in ("light", "dark") if locale == "en" else ():
            page.emulate_media(color_scheme=scheme)
            photograph(page, f"{name}-{size}-{scheme}")
            if (size, scheme) in JUDGED or takes_pictures():
                yield from (f"{name} {size} {scheme}: {fault}" for fault in faults(page))
        page.emulate_media(color_scheme="light")
        if locale != "en" and size == "phone" and name in ("inbox", "ticket"):
            photograph(page, f"{name}-{size}-{locale}")


@pytest.mark.parametrize("locale", ["en", "fi", "sv"])
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(
    browser: Browser, desk: Desk, locale: str
) -> None:
    wrong: list[str] = []
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")  # axe is put into the page
    page, who = context.new_page(), None
    page.set_default_timeout(20_000)
    for name, (role, visit) in PAGES.items():
        if role is not None and who != role:
            context.clear_cookies()
            enter(page, desk.url, WHOSE[role])
            who = role
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        page.evaluate(f"window.name = '{locale}'")
        visit(page, desk)
        wrong += judge(page, name, locale)
    assert wrong == []


def test_a_whole_shift_is_done_by_keyboard(browser: Browser, house: str) -> None:
    page = browser.new_page()
    keys = page.keyboard
    page.goto(f"{house}/staff/sign-in")
    page.locator("#name").focus()
    for text in ("ville", PASSWORD):
        keys.type(text)
        keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Tickets")).to_be_visible()
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    keys.press("?")
    keys.press("/")
    keys.type("Owner IS NULL AND Verified = 'yes'")
    keys.press("Enter")
    expect(page.get_by_text("What the search finds:")).to_be_visible()
    keys.press("j")
    keys.press("j")
    keys.press("k")
    keys.press("Enter")
    expect(page.get_by_role("region", name="What happened")).to_be_visible()
    keys.press("a")
    expect(page.get_by_role("status").filter(has_text="The ticket is yours now.")).to_be_visible()
    keys.press("c")
    keys.type("Looked it up; nothing in billing.")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_text("The comment is saved; only staff read it.")).to_be_visible()
    keys.press("r")
    keys.type("We are on it.")
    page.get_by_role("button", name="Preview the mail").focus()
    keys.press("Enter")
    expect(page.get_by_role("region", name="The mail")).to_contain_text("We are on it.")
    page.get_by_role("button", name="Send this mail").focus()
    keys.press("Enter")
    expect(page.get_by_text("The reply is saved, and its mail is on the way.")).to_be_visible()
    keys.press("j")
    expect(page.locator(".timeline > li.here")).to_have_count(1)
    keys.press("u")
    expect(page.get_by_role("heading", name="Tickets")).to_be_visible()


def test_a_colleague_who_replies_is_seen_by_whoever_opens_the_ticket(browser: Browser, house: str) -> None:
    ville, maija = browser.new_context().new_page(), browser.new_context().new_page()
    for page, name in ((ville, "ville"), (maija, "maija")):
        enter(page, house, name)
    ville.goto(f"{house}/staff/tickets/6")
    ville.wait_for_load_state("networkidle")
    with ville.expect_response("**/presence"):
        ville.locator("#reply-text").focus()
    maija.goto(f"{house}/staff/tickets/6")
    expect(maija.get_by_text("ville is replying.")).to_be_visible()


def test_a_file_that_is_too_large_is_told_before_it_is_sent_in_vain(browser: Browser, house: str) -> None:
    page = browser.new_context().new_page()
    enter(page, house, "ville")
    page.goto(f"{house}/staff/tickets/6")
    page.locator("#comment-text").fill("See the file.")
    chosen = page.locator("#comment-files")
    for size, is_told in ((MOST_BYTES + 1, True), (10, False)):
        chosen.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"x" * size})
        assert bool(chosen.evaluate("e => e.validationMessage")) is is_told
    page.get_by_role("button", name="Save the comment").click()
    expect(page.get_by_text("The comment is saved; only staff read it.")).to_be_visible()
