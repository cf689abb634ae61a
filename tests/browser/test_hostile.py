"""Holds that nothing that anyone writes, and no page that embeds it, takes the widget over."""

import re
import secrets
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from assistant.service import conversations
from assistant.service.acting import SYSTEM, Act
from assistant.service.conversations import NewEntry
from assistant.store import Entry
from assistant.terms import Locale
from tests.browser.stage import Stage, ask, chat_of, open_chat
from tests.service.test_tokens import Server
from tests.web.content import SIGN_IN_KEY

pytestmark = pytest.mark.browser
PAYLOADS = [
    "<script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 1'>",
    "<svg/onload=window.pwned=1>",
    "javascript:window.pwned=1",
    "'\"><iframe srcdoc='<script>parent.pwned=1</script>'>",
    "<style>* { display: none }</style>",
    "{{constructor.constructor('window.pwned=1')()}} ${window.pwned=1}",
    "[click](javascript:window.pwned=1) **bold** # heading",
    "<a href='https://evil.example.org' target=_top>free money</a>",
    "\u202egnp.exe \u2066 \u200b\ufeff",
    "<template><slot name=x></template></privacy-chat></body>",
    "&lt;b&gt; %3Cscript%3E \\x3cscript\\x3e",
]
INSIDE = "document.querySelector('privacy-chat').shadowRoot"


def said(page: Page) -> list[str]:
    """Collect what the browser complains of from here on."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def markup(page: Page) -> list[str]:
    """Return the kinds of elements in the messages that the widget never makes."""
    found: list[str] = page.evaluate(
        f"[...{INSIDE}.querySelectorAll('.log script, .log img, .log iframe, .log style, .log template')]"
        ".map(e => e.outerHTML)"
    )
    return found


def say(stage: Stage, bodies: list[dict[str, Any]], *, actor: str) -> None:
    """Add entries to the newest conversation, as if the other side had said them."""
    parts = stage.parts
    with parts.sessions.begin() as session:
        newest = session.scalar(select(Entry.conversation_id).order_by(Entry.at.desc()).limit(1))
        assert newest
        act = Act(session, parts, SYSTEM, parts.now())
        conversation = conversations.lock(act, newest)
        for body in bodies:
            seq = conversations.append(act, conversation, NewEntry(actor, body, Locale.EN)).seq
    parts.bus.publish(newest, seq)


def test_whatever_a_visitor_writes_is_shown_as_text(stage: Stage) -> None:
    """S9."""
    page = stage.visit()
    complaints = said(page)
    chat = open_chat(page)
    for payload in PAYLOADS:
        ask(chat, payload)
    assert page.evaluate("window.pwned ?? 0") == 0
    assert markup(page) == []
    assert complaints == []


def test_whatever_the_other_side_sends_is_shown_as_text_and_only_safe_links_can_be_followed(
    stage: Stage,
) -> None:
    """S9: every field of every kind of message."""
    page = stage.visit()
    complaints = said(page)
    chat = open_chat(page)
    for payload in PAYLOADS:
        passage = dict.fromkeys(("text", "section", "segment", "policy", "version", "url"), payload)
        point = dict.fromkeys(("article", "text", "guidance"), payload)
        plain = {"text": payload, "lang": "en"}
        choices = [{"id": "x", "label": payload}]
        field = {"name": "x", "label": payload, "kind": "text", "required": False, "hint": payload}
        bodies: list[dict[str, Any]] = [
            {"type": "text", **plain, "choices": choices},
            {"type": "notice", **plain, "tone": payload},
            {"type": "answer", **plain, "remark": payload, "source": "policy", "law": [point]}
            | {"passages": [passage | {"lang": "en"}], "choices": choices},
            {"type": "offer", **plain, "rights": [{"right": "access", "label": payload}], "due": payload}
            | {"due_text": payload, "passages": [], "law": [point], "choices": choices},
            {"type": "form", **plain, "fields": [field], "submit": payload, "values": {"x": payload}}
            | {"errors": {"x": payload}, "choices": choices},
            {"type": "filed", **plain, "reference": payload, "due": payload, "trace": [payload]}
            | {
                "status_url": payload,
                "status_label": payload,
                "verify_url": payload,
                "verify_label": payload,
            },
            {"type": "law", **plain, "points": [point], "choices": choices},
            {"type": payload, **plain},
        ]
        before = chat.locator("article").count()
        say(stage, bodies, actor="staff")
        expect(chat.locator("article")).to_have_count(before + len(bodies))
    links: list[str] = page.evaluate(f"[...{INSIDE}.querySelectorAll('.log a')].map(e => e.href)")
    assert all(link.startswith((f"{stage.url}/", "https://", "mailto:")) for link in links)
    rels = page.evaluate(f"[...{INSIDE}.querySelectorAll('.log a')].map(e => e.rel)")
    assert set(rels) <= {"noopener noreferrer"}
    assert page.evaluate("window.pwned ?? 0") == 0
    assert markup(page) == []
    assert complaints == []


def file_request(page: Page) -> Locator:
    """Make a request for access in the chat; return its receipt."""
    chat = chat_of(page)
    page.evaluate("PrivacyChat('startRequest', 'access')")
    chat.locator("[data-choice=confirm]").click()
    form = chat.locator("[data-type=form]")
    address = form.locator("input[type=email]")
    expect(address).to_be_visible()
    if not address.input_value():
        address.fill("director@example.org")
    form.locator("[type=submit]").click()
    receipt = chat.locator("[data-type=filed]")
    expect(receipt).to_be_visible()
    return receipt


@pytest.mark.parametrize(
    "user",
    [
        "{ token: 'I am the director' }",
        "{ token: () => { throw new Error('signed out') } }",
        "{ token: () => ({ I: 'am the director' }) }",
        "'I am the director'",
        "null",
    ],
)
def test_who_the_page_says_the_visitor_is_verifies_nothing(stage: Stage, user: str) -> None:
    """S12: the request needs its code all the same."""
    page = stage.visit(policy="")
    page.evaluate(f"PrivacyChat('setUser', {user})")
    expect(file_request(page).get_by_role("link", name="Enter the code")).to_be_visible()


def test_who_is_signed_in_at_the_company_types_no_address_and_no_code(stage: Stage) -> None:
    """S12: with the snippet of the manual; and nothing is told of who they are before they send a request."""
    manual = (Path(__file__).parents[2] / "docs" / "embedding.md").read_text("utf-8")
    snippet = re.search(r"### In the chat.*?```html\n(.*?)```", manual, re.DOTALL)
    assert snippet
    email, now = "maija.signed.in@example.org", int(time.time())
    claims: dict[str, Any] = {"aud": f"{stage.url}/nord", "sub": "customer 4711", "email": email}
    claims |= {"iat": now, "exp": now + 120, "jti": secrets.token_urlsafe(16)}
    stage.site.pages["/privacy-token"] = (Server(key=SIGN_IN_KEY).sign(claims), "")
    page = stage.visit(snippet[1].replace("aino@example.org", email), policy="")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda ws: ws.on("framesent", lambda frame: asked.append(str(frame))))
    chat = open_chat(page)
    ask(chat, "do you use cookies?")
    assert "privacy-token" not in str(asked)
    assert email not in str(asked)
    receipt = file_request(page)
    expect(receipt).to_contain_text("You are signed in on the company's site")
    expect(receipt.get_by_role("link", name="See how far it is")).to_be_visible()
    expect(receipt.get_by_role("link", name="Enter the code")).to_have_count(0)
    assert len([url for url in asked if url.endswith("/privacy-token")]) == 1


HOSTILE = """<style>* { display: none !important; all: unset; color: red !important } button { opacity: 0 }
 privacy-chat, html, head, body, main { display: block !important }</style>
