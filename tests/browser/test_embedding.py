"""Holds how the widget behaves on other people's pages. S-numbers: docs/widget-tests.md."""

import random
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.web.colours import contrast
from assistant.web.widget import newest_version, pinned_loaders
from tests.browser.stage import Stage, ask, chat_of, open_chat

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "embedding.md").read_text("utf-8")
KEEPING = "[localStorage.length, sessionStorage.length, document.cookie]"
PROVED, FUZZED = 4.5, 150


def said(page: Page) -> list[str]:
    """Collect what the browser complains of from here on."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_before_the_click_nothing_is_stored_asked_or_connected(stage: Stage) -> None:
    """S13, S16, S4: and the click begins with no cookie."""
    context = stage.browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda ws: asked.append(ws.url))
    page.goto(stage.put(f"<h1>Nord</h1>{stage.script()}"), wait_until="networkidle")
    page.evaluate("window.scrollTo(0, 9); document.dispatchEvent(new Event('visibilitychange'))")
    assert [url for url in asked if url.startswith(stage.url)] == [f"{stage.url}/widget/v1/loader.js"]
    assert context.cookies() == []
    assert page.evaluate(KEEPING) == [0, 0, ""]
    open_chat(page)
    assert context.cookies() == []
    assert page.evaluate("Object.keys(sessionStorage)") == ["privacy-chat:nord"]
    assert page.evaluate("localStorage.length") == 0
    hosts = {re.sub(r"^(\w+://[^/]+).*", r"\1", url) for url in asked}
    assert hosts == {stage.site.origin, stage.url, stage.url.replace("http", "ws")}


def test_under_the_strictest_policy_of_the_manual_everything_works_and_nothing_is_complained_of(
    stage: Stage,
) -> None:
    """S9, S16: Trusted Types enforced, no style, no frame, no inline code."""
    lines = re.findall(r"^script-src .*connect-src .*$", MANUAL, re.MULTILINE)
    here = [line.replace("https://privacy.example.org", stage.url) for line in lines]
    ours = here[0].replace("wss://privacy.example.org", stage.url.replace("http", "ws"))
    policy = f"default-src 'none'; {ours}; require-trusted-types-for 'script'; trusted-types 'none'"
    page = stage.visit(policy=policy)
    complaints = said(page)
    chat = open_chat(page)
    expect(ask(chat, "how long do you keep my data?").locator("blockquote").first).to_contain_text(
        "two years"
    )
    chat.get_by_role("button", name="Options").click()
    expect(chat.get_by_text("Keep this chat on this device")).to_be_visible()
    assert complaints == []


def test_a_pinned_launcher_is_loaded_with_the_hash_of_the_manual_and_not_with_another(stage: Stage) -> None:
    version = newest_version()
    promised = pinned_loaders()[version]
    tag = (
        '<script src="{0}/widget/{1}/loader.js" integrity="{2}" crossorigin="anonymous"'
        ' data-controller="nord"></script>'
    )
    page = stage.visit(script=tag.format(stage.url, version, promised))
    open_chat(page)
    other = stage.visit(script=tag.format(stage.url, version, promised[:-4] + "AAAA"))
    expect(chat_of(other)).to_have_count(0)


def test_commands_given_before_the_script_arrives_are_obeyed_in_order(stage: Stage) -> None:
    queue = "window.PrivacyChat ??= function () { (PrivacyChat.q ??= []).push(arguments); };"
    assert queue in MANUAL
    early = (
        "window.heard = []; PrivacyChat('on', 'open', () => heard.push('open'));"
        " PrivacyChat('setLocale', 'fi'); PrivacyChat('open');"
    )
    page = stage.visit(f"<script>{queue}{early}</script>", policy="")
    chat = chat_of(page)
    expect(chat.get_by_role("dialog", name="Tietosuoja-apu")).to_be_visible()
    assert page.evaluate("heard") == ["open"]


def test_every_command_does_what_the_manual_says(stage: Stage) -> None:
    page = stage.visit()
    chat = chat_of(page)
    page.evaluate(
        "window.heard = [];"
        " for (const e of ['ready', 'open', 'close', 'unread', 'message', 'ticket', 'error', 'destroy'])"
        " PrivacyChat('on', e, (d) => heard.push([e, d]))"
    )
    page.evaluate("PrivacyChat('hide')")
    expect(chat).to_be_hidden()
    page.evaluate("PrivacyChat('show'); PrivacyChat('toggle')")
    expect(chat.get_by_role("dialog")).to_be_visible()
    expect(chat.locator("article").first).to_be_visible()
    page.evaluate("PrivacyChat('setTheme', 'dark'); PrivacyChat('setLocale', 'sv')")
    expect(chat.get_by_role("dialog", name="Hjälp med dataskydd")).to_be_visible()
    page.evaluate("PrivacyChat('setLocale', 'en'); PrivacyChat('startRequest', 'erasure')")
    expect(chat.locator("[data-type=offer]")).to_be_visible()
    expect(chat.locator(".visitor").last).to_contain_text("erasure of your data")
    page.evaluate("PrivacyChat('ask', 'cookies')")
    expect(chat.locator("[data-type=answer]")).to_be_visible()
    page.evaluate("PrivacyChat('close')")
    expect(chat.get_by_role("dialog")).to_be_hidden()
    page.evaluate("PrivacyChat('reset')")
    page.wait_for_function("sessionStorage.length === 0")
    page.evaluate("PrivacyChat('open')")
    expect(chat.locator("article").first).to_be_visible()
    expect(chat.locator("[data-type=offer]")).to_have_count(0)
    heard = [event for event, _ in page.evaluate("heard")]
    assert heard[0] == "ready"
    assert {"open", "close", "message"} <= set(heard)
    assert all(
        set(detail) == {"seq", "type"} for event, detail in page.evaluate("heard") if event == "message"
    )
    page.evaluate("PrivacyChat('destroy')")
    expect(chat).to_have_count(0)
    assert page.evaluate("typeof window.PrivacyChat") == "undefined"


def test_it_starts_once_and_again_after_it_was_destroyed(stage: Stage) -> None:
    page = stage.visit(script=stage.script() * 2)
    expect(chat_of(page)).to_have_count(1)
    again = (
        "url => { const s = document.createElement('script'); s.src = url; s.dataset.controller = 'nord';"
        " document.head.append(s); }"
    )
    page = stage.visit(policy="")
    open_chat(page)
    page.evaluate("PrivacyChat('destroy')")
    page.evaluate(again, f"{stage.url}/widget/v1/loader.js")
    expect(chat_of(page).locator("article").first).to_be_visible()  # open as it was


def test_pages_that_swap_their_body_keep_the_chat_and_a_script_run_anew_does_nothing(stage: Stage) -> None:
    page = stage.visit(policy="")
    chat = open_chat(page)
    ask(chat, "do you use cookies?")
    page.evaluate(
        """url => {
      const body = document.createElement('body');
      body.innerHTML = '<main><h1>Another page</h1></main>';
      const script = document.createElement('script');
      Object.assign(script, { src: url }); script.dataset.controller = 'nord';
      body.append(script);
      document.body.replaceWith(body);
      history.pushState({}, '', '#other');
    }""",
        f"{stage.url}/widget/v1/loader.js",
    )
    ask(chat, "how long do you keep my data?")
    expect(chat_of(page)).to_have_count(1)


def test_two_companies_stand_on_one_page_each_with_its_own_chat(stage: Stage) -> None:
    both = stage.script() + stage.script("sund", position="left")
    page = stage.visit(script=both)
    nord, sund = open_chat(page), open_chat(page, "sund")
    expect(ask(nord, "how long do you keep my data?").locator("blockquote").first).to_contain_text(
        "two years"
    )
    expect(ask(sund, "hur länge sparar ni mina uppgifter?")).to_have_attribute("lang", "sv")
    expect(sund.locator(".company")).to_have_text("Sund <b>AB</b>")
    boxes = [chat.get_by_role("dialog").bounding_box() for chat in (nord, sund)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[1]["x"] + boxes[1]["width"] <= boxes[0]["x"]
    page.evaluate("PrivacyChat('sund:close')")
    expect(sund.get_by_role("dialog")).to_be_hidden()
    expect(nord.get_by_role("dialog")).to_be_visible()
    page.evaluate("PrivacyChat('nord:destroy'); PrivacyChat('sund:open')")
    expect(sund.get_by_role("dialog")).to_be_visible()


def test_offsets_and_theme_are_set_by_attributes(stage: Stage) -> None:
    page = stage.visit(script=stage.script(offset_x="40", offset_y="64", position="left", theme="dark"))
    box = chat_of(page).locator(".launcher").bounding_box()
    assert box
    assert round(box["x"]) == 40
    assert round(800 - box["y"] - box["height"]) == 64
    open_chat(page)
    dark = "document.querySelector('privacy-chat').shadowRoot.querySelector('dialog')"
    assert page.evaluate(f"getComputedStyle({dark}).backgroundColor") == "rgb(20, 25, 27)"


SEEN = """(accent) => {
  const host = document.querySelector('privacy-chat');
  host.style.setProperty('--privacy-chat-accent', accent);
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const of = (selector, name) => rgb(getComputedStyle(host.shadowRoot.querySelector(selector))[name]);
  return {
    launcher: [of('.launcher', 'color'), of('.launcher', 'backgroundColor')],
    send: [of('.send', 'color'), of('.send', 'backgroundColor')],
    choice: [of('.choice', 'color'), of('.choice', 'backgroundColor')],
    link: [of('figcaption a', 'color'), of('.panel', 'backgroundColor')],
    own: [of('.visitor .words', 'color'), of('.visitor .words', 'backgroundColor')],
    hovered: [of('.choice', 'color'), of('.visitor .words', 'backgroundColor')],
  };
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_any_brand_colour_is_made_readable(stage: Stage, theme: str) -> None:
    """A15."""
    page = stage.visit(script=stage.script(theme=theme), reduced_motion="reduce")
    chat = open_chat(page)
    ask(chat, "how long do you keep my data?")
    drawn = random.Random(15)  # noqa: S311 - colours
    colours = [f"#{drawn.randrange(1 << 24):06x}" for _ in range(FUZZED)]
    colours += [
        "#000",
        "#fff",
        "#00f",
        "#0f0",
        "#f00",
        "#ff0",
        "#0ff",
        "#f0f",
        "#777",
        "oklch(0.7 0.37 140)",
        "rebeccapurple",
    ]
    for colour in colours:
        for name, (ink, paper) in page.evaluate(SEEN, colour).items():
            assert contrast(tuple(ink), tuple(paper)) >= PROVED, f"{colour}: {name} {ink} on {paper}"


def test_a_colour_that_is_none_is_left_aside(stage: Stage) -> None:
    page = stage.visit(script=stage.script(accent="banana"))
    colour = page.evaluate(
        "getComputedStyle(document.querySelector('privacy-chat').shadowRoot.querySelector('button')).backgroundColor"
    )
    assert colour == "rgb(11, 93, 78)"


def test_a_page_comes_back_from_the_back_forward_cache_with_its_chat(stage: Stage) -> None:
    back = "addEventListener('pageshow', (event) => { window.cached = event.persisted; });"
    page = stage.visit(f"<script>{back}</script>", policy="")
    chat = open_chat(page)
    ask(chat, "how long do you keep my data?")
    here = page.url
    page.goto(stage.put("<h1>Elsewhere</h1>"))
    page.go_back(wait_until="commit")  # what comes from the cache is not loaded again
    assert page.url == here
    assert page.evaluate("window.cached") is True  # an open socket would have kept it out
    chat = chat_of(page)
    expect(chat.locator("[data-type=answer]")).to_be_visible()
    ask(chat, "do you use cookies?")
    expect(chat.locator("[data-type=answer]")).to_have_count(2)


WORDPRESS = r"""<?php
$todo = []; $filters = []; $scripts = ["jquery" => ["/jquery.js", "3", ["strategy" => "async"]]];
function add_action($hook, $act) { global $todo; if ($hook === "wp_enqueue_scripts") $todo[] = $act; }
function add_filter($hook, $act, $priority, $count) {
    global $filters; if ($hook === "script_loader_tag") $filters[] = [$act, $count];
}
function wp_enqueue_script($handle, $src, $deps, $version, $more) {
    global $scripts; $scripts[$handle] = [$src, $version, $more];
}
%s
foreach ($todo as $act) $act();
foreach ($scripts as $handle => [$src, $version, $more]) {
    $src .= $version === null ? "" : "?ver=$version";
    $how = $more["strategy"];
    $tag = "<script type=\"text/javascript\" src=\"$src\" id=\"$handle-js\" $how=\"$how\"></script>\n";
    foreach ($filters as [$act, $count]) $tag = $act(...array_slice([$tag, $handle, $src], 0, $count));
    echo $tag;
}
"""
"""What WordPress 6.3 and newer do with scripts, as far as the snippet of the manual can see it."""


@pytest.mark.slow
def test_the_snippet_for_wordpress_makes_a_tag_that_works(stage: Stage, tmp_path: Path) -> None:
    """By a real PHP, with stand-ins for the four functions and the filter of WordPress that it uses."""
    snippet = re.search(r"### WordPress.*?```php\n(.*?)```", MANUAL, re.DOTALL)
    assert snippet
    here = snippet[1].replace("https://privacy.example.org", stage.url).replace('"acme"', '"nord"')
    (tmp_path / "page.php").write_text(WORDPRESS % here, encoding="utf-8")
    made = subprocess.run(
        ["php", tmp_path / "page.php"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert (
        made[0]
        == '<script type="text/javascript" src="/jquery.js?ver=3" id="jquery-js" async="async"></script>'
    )
    assert "data-controller" not in made[0]
    assert "?ver" not in made[1]
    page = stage.visit(script=made[1])
    expect(ask(open_chat(page), "how long do you keep my data?").locator("blockquote").first).to_be_visible()


def test_the_snippets_of_the_manual_run(stage: Stage) -> None:
    """React's effect and the tag of tag managers, as they stand in the manual, with our address put in."""
    here = MANUAL.replace("https://privacy.example.org", stage.url).replace('"acme"', '"nord"')
    effect = re.search(r"useEffect\(\(\) => \{(.*?)\}, \[\]\);", here, re.DOTALL)
    assert effect
    page = stage.visit("<p>React</p>", script="<p></p>", policy="")
    page.evaluate(f"() => {{ window.undo = (() => {{{effect[1]}}})(); }}")
    expect(chat_of(page)).to_have_count(1)
    page.evaluate("undo()")
    expect(chat_of(page)).to_have_count(0)
    page.evaluate(f"() => {{ window.undo = (() => {{{effect[1]}}})(); }}")  # as in React's strict mode
    expect(chat_of(page)).to_have_count(1)
    tag = re.search(r"### Tag managers.*?```html\n(.*?)```", here, re.DOTALL)
    own = re.search(r"### From a button.*?```html\n(.*?)```", here, re.DOTALL)
    assert tag
    assert own
    page = stage.visit(own[1], script=tag[1], policy="")
    page.get_by_role("button", name="Ask about your data").click()
    chat = chat_of(page)
    expect(chat.locator("article").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Ask about your data")).to_be_focused()


@pytest.mark.parametrize("is_reset", [True, False])
def test_a_reset_forgets_who_the_user_is_also_before_the_chat_was_opened(
    stage: Stage, *, is_reset: bool
) -> None:
    page = stage.visit()
    chat = chat_of(page)
    page.evaluate("PrivacyChat('setUser', { email: 'aino@example.org' })")
    if is_reset:
        page.evaluate("PrivacyChat('reset')")
    page.evaluate("PrivacyChat('startRequest', 'erasure')")
    chat.locator("[data-type=offer]").get_by_role("button").first.click()
    field = chat.locator("[data-type=form] input[type=email]")
    expect(field).to_have_value("" if is_reset else "aino@example.org")
