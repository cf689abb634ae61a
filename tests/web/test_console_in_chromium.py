"""Holds that the console works in a real browser without scripts, on a desk and on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.service.parts import Parts
from assistant.terms import Role
from tests.web.staff import PASSWORD, add_member, file_request

pytestmark = pytest.mark.browser


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_member_signs_in_takes_a_ticket_and_replies_without_scripts(
    page: Page, address: str, parts: Parts
) -> None:
    add_member(parts, "maija", Role.AGENT)
    file_request(parts)
    page.goto(f"{address}/staff/")
    page.get_by_label("Name").fill("maija")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("table").get_by_role("link").click()
    page.get_by_role("button", name="Take").click()
    expect(page.locator("p.notice[role=status]")).to_have_text("The ticket is yours now.")
    page.get_by_label("Text of the mail").fill("You are off every list.")
    page.get_by_role("button", name="Preview the mail").click()
    expect(page.get_by_role("region", name="The mail")).to_contain_text("You are off every list.")
    page.get_by_role("button", name="Send this mail").click()
    expect(page.get_by_role("region", name="What happened")).to_contain_text("You are off every list.")
    page.get_by_text("Next steps").click()
    page.get_by_role("button", name="Start work").click()
    expect(page.locator("p.notice[role=status]")).to_have_text("The step is taken.")


def test_an_editor_asks_a_draft_and_looks_at_every_place_without_scripts(
    page: Page, address: str, parts: Parts
) -> None:
    add_member(parts, "elin", Role.EDITOR)
    page.goto(f"{address}/staff/")
    page.get_by_label("Name").fill("elin")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    places = page.get_by_role("navigation", name="Console")
    for place in ("Unanswered", "Coverage", "Content", "Preview"):
        places.get_by_role("link", name=place).click()
        expect(places.get_by_role("link", name=place)).to_have_attribute("aria-current", "page")
        width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width[0] <= width[1], place
    page.get_by_label("Text, plain").fill("# Privacy\n\n## Cookies\n\nWe bake our cookies at home.\n")
    page.get_by_role("button", name="Ask the text").click()
    expect(page.get_by_role("note")).to_contain_text("This is a preview.")
    page.get_by_label("Question, as a visitor").fill("do you use cookies")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("log")).to_contain_text("We bake our cookies at home.")


def test_no_page_is_wider_than_its_window(page: Page, address: str, parts: Parts) -> None:
    add_member(parts, "maija", Role.AGENT)
    place = f"/staff/tickets/{file_request(parts, scope='x' * 300)}"
    page.goto(f"{address}/staff/sign-in?next={place}")
    page.get_by_label("Name").fill("maija")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}{place}")
    for path in (place, "/staff/"):
        page.goto(address + path)
        width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width[0] <= width[1]
