"""Walks a request through to its end as its person and two members of staff do, in the three languages."""

import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.demo import (
    ENGLISH,
    FINNISH,
    LAUNCHERS,
    Demo,
    file_by_chat,
    open_site,
    prove,
    sign_in,
    wait_for_mail,
)

pytestmark = pytest.mark.browser
ACCESS = replace(
    ENGLISH,
    wish="i want a copy of my data",
    acknowledged="access to your data",
    lang="en",
    controller="secapp",
    who="asker",
)
ERASURE = replace(FINNISH, who="leaver")


def line_of(page: Page, demo: Demo, reference: str, lang: str) -> str:
    """Open the ticket of a reference and return the address of its first right."""
    page.goto(f"{demo.url}/staff/?q={reference}&lang={lang}")
    page.get_by_role("link", name=reference).first.click()
    found = re.search(r"/staff/tickets/\d+", page.url)
    assert found
    return f"{demo.url}{found[0]}/lines/1?lang={lang}"


def press(page: Page, deed: str) -> None:
    page.locator(f"form[action*='{deed}'] button").first.click()


def work_through(page: Page, line: str) -> int:
    """Begin, add a file to the first item, and finish every item by hand; return how many there were."""
    page.goto(line)
    press(page, "/begin")
    page.goto(line)
    marks = page.locator("form[action*='/items/']:not([action*='/owner']):not([action*='/files'])")
    actions = [form.get_attribute("action") for form in marks.all()]
    upload = page.locator("form[action*='/files']").first
    page.locator("details:has(form[action*='/files'])").first.locator("summary").click()
    given = {"name": "found.csv", "mimeType": "text/csv", "buffer": b"name;mail\n"}
    upload.locator("input[type=file]").set_input_files(given)  # type: ignore[arg-type]
    upload.locator("button").click()
    expect(page.locator(".files a")).to_have_text("found.csv")
    for action in actions:
        form = page.locator(f"form[action='{action}']")
        details(form).locator("> summary").click()
        form.locator("input[name=state]").first.check()
        form.locator("textarea").fill("Seen to.")
        form.locator("button").click()
        expect(page.get_by_role("status")).to_be_visible()
    return len(actions)


def details(form: Locator) -> Locator:
    return form.locator("xpath=ancestor::details[1]")


def propose(page: Page, line: str, outcome: str, reasons: str = "") -> None:
    page.goto(line)
    page.locator("#outcome").select_option(outcome)
    page.locator("#done").fill("We looked everywhere that our policy names.")
    page.locator("#reasons").fill(reasons)
    page.locator("form[action$='/answer'] button.send, form[action*='/answer?'] button.send").click()
    expect(page.locator("section.letter pre")).to_be_visible()


def approve(page: Page, line: str) -> str:
    """Read the letter as its reader will, and send it."""
    page.goto(line.replace("/lines/1", "/lines/1/answer"))
    text = page.locator("section.letter pre").inner_text()
    press(page, "/answer/send")
    expect(page.get_by_role("status")).to_be_visible()
    return text


def test_access_from_the_chat_to_the_evidence(browser: Browser, demo: Demo, tmp_path: Path) -> None:
    """Rules F-1, F-2, R-2, R-4, R-5 and A-3, in English."""
    context, site = open_site(browser, demo, ACCESS, "en")
    filed = file_by_chat(site, ACCESS, LAUNCHERS["en"])
    reference = prove(filed, demo)
    agent, approver = (sign_in(browser, demo, name, "en") for name in ("agent", "approver"))
    line = line_of(agent, demo, reference, "en")
    assert work_through(agent, line) > 15
    for name in ("Pipedrive CRM", "Docue", "Trustmary", "Netvisor", "Request Tracker", "Matomo", "Dealfront"):
        expect(agent.locator(".checklist")).to_contain_text(name)
    propose(agent, line, "fulfilled")
    shown = approve(approver, line)
    mail = wait_for_mail(filed.page, demo, reference, "fulfilled")
    assert mail["text"].split() == shown.split()
    download(context, filed.page, demo, reference, tmp_path)
    agent.goto(line)
    press(agent, "/answer/close")
    expect(agent.locator(".under .badge").first).to_contain_text("fulfilled")
    reopen(filed.page, demo, reference)
    agent.goto(line)
    expect(agent.locator(".under .badge").first).to_contain_text("being worked on")
    take_evidence(approver, line, reference, tmp_path)


