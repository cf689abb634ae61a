"""Holds A1 to A28 of docs/widget-tests.md in a real browser: by axe where it can judge, else by script."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.stage import AXE, AXE_RUN, Stage, ask, chat_of, open_chat
from tests.browser.test_person import Talk

pytestmark = pytest.mark.browser
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1200, "height": 800}}
WALKS = [
    ("en", "light", DESKTOP),
    ("en", "dark", PHONE),
    ("fi", "light", PHONE),
    ("fi", "dark", DESKTOP),
    ("sv", "light", DESKTOP),
    ("sv", "dark", PHONE),
]
"""Every pair of language, theme and device; each walk goes through every state."""
SHADOW = "document.querySelector('privacy-chat').shadowRoot"
CHANGES = """window.added = []; new MutationObserver((all) => {
  for (const m of all) for (const n of m.addedNodes)
    added.push([m.target.className.split(' ')[0], n.nodeName]);
}).observe(%s.querySelector('.log'), { childList: true })"""


def judge(page: Page, state: str, *, scope: str = "privacy-chat", tags: list[str] = TAGS) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(AXE_RUN, [scope, tags])
    assert found == [], f"{state}: {found}"


def focused(page: Page) -> str:
    """Return what has the focus within the chat."""
    return str(page.evaluate(f"{SHADOW}.activeElement?.id || {SHADOW}.activeElement?.className || ''"))


@pytest.mark.parametrize(("locale", "theme", "device"), WALKS, ids=lambda v: v if isinstance(v, str) else "")
def test_axe_finds_nothing_in_any_state(
    stage: Stage, locale: str, theme: str, device: dict[str, Any]
) -> None:
    """A1, A14, A15, A23, A25, A26."""
    page = stage.visit(lang=locale, color_scheme=theme, reduced_motion="reduce", **device)
    chat = chat_of(page)
    judge(page, "closed")
    open_chat(page)
    judge(page, "greeting")
    suggestion = chat.locator("[data-choice^='ask:']").first
    if suggestion.count():
        suggestion.click()
    else:
        page.evaluate("PrivacyChat('ask', 'retention')")
    expect(chat.locator("article").nth(2)).to_be_visible()
    judge(page, "answer")
    if chat.locator(".judge").count():
        chat.locator(".judge button").last.click()
        expect(chat.locator(".judge [aria-pressed=true]")).to_be_visible()
    walk_request(page, chat)
    chat.locator(".head .tool").first.click()
    expect(chat.locator(".menu")).to_be_visible()
    chat.locator(".item[aria-expanded]").click()
    judge(page, "options")
    chat.locator(".confirm .main").click()
    expect(chat.locator(".again")).to_be_visible()
    judge(page, "forgotten")
    assert chat.get_attribute("lang") == locale


def walk_request(page: Page, chat: Locator) -> None:
    page.evaluate("PrivacyChat('startRequest', 'access')")
    expect(chat.locator("[data-type=offer]")).to_be_visible()
    judge(page, "offer")
    chat.locator("[data-choice=confirm]").click()
    form = chat.locator("[data-type=form]")
    expect(form).to_be_visible()
    judge(page, "form")
    form.locator("[type=submit]").click()
    expect(form.locator("[aria-invalid=true]")).to_be_focused()
    judge(page, "form with an error")
    form.locator("input").first.fill("visitor@example.org")
    assert form.locator("input").first.get_attribute("autocomplete") == "email"
    form.locator("[type=submit]").click()
    expect(chat.locator("[data-type=filed]")).to_be_visible()
    judge(page, "filed")


@pytest.mark.parametrize(
    ("locale", "theme", "device"),
    [WALKS[0], WALKS[3], WALKS[5]],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_axe_finds_nothing_with_a_person_and_in_trouble(
    stage: Stage, locale: str, theme: str, device: dict[str, Any]
) -> None:
    """A1: in line, with a person, when asked back, without a connection, ended, refused."""
    page = stage.visit(lang=locale, color_scheme=theme, reduced_motion="reduce", policy="", **device)
    talk = Talk(stage, page)
    page.route_web_socket("**/api/v1/chat", talk.listen)
    page.reload()
    chat = open_chat(page)
    choices = [{"id": "one", "label": "The first"}, {"id": "two", "label": "The second"}]
    talk.say({"type": "clarify", "text": "Which of these?", "choices": choices}, actor="bot")
    expect(chat.locator("[data-type=clarify]")).to_be_visible()
    judge(page, "clarify")
    talk.state("queued", "In line.", queue_pos=2)
    expect(chat.locator(".live")).to_be_visible()
    judge(page, "in line")
    talk.state("staff", "Anna has joined.", name="Anna")
    talk.whisper(t="typing", on=True, name="Anna")
    talk.say({"type": "text", "text": "Hello."})
    expect(chat.locator("article.staff")).to_be_visible()
    judge(page, "with a person")
    talk.state("closed", "This conversation has ended.")
    expect(chat.locator(".again")).to_be_visible()
    judge(page, "ended")
    page.route("**/api/v1/conversations", lambda route: route.abort())
    assert talk.socket
    talk.socket.close(code=1013)  # after which the widget asks over HTTP, and in vain
    expect(chat.get_by_role("status")).not_to_have_text("")
    judge(page, "without a connection")
    page.unroute("**/api/v1/conversations")
    page.route("**/api/v1/conversations", lambda route: route.fulfill(status=429, json={}))
    page.evaluate("PrivacyChat('reset')")
    page.evaluate("PrivacyChat('open')")
    expect(chat.locator(".again")).to_be_visible()
    judge(page, "too many chats")


def test_our_own_page_follows_best_practice_too(stage: Stage) -> None:
    """A1: landmarks and headings included."""
    best = [*TAGS, "best-practice"]
    for theme in ("light", "dark"):
        page = stage.browser.new_context(color_scheme=theme).new_page()
        page.goto(f"{stage.url}/chat/nord?lang=en")
        expect(page.locator("article").first).to_be_visible()
        judge(page, "greeting", scope="html", tags=best)
        ask(chat_of(page), "how long do you keep my data?")
        judge(page, "answer", scope="html", tags=best)
        walk_request(page, chat_of(page))
        judge(page, "filed", scope="html", tags=best)


def test_the_launcher_tells_its_name_its_news_and_what_it_opens(stage: Stage) -> None:
    """A2."""
    page = stage.visit()
    launcher = chat_of(page).get_by_role("button", name="Privacy help", exact=True)
    assert launcher.get_attribute("aria-haspopup") == "dialog"
    assert launcher.get_attribute("aria-expanded") == "false"
    chat = open_chat(page)
    assert launcher.get_attribute("aria-expanded") == "true"
    page.evaluate("PrivacyChat('close'); PrivacyChat('setLocale', 'sv')")
    name = "Hjälp med dataskydd, 1 oläst"
    expect(chat.get_by_role("button", name=name)).to_be_visible()


def test_beside_a_page_the_dialog_lets_go_of_the_focus_and_on_a_phone_it_does_not(stage: Stage) -> None:
    """A3."""
    page = stage.visit()
    chat = open_chat(page)
    expect(chat.get_by_role("dialog", name="Privacy help")).to_be_visible()
    assert not page.evaluate(f"{SHADOW}.querySelector('dialog').matches(':modal')")
    page.get_by_role("link", name="A link").focus()
    expect(page.get_by_role("link", name="A link")).to_be_focused()
    phone = stage.visit(**PHONE)
    open_chat(phone)
    assert phone.evaluate(f"{SHADOW}.querySelector('dialog').matches(':modal')")
    for _ in range(30):
        phone.keyboard.press("Tab")
        assert phone.evaluate("document.activeElement.tagName") in {"PRIVACY-CHAT", "BODY"}
    phone.get_by_role("link", name="A link", include_hidden=True).evaluate("e => e.focus()")
    assert phone.evaluate("document.activeElement.tagName") != "A"


def test_opening_takes_the_focus_to_where_one_writes_and_closing_takes_it_back(stage: Stage) -> None:
    """A4."""
    page = stage.visit("<button type='button' id='own'>Ask</button>")
    chat = chat_of(page)
    chat.locator(".launcher").focus()
    page.keyboard.press("Enter")
    expect(chat.locator("#message")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chat.locator(".launcher")).to_be_focused()
    page.locator("#own").focus()
    page.evaluate("PrivacyChat('open')")
    expect(chat.locator("#message")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#own")).to_be_focused()
    phone = stage.visit(**PHONE)
    open_chat(phone)
    assert focused(phone) == "title"  # no keyboard pops up by itself


def back_to(page: Page, target: Locator) -> None:
    for _ in range(60):
        if target.evaluate("e => e.getRootNode().activeElement === e"):
            return
        page.keyboard.press("Shift+Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def test_from_the_question_to_the_filed_request_by_keyboard_alone(stage: Stage) -> None:
    """A5, A11, A13."""
    page = stage.visit()
    chat = chat_of(page)
    chat.locator(".launcher").focus()
    page.keyboard.press("Enter")
    expect(chat.locator("article").first).to_be_visible()
    page.keyboard.type("please erase everything you have about me")
    page.keyboard.press("Enter")
    confirm = chat.locator("[data-choice=confirm]")
    expect(confirm).to_be_visible()
    back_to(page, confirm)
    page.keyboard.press("Enter")
    field = chat.locator("[data-type=form] input").first
    expect(field).to_be_focused()  # what one would do next has the focus
    page.keyboard.type("not an address")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby") or ""
    error = chat.locator(f"#\\3{described.split()[-1][0]} {described.split()[-1][1:]}")
    expect(error).to_contain_text("name@example.org")
    expect(field).to_have_value("not an address")  # what was typed is still there
    page.keyboard.press("Control+a")
    page.keyboard.type("visitor@example.org")
    page.keyboard.press("Enter")
    expect(chat.locator("[data-type=filed]")).to_be_visible()
    expect(chat.locator("#message")).to_be_focused()
    for button in chat.locator("[data-choice=confirm], [data-choice=cancel]").all():
        expect(button).to_be_disabled()


def test_each_message_is_one_node_added_once_to_a_log_that_was_there(stage: Stage) -> None:
    """A6, A9."""
    page = stage.visit()
    chat = open_chat(page)
    log = chat.get_by_role("log", name="Conversation")
    assert log.get_attribute("aria-live") == "polite"
    page.evaluate(CHANGES % SHADOW)
    ask(chat, "how long do you keep my data?")
    ask(chat, "do you use cookies?")
    assert page.evaluate("added") == [["log", "ARTICLE"]] * 4
    authors = chat.locator("article h3").all_inner_texts()
    assert [author.split("\n")[0].split("\t")[0] for author in authors][:3] == [
        "Assistant",
        "You",
        "Assistant",
    ]


def test_what_comes_back_after_a_reload_is_not_read_out_as_new(stage: Stage) -> None:
    """A7."""
    page = stage.visit()
    chat = open_chat(page)
    ask(chat, "how long do you keep my data?")
    page.add_init_script("""window.busy = [];
      new MutationObserver(() => {
        const root = document.querySelector('privacy-chat')?.shadowRoot;
        const log = root?.querySelector('.log');
        if (!log || window.watched) return;
        window.watched = true;
        new MutationObserver((all) => { for (const m of all) for (const n of m.addedNodes)
          busy.push(log.getAttribute('aria-busy')); }).observe(log, { childList: true });
      }).observe(document, { subtree: true, childList: true });
      const attach = Element.prototype.attachShadow;
      Element.prototype.attachShadow = function (options) {
        const root = attach.call(this, options);
        new MutationObserver(() => document.body?.append('')).observe(root, { childList: true });
        return root;
      };""")
    page.reload()
    expect(chat.locator("[data-type=answer]")).to_be_visible()
    assert set(page.evaluate("busy")) == {"true"}
    expect(chat.get_by_role("log")).not_to_have_attribute("aria-busy", "true")


def test_waiting_and_connection_are_told_apart_from_the_messages(stage: Stage) -> None:
    """A8: what passes within a second is never said."""
    page = stage.visit()
    chat = open_chat(page)
    status = chat.get_by_role("status")
    page.evaluate(f"""window.line = {SHADOW}.querySelector('[role=status]'); window.told = [];
      new MutationObserver(() => told.push(line.textContent))
        .observe(line, {{ childList: true, characterData: true, subtree: true }})""")
    ask(chat, "how long do you keep my data?")
    assert [text for text in page.evaluate("told") if text] == []
    assert status.get_attribute("role") == "status"
    assert not page.evaluate(
        f"{SHADOW}.querySelector('.log').contains({SHADOW}.querySelector('[role=status]'))"
    )


def test_who_reads_further_up_is_left_there_and_can_come_down(stage: Stage) -> None:
    """A10."""
    page = stage.visit()
    chat = open_chat(page)
    for _ in range(3):
        ask(chat, "how long do you keep my data?")
    log = chat.get_by_role("log")
    log.evaluate("e => { e.scrollTop = 0; }")
    assert log.get_attribute("tabindex") == "0"
    page.evaluate("PrivacyChat('setLocale', 'fi')")  # answered by a message
    jump = chat.get_by_role("button", name="Uusia viestejä")
    expect(jump).to_be_visible()
    assert log.evaluate("e => e.scrollTop") == 0
    jump.click()
    expect(jump).to_be_hidden()
    assert log.evaluate("e => e.scrollTop") > 0


def test_enter_sends_shift_enter_breaks_and_an_input_method_is_left_in_peace(stage: Stage) -> None:
    """A12."""
    page = stage.visit()
    chat = open_chat(page)
    field = chat.get_by_role("textbox", name="Your message")
    field.fill("first")
    field.press("Shift+Enter")
    page.keyboard.type("second")
    expect(field).to_have_value("first\nsecond")
    field.evaluate(
        "e => e.dispatchEvent("
        "new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }))"
    )
    expect(field).to_have_value("first\nsecond")
    chat.get_by_role("button", name="Send").click()
    expect(field).to_have_value("")
    expect(chat.locator(".visitor .words").last).to_have_text("first\nsecond")


def test_every_message_carries_its_language_and_foreign_quotes_theirs(stage: Stage) -> None:
    """A23."""
    page = stage.visit(lang="sv")
    chat = open_chat(page)
    chat.locator("[data-choice='ask:how-long']").first.click()
    answer = chat.locator("[data-type=answer]")
    expect(answer).to_have_attribute("lang", "sv")
    expect(answer.locator("blockquote").first).to_have_attribute("lang", "en")
    chat.locator("#message").fill("do you use cookies on your website?")
    page.keyboard.press("Enter")
    expect(chat.locator("[data-type=answer]").last).to_have_attribute("lang", "en")
    expect(chat.get_by_role("dialog", name="Privacy help")).to_be_visible()


def test_there_is_always_another_way_to_reach_help_in_the_same_place(stage: Stage) -> None:
    """A24."""
    page = stage.visit()
    chat = open_chat(page)
    chat.get_by_role("button", name="Options").click()
    chat.get_by_role("button", name="Talk to a person").click()
    expect(chat.get_by_text("privacy@nord.example.org")).to_be_visible()


def test_a_form_left_open_keeps_what_was_typed_for_the_same_address_again(stage: Stage) -> None:
    """A25, A27: nothing runs out: a draft outlives closing, a form outlives the sleep of its connection."""
    page = stage.visit(policy="")
    talk = Talk(stage, page)
    page.route_web_socket("**/api/v1/chat", talk.listen)
    page.reload()
    chat = open_chat(page)
    chat.locator("#message").fill("half a thought")
    page.evaluate("PrivacyChat('close'); PrivacyChat('open')")
    expect(chat.locator("#message")).to_have_value("half a thought")
    chat.locator("#message").fill("")
    page.evaluate("PrivacyChat('startRequest', 'access')")
    chat.locator("[data-choice=confirm]").click()
    form = chat.locator("[data-type=form]")
    form.locator("input").first.fill("slow.visitor@example.org")
    form.locator("textarea").fill("Everything of last year")
    before = talk.socket
    assert before
    before.close(code=1000)  # as the server does where nobody writes for a quarter of an hour
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("() => true")
    expect(form.locator("textarea")).to_have_value("Everything of last year")
    form.locator("[type=submit]").click()
    expect(chat.locator("[data-type=filed]")).to_be_visible()
    assert talk.socket is not before
