"""Walks a visitor's request into a real Request Tracker and its answer back to the visitor's page."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo import ENGLISH, LAUNCHERS, ROOT, Demo, file_by_chat, open_site, prove, running
from tests.real.request_tracker import QUEUE, RequestTracker

pytestmark = [pytest.mark.rt, pytest.mark.browser]
ANSWER = "We have erased everything that we had about you. Kiitos – tack!"
SECRET = "Between us: this visitor is a nuisance."


@pytest.fixture
def demo(real: RequestTracker, tmp_path: Path) -> Iterator[Demo]:
    """Run the demonstration with a mirror for one of its companies."""
    home = tmp_path / "home"
    shutil.copytree(ROOT / "policies", home / "policies")
    (home / "intents").symlink_to(ROOT / "intents")  # with the model that is fitted to them
    settings = home / "policies" / "secapp" / "controller.yaml"
    mirror = f"mirror: {{kind: request-tracker, url: {real.url}, queue: {QUEUE}}}"
    text = settings.read_text(encoding="utf-8")
    assert "mirror: null" in text
    settings.write_text(text.replace("mirror: null", mirror), encoding="utf-8")
    own = {
        "ASSISTANT_HOME": str(home),
        "ASSISTANT_MIRROR_TOKENS": f"secapp={real.token}",
        "ASSISTANT_MIRROR_POLL_SECONDS": "1",
    }
    with running(tmp_path / "data", **own) as demo:
        yield demo


def soon(page: Page, found: Callable[[], bool], what: str) -> None:
    """Wait until something is so on another server, which tells nobody of it."""
    for _ in range(300):
        if found():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not within half a minute: {what}")


def test_a_request_appears_there_a_reply_comes_back_and_a_comment_does_not(
    browser: Browser, demo: Demo, real: RequestTracker
) -> None:
    context, page = open_site(browser, demo, ENGLISH, "en")
    filed = file_by_chat(page, ENGLISH, LAUNCHERS["en"])
    reference = prove(filed, demo)
    query = f"'CF.{{Request reference}}' = '{reference}'"
    soon(page, lambda: len(real.tickets(query)) == 1, "the request is in Request Tracker")
    number = real.tickets(query)[0]["id"]
    ticket = real.call("GET", f"ticket/{number}")
    assert (ticket["Status"], ticket["Requestor"][0]["id"]) == ("open", ENGLISH.address)
    said = {"Content": SECRET, "ContentType": "text/plain"}
    real.call("POST", f"ticket/{number}/comment", said)
    real.call("POST", f"ticket/{number}/correspond", {"Content": ANSWER, "ContentType": "text/plain"})

    status_page = filed.page
    soon(status_page, lambda: bool(letters(demo)), "the answer was mailed")
    status_page.reload()
    expect(status_page.get_by_text(ANSWER)).to_be_visible()
    assert [mail["to"] for mail in letters(demo)] == [ENGLISH.address]
    assert SECRET not in status_page.content()
    assert not [mail for mail in demo.mails() if SECRET in mail["text"]]
    assert not [mail for mail in real.mails if ENGLISH.address in mail]
    context.close()


def letters(demo: Demo) -> list[dict[str, Any]]:
    return [mail for mail in demo.mails() if mail["kind"] == "correspondence"]
