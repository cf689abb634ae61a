"""Photographs the widget in every state: `python -m tests.browser.pictures DIR`.

Names are `widget-<language>-<desk|phone>-<light|dark>-<state>.png`. Some of them stand in docs/pictures.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

from tests.browser.demo import Demo, running, sign_in
from tests.chromium import chromium

DEVICES: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 860}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
}


@dataclass(frozen=True)
class Said:
    """What a visitor to one company types in one language."""

    controller: str
    question: str
    absent: str
    wish: str
    person: str
    staff: str


SAID = {
    "en": Said(
        "secapp",
        "How long do you keep my data?",
        "What about children?",
        "Please erase everything you have about me",
        "I want to talk to a person",
        "Hello, this is the privacy team. How can I help?",
    ),
    "fi": Said(
        "xcure",
        "Kauanko säilytätte tietojani?",
        "Entä lapset?",
        "Poistakaa kaikki minua koskevat tiedot",
        "Haluan puhua ihmisen kanssa",
        "Hei, täällä on tietosuojatiimi. Miten voin auttaa?",
    ),
    "sv": Said(
        "smilee",
        "Hur länge sparar ni mina uppgifter?",
        "Hur är det med barn?",
        "Radera alla uppgifter ni har om mig",
        "Jag vill prata med en människa",
        "Hej, det här är dataskyddsteamet. Vad kan jag hjälpa till med?",
    ),
}


@dataclass
class Camera:
    """Photographs one visitor's page under one name."""

    page: Page
    stem: Path
    taken: list[Path] = field(default_factory=list)

    def take(self, state: str) -> None:
        self.page.wait_for_timeout(350)  # what moves has come to rest
        path = self.stem.with_name(f"{self.stem.name}-{state}.png")
        self.page.screenshot(path=path)
        self.taken.append(path)


@contextmanager
def visit(browser: Browser, demo: Demo, lang: str, options: dict[str, Any]) -> Iterator[Page]:
    context = browser.new_context(locale=lang, **options)
    page = context.new_page()
    page.goto(f"{demo.url}/demo/{SAID[lang].controller}?lang={lang}")
    yield page
    context.close()


def say(page: Page, text: str, kind: str) -> Locator:
    """Write, and wait until the answer is of this kind."""
    chat = page.locator("privacy-chat")
    before = chat.locator("article").count()
    chat.locator("#message").fill(text)
    chat.locator("#message").press("Enter")
    expect(chat.locator("article")).to_have_count(before + 2)
    answer = chat.locator("article").last
    if answer.get_attribute("data-type") != kind:
        sys.stderr.write(f"{text}: {answer.get_attribute('data-type')} instead of {kind}\n")
    return answer


def talk(camera: Camera, said: Said) -> None:
    """From the launcher to the filed request."""
    page, chat = camera.page, camera.page.locator("privacy-chat")
    camera.take("launcher")
    chat.locator(".launcher").click()
    expect(chat.locator("article").first).to_be_visible()
    camera.take("greeting")
    answer = say(page, said.question, "answer")
    camera.take("answer")
    answered = chat.locator("article").count()
    answer.locator(".judge button").last.click()
    expect(chat.locator("article")).to_have_count(answered + 1)
    say(page, said.absent, "law")
    camera.take("absent")
    say(page, said.wish, "offer")
    camera.take("offer")
    chat.locator("[data-choice=confirm]").click()
    expect(chat.locator("[data-type=form]")).to_be_visible()
    camera.take("form")
    chat.locator("[data-type=form] input").first.fill("visitor")
    chat.locator("[data-type=form] [type=submit]").click()
    camera.take("form-error")
    chat.locator("[data-type=form] input").first.fill(f"{camera.stem.name}@example.org")
    chat.locator("[data-type=form] [type=submit]").click()
    expect(chat.locator("[data-type=filed]")).to_be_visible()
    camera.take("filed")
    chat.locator(".head .tool").first.click()
    expect(chat.locator(".menu")).to_be_visible()
    camera.take("options")
    chat.locator(".item[aria-expanded]").click()
    camera.take("forget")
    chat.locator(".confirm .main").click()
    expect(chat.locator(".again")).to_be_visible()
    camera.take("forgotten")


def hand_over(camera: Camera, said: Said, desk: Page) -> None:
    """From the wish for a person to the end of the talk."""
    page, chat = camera.page, camera.page.locator("privacy-chat")
    lines: list[WebSocketRoute] = []

    def listen(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    page.route_web_socket("**/api/v1/chat", listen)
    chat.locator(".launcher").click()
    expect(chat.locator("article").first).to_be_visible()
    chat.locator("#message").fill(said.person)
    chat.locator("#message").press("Enter")
    expect(chat.locator(".live")).to_be_visible()
    camera.take("queued")
    desk.goto(re.sub(r"(/staff/chats/).*", r"\1", desk.url))
    desk.locator("form[action*='/claim'] button").first.click()
    box = desk.locator("textarea").first
    expect(box).to_be_visible()
    box.fill(said.staff)
    box.press("Enter")
    expect(chat.locator("article.staff")).to_be_visible()
    camera.take("person")
    page.context.set_offline(True)
    lines[-1].close(code=1012)
    chat.locator("#message").fill("42")
    chat.locator("#message").press("Enter")
    expect(chat.locator(".delivery")).to_be_visible(timeout=15_000)
    camera.take("offline")


def troubles(browser: Browser, demo: Demo, lang: str, options: dict[str, Any], stem: Path) -> None:
    """A server that cannot be reached, and one that has too many visitors."""
    for state, status in (("crowded", 429), ("unreachable", 503)):
        with visit(browser, demo, lang, options) as page:
            refused = {"status": status, "json": {"error": {"code": "x", "message": "x"}}}
            page.route("**/api/v1/conversations", lambda route: route.fulfill(**refused))  # noqa: B023
            chat = page.locator("privacy-chat")
            chat.locator(".launcher").click()
            expect(chat.get_by_role("status")).not_to_have_text("", timeout=10_000)
            Camera(page, stem).take(state)


def main(folder: Path, wanted: list[str]) -> None:
    """Take all pictures, or those whose name begins with one of the wanted."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, running(Path(data)) as demo, chromium() as browser:
        desk = sign_in(browser, demo, "agent", "en")
        desk.goto(f"{demo.url}/staff/chats/")
        desk.get_by_role("button", name="Answer chats", exact=True).click()
        for lang, said in SAID.items():
            for device, options in DEVICES.items():
                for theme in ("light", "dark"):
                    stem = folder / f"widget-{lang}-{device}-{theme}"
                    if wanted and not stem.name.startswith(tuple(wanted)):
                        continue
                    look = {**options, "color_scheme": theme}
                    with visit(browser, demo, lang, look) as page:
                        talk(Camera(page, stem), said)
                    with visit(browser, demo, lang, look) as page:
                        hand_over(Camera(page, stem), said, desk)
                    troubles(browser, demo, lang, look, stem)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
