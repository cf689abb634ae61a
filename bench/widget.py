"""Weighs the widget beside others, and measures what it costs a page before a click: `make bench-widget`."""

import json
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import click
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = "/usr/bin/chromium"
ROUNDS = 21
PUBLISHED = {
    "Chatwoot": "170 (chatwoot/chatwoot#2658)",
    "Rasa webchat": "171-211",
    "Botpress webchat": "180-234",
    "Typebot": "196",
    "Papercups": "7.6, and an application in a frame",
}
"""Kilobytes after gzip of what their scripts load, as measured when the project began."""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title></head>
<body>
<main><h1>A company</h1>{text}</main>{script}</body></html>"""
TEXT = "<p>Some words of a company, as companies have them on their pages.</p>" * 200
COSTS = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration")


@contextmanager
def assistant(origin: str) -> Iterator[str]:
    """Run the demonstration, with the host page's origin allowed."""
    with tempfile.TemporaryDirectory() as data:
        command = [
            sys.executable,
            "-m",
            "assistant",
            "run",
            "--port",
            "0",
            "--data",
            data,
            "--origin",
            origin,
        ]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603 - our own
        with running as process:
            line = next(iter(process.stdout or ()))
            yield str(json.loads(line.removeprefix("ready "))["url"])
            process.terminate()


@contextmanager
def host(pages: dict[str, str]) -> Iterator[str]:
    """Serve pages from another origin than the assistant's."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the figures are the output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


def until_the_first_answer(browser: Browser, url: str) -> dict[str, int]:
    """Return what travels of each file, by its name, until a first question is answered."""
    page = browser.new_page()
    sizes: dict[str, int] = {}

    def note(response: Any) -> None:  # noqa: ANN401 - a response of Playwright
        if "/widget/" in response.url and response.status == 200:  # noqa: PLR2004 - it was sent
            request = urllib.request.Request(response.url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own
            with urllib.request.urlopen(request) as again:  # noqa: S310 - our own
                sizes["/".join(response.url.split("/")[5:])] = len(again.read())

    page.on("response", note)
    page.goto(url)
    chat = page.locator("privacy-chat")
    chat.get_by_role("button").click()
    chat.locator("article").first.wait_for()
    chat.get_by_role("textbox").fill("how long do you keep my data?")
    page.keyboard.press("Enter")
    chat.locator("[data-type=answer]").wait_for()
    page.wait_for_load_state("networkidle")
    page.close()
    return sizes


def cost(browser: Browser, url: str) -> float:
    """Return the processor's milliseconds for script, style and layout until a page is quiet."""
    page = browser.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})  # a busy machine must not count
    page.goto(url, wait_until="networkidle")
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    page.close()
    return float(sum(found[name] for name in COSTS) * 1000)


def before_the_click(page: Page, url: str, ours: str) -> dict[str, Any]:
    """Return what a page with the widget asked for and kept."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(url, wait_until="networkidle")
    kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie.length]")
    return {
        "requests beyond the loader": len([one for one in asked if one.startswith(ours)]) - 1,
        "storage entries and cookies": sum(kept) + len(page.context.cookies()),
    }


def main() -> None:
    """Measure and print."""
    pages = {"/without": PAGE.format(text=TEXT, script="")}
    with host(pages) as there, assistant(there) as ours, sync_playwright() as playwright:
        tag = f'<script src="{ours}/widget/v1/loader.js" data-controller="secapp" defer></script>'
        pages["/with"] = PAGE.format(text=TEXT, script=tag)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        sizes = until_the_first_answer(browser, f"{there}/with")
        before = before_the_click(browser.new_page(), f"{there}/with", ours)
        pairs = [(cost(browser, f"{there}/with"), cost(browser, f"{there}/without")) for _ in range(ROUNDS)]
        browser.close()
    report(sizes, before, pairs)


def report(sizes: dict[str, int], before: dict[str, Any], pairs: list[tuple[float, float]]) -> None:
    """Print the figures, ours above the others'."""
    loader = sizes["loader.js"]
    click.echo("kB after gzip until the first answer")
    whole, parts = sum(sizes.values()) / 1000, len(sizes)
    click.echo(f"  {'this widget':<19} {whole:.1f} ({parts} files; loader {loader / 1000:.1f})")
    for name, size in PUBLISHED.items():
        click.echo(f"  {name:<19} {size}")
    click.echo("before the click")
    for name, number in before.items():
        click.echo(f"  {name}: {number}")
    more = statistics.median(with_it - without for with_it, without in pairs)
    alone = statistics.median(without for _, without in pairs)
    click.echo(
        f"  script, style and layout on the main thread: {more:+.1f} ms beside {alone:.1f} ms of the page"
    )
    click.echo(f"  (medians of {ROUNDS} pairs)")


if __name__ == "__main__":
    main()
