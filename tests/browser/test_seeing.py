"""Holds what eyes need of the widget: sizes, contrast, focus, motion (A14 to A22 of docs/widget-tests.md)."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from assistant.terms import Role
from tests.browser.stage import AXE, AXE_RUN, Stage, ask, chat_of, open_chat
from tests.web.staff import PASSWORD, add_member, file_request

pytestmark = pytest.mark.browser
SHADOW = "document.querySelector('privacy-chat').shadowRoot"


def test_targets_are_large_enough(stage: Stage) -> None:
    """A14: 24 pixels at least, the launcher and Send 44."""
    page = stage.visit()
    chat = open_chat(page)
    ask(chat, "how long do you keep my data?")
    chat.get_by_role("button", name="Options").click()
    for button in chat.get_by_role("button").all():
        box = button.bounding_box()
        if box:
            assert min(box["width"], box["height"]) >= 24, button.inner_text()
    for name in (".launcher", ".send", ".tool"):
        box = chat.locator(name).first.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_ring_is_seen(stage: Stage, theme: str) -> None:
    """A16."""
    page = stage.visit(color_scheme=theme, reduced_motion="reduce")
    chat = open_chat(page)
    page.keyboard.press("Shift+Tab")
    for target in (
        chat.get_by_role("button", name="Options"),
        chat.locator(".choice").first,
        chat.locator(".launcher"),
    ):
        target.focus()
        page.keyboard.press("Shift")  # a key shows that the keyboard is used
        style = target.evaluate(
            "e => [getComputedStyle(e).outlineStyle, parseFloat(getComputedStyle(e).outlineWidth)]"
        )
        assert style[0] != "none"
        assert style[1] >= 2


UNDER = """() => {
  const launcher = document.querySelector('privacy-chat').shadowRoot.querySelector('.launcher');
  const [a, b] = [document.activeElement, launcher].map((one) => one.getBoundingClientRect());
  return a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
}"""


def test_what_has_the_focus_on_the_page_is_not_hidden_under_the_launcher(stage: Stage) -> None:
    """A17: a link just under it is seen through the launcher; who needs the corner can hide it."""
    links = "".join(f"<p style='margin:17px 20px'><a href='#{n}'>Link {n}</a></p>" for n in range(40))
    page = stage.visit(f"<div style='text-align:right'>{links}</div>", policy="")
    launcher, covered = chat_of(page).locator(".launcher"), 0
    for number in range(40):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=f"Link {number}", exact=True)).to_be_focused()
        is_under = page.evaluate(UNDER)
        covered += is_under
        expect(launcher).to_have_css("opacity", "0.2" if is_under else "1")
    assert covered
    launcher.focus()
    expect(launcher).to_have_css("opacity", "1")
    page.evaluate("PrivacyChat('hide')")
    expect(chat_of(page)).to_be_hidden()


def is_whole(page: Page) -> bool:
    """Return whether nothing must be scrolled sideways, neither the page nor the messages."""
    places = f"[document.scrollingElement, {SHADOW}.querySelector('.log')]"
    return bool(page.evaluate(f"{places}.every(e => e.scrollWidth <= e.clientWidth + 1)"))


def test_at_four_times_the_size_everything_can_still_be_reached(stage: Stage) -> None:
    """A18."""
    page = stage.visit(viewport={"width": 320, "height": 256})
    chat = open_chat(page)
    ask(chat, "how long do you keep my data?")
    assert is_whole(page)
    for target in (chat.locator("#message"), chat.get_by_role("button", name="Close chat")):
        expect(target).to_be_in_viewport(ratio=0.9)
    twice = stage.visit("<style>html { font-size: 200%; }</style>", policy="")
    chat = open_chat(twice)
    twice.evaluate("document.querySelector('privacy-chat').style.fontSize = '200%'")
    expect(chat.get_by_role("button", name="Close chat")).to_be_in_viewport()
    assert is_whole(twice)


def test_wider_spacing_of_text_loses_nothing(stage: Stage) -> None:
    """A19: WCAG 1.4.12."""
    page = stage.visit()
    chat = open_chat(page)
    ask(chat, "how long do you keep my data?")
    page.evaluate(f"""() => {{ const sheet = new CSSStyleSheet();
      sheet.replaceSync(`* {{ line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important; }} p {{ margin-block-end: 2em !important; }}`);
      {SHADOW}.adoptedStyleSheets.push(sheet); }}""")
    assert is_whole(page)
    cut = page.evaluate(
        f"[...{SHADOW}.querySelectorAll('button, .title, .words, blockquote p')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 2 && getComputedStyle(e).overflow !== 'visible')"
        ".map(e => e.className)"
    )
    assert cut == []


def test_who_wants_no_motion_gets_none(stage: Stage) -> None:
    """A20."""
    page = stage.visit(reduced_motion="reduce")
    chat = open_chat(page)
    ask(chat, "how long do you keep my data?")
    assert page.evaluate(f"{SHADOW}.getAnimations().length") == 0
    assert page.evaluate(f"getComputedStyle({SHADOW}.querySelector('.log')).scrollBehavior") == "auto"


def test_forced_colours_keep_borders_icons_and_focus(stage: Stage) -> None:
    """A21."""
    page = stage.visit(forced_colors="active")
    chat = open_chat(page)
    ask(chat, "how long do you keep my data?")
    for selector in (".panel", ".visitor .words", ".launcher", ".send"):
        width = chat.locator(selector).first.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)")
        assert width >= 1, selector
    strokes = page.evaluate(f"[...{SHADOW}.querySelectorAll('svg')].map(e => e.getAttribute('stroke'))")
    assert set(strokes) == {"currentColor"}


def test_either_way_up_and_zoomed_by_fingers(stage: Stage) -> None:
    """A22: our own page allows both."""
    page = stage.browser.new_context(viewport={"width": 780, "height": 360}, has_touch=True).new_page()
    page.goto(f"{stage.url}/chat/nord?lang=en")
    expect(chat_of(page).locator("#message")).to_be_in_viewport()
    viewport = page.locator("meta[name=viewport]").get_attribute("content") or ""
    assert "maximum-scale" not in viewport
    assert "user-scalable" not in viewport
    assert "viewport-fit=cover" in viewport


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_console(stage: Stage, theme: Literal["light", "dark"]) -> None:
    """A28."""
    name = f"maija-{theme}"
    add_member(stage.parts, name, Role.APPROVER)
    ticket = file_request(stage.parts, theme)
    page = stage.browser.new_context(locale="en-GB", color_scheme=theme).new_page()
    page.goto(f"{stage.url}/staff/")
    page.evaluate(AXE)
    found = page.evaluate(AXE_RUN, ["html", ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]])
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    for path in ("/staff/", f"/staff/tickets/{ticket}"):
        page.goto(stage.url + path)
        page.evaluate(AXE)
        found += page.evaluate(AXE_RUN, ["html", ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]])
    assert found == []