<script>
  Object.prototype.polluted = 'yes';
  Array.prototype.last = function () { return 1; };
  window.name = '{"open":true}'; window.onmessage = () => { window.stolen = true; };
  Function.prototype.toString = () => 'nothing';
  document.createElement = new Proxy(document.createElement, {});
</script>"""


def test_a_page_with_hostile_styles_and_prototypes_leaves_the_chat_usable(stage: Stage) -> None:
    """S9."""
    page = stage.visit(HOSTILE, policy="")
    chat = open_chat(page)
    expect(ask(chat, "how long do you keep my data?").locator("blockquote").first).to_be_visible()
    shade = chat.get_by_role("dialog").evaluate("e => getComputedStyle(e).color")
    assert shade == "rgb(20, 33, 29)"


def test_noise_by_postmessage_changes_nothing(stage: Stage) -> None:
    """S11: the widget neither listens to messages of windows nor sends any."""
    page = stage.visit(
        "<script>window.got = []; addEventListener('message', e => got.push(e.data));</script>", policy=""
    )
    chat = open_chat(page)
    before = chat.locator("article").count()
    page.evaluate("""() => {
      const entry = {t: 'entry', seq: 99, body: {type: 'text', text: 'Injected'}};
      for (const data of ['open', entry, {type: 'close'}, null, 1e9])
        window.postMessage(data, '*');
    }""")
    page.wait_for_function("got.length === 5")
    ask(chat, "do you use cookies?")
    expect(chat.locator("article")).to_have_count(before + 2)
    expect(chat.get_by_text("Injected")).to_have_count(0)
    assert page.evaluate("got.length") == 5
