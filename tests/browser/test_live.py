"""A visitor and a member of staff find each other in the chat, each in a browser of their own."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo import Demo, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(browser: Browser, demo: Demo) -> Page:
    """Return the page of chats, open for a member who answers them."""
    page = sign_in(browser, demo, "agent", "en")
    page.goto(f"{demo.url}/staff/chats/")
    page.get_by_role("button", name="Answer chats", exact=True).click()
    expect(page.get_by_text("You answer chats")).to_be_visible()
    return page


def test_a_visitor_waits_talks_with_a_person_and_goes_on_with_the_assistant(
    browser: Browser, demo: Demo, desk: Page
) -> None:
    page = browser.new_context(locale="sv-SE").new_page()
    page.goto(f"{demo.url}/demo/smilee?lang=sv")
    chat = page.locator("privacy-chat")
    chat.get_by_role("button", name="Hjälp med dataskydd").click()
    expect(chat.locator("article").first).to_be_visible()
    chat.get_by_role("textbox").first.fill("jag vill prata med en människa")
    page.keyboard.press("Enter")
    expect(chat.locator("p.state").last).to_contain_text("Du står näst på tur")

    row = desk.get_by_role("region", name="Waiting").get_by_role("row", name="Swedish")
    expect(row).to_contain_text("/demo/smilee", timeout=15_000)  # the page looks by itself every five seconds
    row.get_by_role("button", name="Take the chat").click()
    expect(desk.get_by_role("log")).to_contain_text("jag vill prata med en människa")
    expect(chat.locator("p.state").last).to_contain_text("agent är här nu och svarar dig")

    desk.get_by_label("Message to the visitor").fill("Hej! Vad gäller det?")
    desk.keyboard.press("Enter")
    expect(chat.locator("article").last).to_contain_text("Hej! Vad gäller det?")
    chat.get_by_role("textbox").first.fill("Det gäller <b>mitt</b> kort.")
    page.keyboard.press("Enter")
    expect(desk.get_by_role("log")).to_contain_text("Det gäller <b>mitt</b> kort.")

    desk.reload()  # the member's computer slept, or the page was closed: everything is still there, once
    expect(desk.get_by_role("log").get_by_text("Det gäller <b>mitt</b> kort.")).to_have_count(1)
    desk.get_by_role("button", name="End the chat").click()
    expect(chat.locator("p.state").last).to_contain_text("agent har lämnat chatten")
    chat.get_by_role("textbox").first.fill("hur länge sparar ni mina uppgifter?")
    page.keyboard.press("Enter")
    expect(chat.locator("article[data-type=answer]").last).to_be_visible()
