"""A company's site, the assistant at another origin, and a browser: what the tests of the widget share."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug import Request, Response
from werkzeug.serving import BaseWSGIServer, make_server

from assistant.adapters.bus import InProcessBus
from assistant.answers.load import load_knowledge
from assistant.service.keys import Keys
from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.store.database import open_engine, session_makers
from assistant.web import wire
from assistant.web.app import create_app
from assistant.web.runtime import Face

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
AXE_RUN = """([scope, tags]) => axe.run(scope, { runOnly: tags, resultTypes: ['violations'] })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map((n) => `${id}: ${n.html} ${n.failureSummary}`)))"""
GENEROUS = Limits(
    messages_per_minute=60_000,
    message_burst=5_000,
    conversations_per_hour_per_address=10_000,
    sockets_per_conversation=50,
    sockets_per_address=500,
    sockets_per_process=500,
)
"""The limits are not what these tests are about; those that are about them set their own."""
STRICT = (
    "default-src 'none'; script-src {0}; connect-src {0} {1}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""What docs/embedding.md tells a strict host to allow, and nothing else."""
TEXT = "Lorem of a company. " * 30


@contextmanager
def listening(app: Any, port: int = 0) -> Iterator[BaseWSGIServer]:  # noqa: ANN401 - any WSGI application
    """Serve an application from threads of its own."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Site:
    """A company's site: each path gives the page that a test put there."""

    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    origin: str = ""

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:  # noqa: ANN401 - WSGI
        html, policy = self.pages.get(Request(environ).path, ("", ""))
        response = Response(html, status=200 if html else 404, mimetype="text/html")
        if policy:
            response.headers["Content-Security-Policy"] = policy
        return response(environ, start)


@dataclass
class Stage:
    """The assistant, running, and how a test looks at it."""

    app: Flask
    parts: Parts
    url: str
    site: Site
    browser: Browser
    count: int = 0

    def script(self, controller: str = "nord", **data: str) -> str:
        more = "".join(f' data-{name.replace("_", "-")}="{value}"' for name, value in data.items())
        address = f"{self.url}/widget/v1/loader.js"
        return f'<script src="{address}" data-controller="{controller}"{more} defer></script>'

    def strict(self) -> str:
        return STRICT.format(self.url, self.url.replace("http", "ws"))

    def put(self, body: str, *, policy: str | None = None, lang: str = "en") -> str:
        """Put a page on the site; return its address. Its policy is the strict one unless told otherwise."""
        self.count += 1
        head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Nord</title>'
        html = f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
        self.site.pages[f"/{self.count}"] = (html, self.strict() if policy is None else policy)
        return f"{self.site.origin}/{self.count}"

    def visit(
        self,
        body: str = "",
        *,
        policy: str | None = None,
        lang: str = "en",
        script: str = "",
        **options: Any,  # noqa: ANN401
    ) -> Page:
        """Open a page with the widget in a fresh browser profile."""
        context = self.browser.new_context(
            **{"locale": "en-GB", "viewport": {"width": 1100, "height": 800}, **options}
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        main = f"<main><h1>Nord</h1><p>{TEXT}</p><p><a href='#x'>A link</a></p></main>"
        page.goto(self.put(body + main + (script or self.script()), policy=policy, lang=lang))
        return page


@contextmanager
def staged(tmp: Path, database: Path, content: Path, browser: Browser) -> Iterator[Stage]:
    """Start everything; the site is at another origin than the assistant, and listed."""
    shutil.copy(database, tmp / "chat.db")
    engine = open_engine(f"sqlite:///{tmp / 'chat.db'}")
    sessions, reads = session_makers(engine)
    port, site = free_port(), Site()
    knowledge = load_knowledge(content)
    parts = Parts(
        sessions=sessions,
        reads=reads,
        now=lambda: datetime.now(UTC),
        knowledge=lambda: knowledge,
        keys=Keys.derive("a secret that only these tests know"),
        limits=GENEROUS,
        bus=InProcessBus(),
        base_url=f"http://127.0.0.1:{port}",
    )
    wire.install(GENEROUS)
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        there = stack.enter_context(listening(site))
        site.origin = f"http://localhost:{there.server_port}"
        app = create_app(parts, Face(is_demo=True, mail_folder=tmp / "mail", origins=(site.origin,)))
        stack.enter_context(listening(app, port))
        stack.callback(wire.drain)
        yield Stage(app, parts, parts.base_url, site, browser)


def chat_of(page: Page, controller: str = "nord") -> Locator:
    return page.locator(f'privacy-chat[data-controller="{controller}"]')


def open_chat(page: Page, controller: str = "nord") -> Locator:
    """Open the chat as a visitor does, and wait for the greeting."""
    chat = chat_of(page, controller)
    chat.locator(".launcher").click()
    expect(chat.locator("article").first).to_be_visible()
    return chat


def ask(chat: Locator, text: str) -> Locator:
    """Ask, and return what came back."""
    before = chat.locator("article").count()
    field = chat.locator("#message")
    field.fill(text)
    field.press("Enter")
    answer = chat.locator("article").nth(before + 1)
    expect(answer).to_be_visible()
    return answer
