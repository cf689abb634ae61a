"""Holds that only staff come in, that the door tells nobody who they are, and that it stays shut after."""

import re

import pytest
from flask import Flask

from assistant.service.parts import Parts
from assistant.terms import Locale, Role
from assistant.web.app import create_app
from assistant.web.runtime import Face
from tests.web.conftest import OWN, Clock
from tests.web.staff import PASSWORD, Browser, add_member, browser_of, file_request, secret


@pytest.fixture
def browser(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "maija", Role.AGENT)
    return Browser(app.test_client())


def without_secret(page: str) -> str:
    return re.sub(r'name="csrf" value="[^"]+"', "", page)


def test_signing_in_leads_to_the_list_with_a_cookie_that_no_script_and_no_other_site_gets(
    browser: Browser,
) -> None:
    response = browser.sign_in("maija")
    assert (response.status_code, response.location) == (303, "/staff/")
    cookie = response.headers.getlist("Set-Cookie")[0]
    assert cookie.startswith("staff=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "maija" in browser.page("/staff/")


def test_over_https_the_cookie_can_be_set_by_this_host_only(parts: Parts) -> None:
    add_member(parts, "maija", Role.AGENT)
    client = create_app(parts, Face(secure_cookies=True)).test_client()
    https = "https://privacy.example.org"
    page = client.get("/staff/sign-in", base_url=https).text
    fields = {"csrf": secret(page), "name": "maija", "password": PASSWORD}
    response = client.post("/staff/sign-in", data=fields, headers=OWN, base_url=https)
    cookie = response.headers.getlist("Set-Cookie")[0]
    assert cookie.startswith("__Host-staff=")
    assert "Secure" in cookie
    assert "Path=/" in cookie


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(browser: Browser) -> None:
    wrong = browser.sign_in("maija", "another password")
    unknown = browser.sign_in("maiji", "another password")
    assert wrong.status_code == unknown.status_code == 401
    assert without_secret(wrong.text) == without_secret(unknown.text).replace("maiji", "maija")


def test_a_locked_account_is_answered_like_a_wrong_password(browser: Browser, clock: Clock) -> None:
    for _ in range(9):
        browser.sign_in("maija", "another password")
    wrong, locked = browser.sign_in("maija", "another password"), browser.sign_in("maija")
    assert locked.status_code == 401
    assert without_secret(locked.text) == without_secret(wrong.text)
    clock.move(minutes=15)
    assert browser.sign_in("maija").status_code == 303


def test_after_signing_in_one_comes_to_where_one_wanted(browser: Browser, parts: Parts) -> None:
    place = f"/staff/tickets/{file_request(parts)}"
    asked = browser.get(place)
    assert asked.status_code == 302
    page = browser.page(asked.location)
    assert browser.post("/staff/sign-in", page, name="maija", password=PASSWORD, next=place).location == place


@pytest.mark.parametrize("place", ["https://evil.example.org/", "//evil.example.org/", "/staff/../x", "/"])
def test_signing_in_leads_nowhere_outside_the_console(browser: Browser, place: str) -> None:
    assert browser.sign_in("maija", next=place).location == "/staff/"


def test_a_sign_in_form_without_its_secret_or_from_elsewhere_is_refused(browser: Browser) -> None:
    page, fields = browser.page("/staff/sign-in"), {"name": "maija", "password": PASSWORD}
    assert browser.client.post("/staff/sign-in", data=fields, headers=OWN).status_code == 403
    browser.origin = "https://evil.example.org"
    assert browser.post("/staff/sign-in", page, **fields).status_code == 403


def test_signing_out_ends_the_sign_in_for_whoever_kept_the_cookie(app: Flask, browser: Browser) -> None:
    browser.sign_in("maija")
    kept = browser.client.get_cookie("staff")
    assert kept is not None
    assert browser.post("/staff/sign-out", browser.page("/staff/")).status_code == 303
    thief = app.test_client()
    thief.set_cookie("staff", kept.value)
    for client in (browser.client, thief):
        assert client.get("/staff/").status_code == 302


def test_a_sign_in_ends_with_its_hours_and_what_was_being_written_comes_back(
    app: Flask, browser: Browser, parts: Parts, clock: Clock
) -> None:
    place = f"/staff/tickets/{file_request(parts)}"
    maija = browser_of(app, "maija")
    page = maija.page(place)
    clock.move(hours=10)
    late = maija.post(f"{place}/comment", page, text="Half an hour's <work>")
    assert late.status_code == 401
    assert "Half an hour&#39;s &lt;work&gt;" in late.text
    assert browser.get(place).status_code == 302


def test_the_console_speaks_the_members_language_and_another_when_asked(app: Flask, parts: Parts) -> None:
    add_member(parts, "sanna", Role.AGENT, locale=Locale.SV)
    sanna = browser_of(app, "sanna")
    assert "<h1>Ärenden</h1>" in sanna.page("/staff/")
    assert "<h1>Tiketit</h1>" in sanna.page("/staff/?lang=fi")


def test_no_page_of_the_console_can_be_framed_kept_or_scripted_inline(browser: Browser) -> None:
    browser.sign_in("maija")
    for path in ("/staff/", "/staff/tickets/1", "/staff/sign-in"):
        headers = browser.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["Cache-Control"] == "no-store"
