"""Holds that people get through in a real browser: cookies, origins and the content policy included."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from assistant.service.parts import Parts
from tests.web.desk import WRONG, Person

pytestmark = pytest.mark.browser
Said = list[str]


@pytest.fixture
def person(app: Flask, parts: Parts, mail_folder: Path) -> Person:
    return Person(app, parts, mail_folder)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


@pytest.fixture
def complaints(page: Page) -> Said:
    """Return what the browser complains of, but for answers that say so themselves."""
    said: Said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def is_narrow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_person_comes_from_the_companys_site_and_gets_through_with_the_code(
    page: Page, address: str, person: Person, complaints: Said
) -> None:
    elsewhere = address.replace("127.0.0.1", "localhost")
    page.goto(f"{elsewhere}/policy/nord/en")
    page.evaluate("to => { location.href = to }", f"{address}{person.path}/verify?page={person.nonce}")
    page.wait_for_url("**/verify?*")
    expect(page.get_by_label("Code from the mail")).to_be_focused()
    page.keyboard.insert_text(WRONG)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("4 tries are left")
    code = person.code()
    page.keyboard.insert_text(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status")).to_contain_text("The mailbox is yours")
    page.get_by_label("Write to the staff").fill("Only the year 2025, please.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("region", name="Messages")).to_contain_text("Only the year 2025, please.")
    page.get_by_text("Withdraw the request").click()
    page.get_by_role("button", name="Yes, withdraw it").click()
    expect(page.get_by_role("status")).to_contain_text("The request is withdrawn.")
    assert [said for said in complaints if "422" not in said] == []


def test_a_person_on_another_device_sends_a_code_to_that_page(
    page: Page, address: str, person: Person, complaints: Said
) -> None:
    page.goto(f"{address}{person.path}?lang=sv")
    page.get_by_role("link", name="Bekräfta med en kod").click()
    page.get_by_role("button", name="Skicka en kod").click()
    page.get_by_label("Koden i mejlet").fill(person.code())
    page.get_by_role("button", name="Bekräfta").click()
    expect(page.get_by_role("heading", name="Meddelanden")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("path", ["/", "/demo/mail", "/policy/nord/en", "/policy/nord/fi", "/nothing"])
def test_no_page_is_wider_than_a_small_phone(page: Page, address: str, person: Person, path: str) -> None:
    for place in (path, person.path, f"{person.path}/verify?page={person.nonce}"):
        page.goto(f"{address}{place}")
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        assert is_narrow(page), place


def test_a_link_to_a_segment_stands_out_on_the_policy(page: Page, address: str, complaints: Said) -> None:
    page.goto(f"{address}/policy/nord/en")
    segment = page.locator("section#cookies > p").get_attribute("id")
    page.goto(f"{address}/policy/nord/en#{segment}")
    shade = page.locator(f"[id='{segment}']").evaluate("e => getComputedStyle(e).backgroundColor")
    assert shade == "rgb(251, 240, 223)"
    assert complaints == []


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Go on", "Yes, send this request", "Code from the mail")),
        ("fi", ("Jatka", "Kyllä, lähetä tämä pyyntö", "Viestissä ollut koodi")),
        ("sv", ("Fortsätt", "Ja, skicka den här begäran", "Koden i mejlet")),
    ],
)
def test_a_request_is_made_by_the_form_without_any_script_on_a_phone(
    browser: Browser, address: str, lang: str, words: tuple[str, str, str]
) -> None:
    on, confirm, code = words
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/requests/new/nord?lang={lang}")
    page.get_by_role("button", name=on).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("#right-access").check()
    page.locator("#right-erasure").check()
    page.locator("#email").fill("aino@example.org")
    page.get_by_role("button", name=on).click()
    page.get_by_role("button", name=confirm).click()
    expect(page.get_by_label(code)).to_be_visible()
    context.close()