def download(context: BrowserContext, page: Page, demo: Demo, reference: str, folder: Path) -> None:
    """Show once more who one is, and download the package. Rule R-4."""
    del context
    codes = len([m for m in demo.mails() if m["reference"] == reference and m["kind"] == "code"])
    page.goto(f"{demo.url}/requests/{reference}/packages")
    press(page, "/packages/again")
    press(page, "/code")
    for _ in range(100):
        found = [m for m in demo.mails() if m["reference"] == reference and m["kind"] == "code"]
        if len(found) > codes:
            break
        page.wait_for_timeout(100)
    code = re.search(r"^Code: (\d{6})$", found[0]["text"], re.MULTILINE)
    assert code
    page.locator("input[name=code]").fill(code[1])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/requests/{reference}(\?|$)"))
    page.goto(f"{demo.url}/requests/{reference}/packages")
    with page.expect_download() as handed:
        page.locator("form[action*='/packages/'] button").click()
    handed.value.save_as(folder / "package.zip")
    with zipfile.ZipFile(folder / "package.zip") as archive:
        assert {"index.html", "assistant.json", "chats.csv"} <= set(archive.namelist())
        assert [name for name in archive.namelist() if name.endswith("/found.csv")]
        assert ACCESS.wish in archive.read("chats.csv").decode("utf-8-sig")


def reopen(page: Page, demo: Demo, reference: str) -> None:
    page.goto(f"{demo.url}/requests/{reference}")
    page.locator("#text").fill("One list is missing.")
    press(page, "/messages")
    expect(page.get_by_role("status")).to_be_visible()


def take_evidence(page: Page, line: str, reference: str, folder: Path) -> None:
    """Take the evidence out and open it. Rule A-3."""
    page.goto(line.replace("/lines/1", "/record"))
    for kind in ("json", "pdf"):
        with page.expect_download() as handed:
            page.locator(f"button[value={kind}]").click()
        handed.value.save_as(folder / f"evidence.{kind}")
    pack = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
    assert (pack["reference"], pack["record"]["holds"]) == (reference, True)
    assert {"package_downloaded", "closed", "reopened", "approved"} <= {e["kind"] for e in pack["history"]}
    assert (folder / "evidence.pdf").read_bytes().startswith(b"%PDF-")


def test_an_erasure_that_is_refused_in_part_in_finnish(browser: Browser, demo: Demo) -> None:
    """Rules F-2 and R-1, in Finnish."""
    words = ERASURE
    _context, site = open_site(browser, demo, words, "fi")
    filed = file_by_chat(site, words, LAUNCHERS["fi"])
    reference = prove(filed, demo)
    agent, approver = (sign_in(browser, demo, name, "fi") for name in ("agent", "approver"))
    line = line_of(agent, demo, reference, "fi")
    agent.goto(line)
    press(agent, "/begin")
    agent.goto(line)
    agent.locator("#outcome").select_option("partly")
    agent.locator("#done").fill("Poistimme tietosi markkinoinnista.")
    agent.locator("form[action*='/answer'] button.send").click()
    expect(agent.get_by_role("alert")).to_contain_text("perustelut")
    propose(agent, line, "partly", "Kirjanpitolaki velvoittaa säilyttämään laskut.")
    text = approve(approver, line)
    assert "Tietosuojavaltuutetun toimisto" in text
    assert "tuomioistui" in text
    assert "Kirjanpitolaki velvoittaa" in wait_for_mail(filed.page, demo, reference, "partly")["text"]


def test_a_request_from_a_letter_is_answered_by_post_in_swedish(browser: Browser, demo: Demo) -> None:
    """Rules I-9, R-2 and R-5, in Swedish."""
    agent = sign_in(browser, demo, "agent", "sv")
    agent.goto(f"{demo.url}/staff/requests/new?lang=sv")
    agent.locator("#controller").select_option("smilee")
    agent.locator("#channel").select_option("letter")
    agent.locator("input[name=rights][value=marketing_ban]").check()
    agent.locator("#scope").fill("Sluta skicka reklam.")
    agent.locator("#name").fill("Astrid Exempel")
    agent.locator("#post").fill("Storgatan 1, 11122 Stockholm")
    agent.locator("#language").select_option("sv")
    agent.locator("form:has(#controller) button.main").click()
    agent.wait_for_url(re.compile(r"/staff/tickets/\d+"))
    found = re.search(r"/staff/tickets/\d+", agent.url)
    assert found
    line = f"{demo.url}{found[0]}/lines/1?lang=sv"
    assert work_through(agent, line) >= 2
    propose(agent, line, "fulfilled")
    expect(agent.get_by_text("Det finns ingen e-postadress").first).to_be_visible()
    text = approve(agent, line)
    assert "Vi har gjort det som du begärde." in text
    agent.goto(line)
    press(agent, "/answer/close")
    expect(agent.locator(".under .badge").first).to_contain_text("uppfylld")
