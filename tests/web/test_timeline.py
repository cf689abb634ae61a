"""Holds that a long story folds in its middle, loses nothing, and unfolds for links and paper."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.service import tickets
from assistant.service.acting import Act, Actor
from assistant.service.parts import Parts
from assistant.terms import Role
from assistant.web.staff.timeline import LATEST, MOST_UNFOLDED, Happening, folded
from tests.web.staff import PASSWORD, add_member, file_request

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "parts"), [(1, (1, 0, 0)), (MOST_UNFOLDED, (30, 0, 0)), (MOST_UNFOLDED + 1, (1, 10, LATEST))]
)
def test_only_the_middle_of_a_long_story_folds_and_nothing_is_lost(
    count: int, parts: tuple[int, int, int]
) -> None:
    story = tuple(Happening(seq, "event", "Seen", "ville", NOON, "") for seq in range(1, count + 1))
    found = folded(story)
    assert (len(found.first), len(found.earlier), len(found.latest)) == parts
    assert found.first + found.earlier + found.latest == story


def long_story(parts: Parts) -> str:
    """File a request on which forty comments were written; return the place of its ticket."""
    add_member(parts, "maija", Role.AGENT)
    number = file_request(parts)
    with parts.sessions.begin() as session:
        act = Act(session, parts, Actor("maija", Role.AGENT), parts.now())
        for count in range(40):
            tickets.comment(act, tickets.load(session, number), f"Comment {count}.")
    return f"/staff/tickets/{number}"


def enter(page: Page, address: str) -> None:
    page.goto(f"{address}/staff/")
    page.get_by_label("Name").fill("maija")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_folded_unfolds_for_who_asks_for_a_link_and_for_paper(
    browser: Browser, address: str, parts: Parts, *, scripts: bool
) -> None:
    place = long_story(parts)
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    enter(page, address)
    page.goto(f"{address}{place}")
    first, middle, last = (page.get_by_text(f"Comment {count}.", exact=True) for count in (0, 10, 39))
    expect(page.locator("#transaction-1")).to_be_visible()
    expect(last).to_be_visible()
    expect(middle).to_be_hidden()
    page.emulate_media(media="print")
    expect(middle).to_be_visible()
    page.emulate_media(media="screen")
    expect(middle).to_be_hidden()
    page.get_by_text("21 earlier entries").click()
    expect(middle).to_be_visible()
    expect(first).to_be_visible()
    page.goto(f"{address}/staff/")
    page.goto(f"{address}{place}#transaction-12")
    expect(middle).to_be_in_viewport()
    context.close()
