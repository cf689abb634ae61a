"""Holds that everybody can use every page of the console: axe, narrow windows, a shift by keyboard.

With CONSOLE_PICTURES=DIR the pages are photographed into that folder, as they stand in docs/pictures.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from assistant.service import samples
from assistant.service.parts import Parts
from assistant.terms import Role
from tests.chromium import tidied
from tests.web.staff import PASSWORD, add_member

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = {
    "inbox": ("/staff/?show=open&length=200", Role.APPROVER),
    "search": ("/staff/?q=Owner+IS+NULL+AND+Right+%3D+'access'", Role.APPROVER),
    "search-fault": ("/staff/?q=Colour+%3D+'red'", Role.APPROVER),
    "ticket": ("/staff/tickets/6", Role.APPROVER),
    "ticket-plain": ("/staff/tickets/13", Role.APPROVER),
    "articles": ("/staff/articles", Role.APPROVER),
    "reports": ("/staff/reports/", Role.APPROVER),
    "account": ("/staff/account/", Role.APPROVER),
    "people": ("/staff/people/", Role.ADMIN),
    "house": ("/staff/house", Role.ADMIN),
}
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WHOSE = {Role.APPROVER: "ville", Role.ADMIN: "ada"}


@pytest.fixture(autouse=True)
def _tidy(browser: Browser) -> Iterator[None]:
    with tidied(browser):
        yield


@pytest.fixture
def house(address: str, parts: Parts) -> str:
    """Return the address of a console with forty tickets, an approver and an admin."""
    samples.seed(parts)
    for role, name in WHOSE.items():
        add_member(parts, name, role)
    return address


def enter(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/staff/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(browser: Browser, house: str) -> None:
    wrong, folder = [], os.environ.get("CONSOLE_PICTURES")
    for size, (width, height) in SIZES.items():
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                bypass_csp=True,  # axe is put into the page
            )
            page, signed_in = context.new_page(), ""
            for name, (path, role) in PAGES.items():
                if signed_in != role:
                    context.clear_cookies()
                    enter(page, house, WHOSE[role])
                    signed_in = role
                page.goto(house + path)
                if folder:
                    page.screenshot(path=Path(folder) / f"console-{name}-{size}-{scheme}.png")
                wrong += [f"{name} {size} {scheme}: {fault}" for fault in faults(page)]
                wide = page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                wrong += [f"{name} {size}: {wide} px too wide"] * (wide > 0)
            context.close()
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


def test_a_colleague_who_replies_is_seen_by_whoever_opens_the_ticket(
    browser: Browser, house: str, parts: Parts
) -> None:
    add_member(parts, "maija", Role.AGENT)
    ville, maija = browser.new_context().new_page(), browser.new_context().new_page()
    for page, name in ((ville, "ville"), (maija, "maija")):
        enter(page, house, name)
    ville.goto(f"{house}/staff/tickets/6")
    ville.wait_for_load_state("networkidle")
    with ville.expect_response("**/presence"):
        ville.locator("#reply-text").focus()
    maija.goto(f"{house}/staff/tickets/6")
    expect(maija.get_by_text("ville is replying.")).to_be_visible()
