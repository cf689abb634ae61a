"""Holds what the pages of a request show, to whom, and what they let be done."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assistant.service import requests, tickets
from assistant.service.acting import Act, Actor
from assistant.service.parts import Parts
from assistant.store import Row
from assistant.terms import Locale, Right, Role
from assistant.web.app import create_app
from assistant.web.runtime import Face
from tests.web.conftest import OWN, Clock
from tests.web.desk import JSON, WRONG, Person, seen, token

NewPerson = Callable[..., Person]
POSTS = ("/verify", "/code", "/withdraw", "/messages")


@pytest.fixture
def somebody(app: Flask, parts: Parts, mail_folder: Path) -> NewPerson:
    def make(key: str = "one", *rights: Right, locale: Locale = Locale.EN) -> Person:
        return Person(app, parts, mail_folder, key, rights or (Right.ACCESS,), locale)

    return make


@pytest.fixture
def person(somebody: NewPerson) -> Person:
    return somebody()


def rows(parts: Parts) -> dict[str, list[tuple[object, ...]]]:
    with parts.reads() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table))]
            for table in Row.metadata.sorted_tables
        }


def test_the_reference_alone_shows_the_state_and_the_due_date_but_nothing_private(person: Person) -> None:
    page = person.open()
    text = seen(page)
    assert "Access to your data waits for your confirmation" in text
    assert "Received 5 March 2026 at 12:00 At the latest 7 April 2026" in text
    assert "6 April 2026 is Easter Monday, a public holiday." in text
    assert "Confirm with a code" in text
    assert "Write to the staff" not in text
    assert "Withdraw" not in text
    assert "liisa" not in page.text.lower()
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("headers", [{}, JSON])
@pytest.mark.parametrize("end", ["", "/verify"])
def test_an_unknown_reference_is_the_same_404_whatever_it_looks_like(
    client: FlaskClient, headers: dict[str, str], end: str
) -> None:
    """Rule I-6."""
    unknown = ("7K3Q-X9M2-NP4T-Z8VC", "0000", "liisa@example.org", "%3Cb%3E", "7k3qx9m2np4tz8vc")
    answers = [client.get(f"/requests/{name}{end}", headers=headers) for name in unknown]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    for answer in answers:
        del answer.headers["X-Request-Id"]  # random, so that it tells nothing
    assert len({str(sorted(answer.headers)) for answer in answers}) == 1


@pytest.mark.parametrize("end", POSTS)
def test_posting_to_an_unknown_reference_is_a_404_too(client: FlaskClient, end: str) -> None:
    answer = client.post(f"/requests/7K3Q-X9M2-NP4T-Z8VC{end}", json={}, headers=OWN)
    assert answer.status_code == 404


def test_a_reference_is_found_as_people_type_it(person: Person) -> None:
    typed = person.reference.replace("-", " ").lower()
    assert person.reference in seen(person.client.get(f"/requests/{typed}"))


def test_looking_at_pages_changes_nothing(person: Person, parts: Parts) -> None:
    """Rules V-4 and X-7."""
    code, before = person.code(), rows(parts)
    for path in ("", "/verify", f"/verify?page={person.nonce}", f"/verify?code={code}", "?note=sent"):
        for headers in ({}, JSON):
            person.client.get(person.path + path, headers=headers)
            person.client.head(person.path + path, headers=headers)
    for end in ("/code", "/withdraw", "/messages"):
        assert person.open(end).status_code == 405
    assert rows(parts) == before


@pytest.mark.parametrize("origin", [None, "null", "https://www.nord.example.org", "https://evil.example"])
@pytest.mark.parametrize("end", POSTS)
def test_a_form_from_elsewhere_is_refused_and_does_nothing(
    person: Person, parts: Parts, origin: str | None, end: str
) -> None:
    page = person.confirm()
    before = rows(parts)
    values = {"form_token": token(page), "code": WRONG, "text": "Hello"}
    headers = {"Origin": origin} if origin else {}
    assert person.client.post(person.path + end, data=values, headers=headers).status_code == 403
    assert person.client.post(person.path + end, json=values, headers=headers).status_code == 403
    assert rows(parts) == before


@pytest.mark.parametrize("end", POSTS)
@pytest.mark.parametrize("found", ["", "0" * 64])
def test_a_form_that_was_not_on_our_page_is_refused_and_does_nothing(
    person: Person, parts: Parts, end: str, found: str
) -> None:
    person.confirm()
    before = rows(parts)
    values = {"form_token": found, "code": WRONG, "text": "Hello"}
    assert person.client.post(person.path + end, data=values, headers=OWN).status_code == 403
    assert rows(parts) == before


def test_the_code_field_is_made_for_codes(person: Person) -> None:
    page = person.arrive().text
    field = page[page.index('<input class="code"') :].partition(">")[0]
    for part in ('type="text"', 'inputmode="numeric"', 'autocomplete="one-time-code"', "required"):
        assert part in field
    assert '<label for="code">Code from the mail</label>' in page
    assert "onpaste" not in page


def test_the_code_page_has_a_step_for_everything_that_goes_wrong(person: Person) -> None:
    """Rule I-12."""
    text = seen(person.arrive())
    assert "for 30 minutes after it was sent" in text
    assert "No mail has come" in text
    assert "spam" in text
    assert "Send a new code" in text
    assert "The address was mistyped" in text
    assert "I cannot read that mailbox, or have none" in text
    assert "Nord & Partners Oy, PL 1, 00100 Helsinki" in text
    assert "I have lost the reference" in text
    assert person.reference in text
    assert "liisa" not in text.lower()


def test_the_right_code_opens_the_private_part(person: Person) -> None:
    answer = person.send(person.arrive(), "/verify", code=person.code())
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{person.path}?note=confirmed"
    cookies = answer.headers.getlist("Set-Cookie")
    visit = next(c for c in cookies if c.startswith(f"visit-{person.reference}="))
    assert "HttpOnly" in visit
    assert "SameSite=Strict" in visit
    assert "Max-Age=7200" in visit
    assert any(c.startswith(f"page-{person.reference}=;") for c in cookies)
    text = seen(person.client.get(answer.headers["Location"]))
    assert "Thank you. The mailbox is yours" in text
    assert "Access to your data received" in text
    assert "Write to the staff" in text
    assert "Yes, withdraw it" in text


def test_a_code_is_taken_with_blanks_as_people_copy_it(person: Person) -> None:
    code = person.code()
    assert person.send(person.arrive(), "/verify", code=f" {code[:3]} {code[3:]}\n").status_code == 303


def test_a_wrong_code_says_how_many_tries_are_left_and_no_more(person: Person) -> None:
    page = person.arrive()
    person.code()
    for left in ("4 tries are left", "3 tries are left", "2 tries are left", "1 try is left"):
        page = person.send(page, "/verify", code=WRONG)
        assert page.status_code == 422
        assert left in seen(page)
    page = person.send(page, "/verify", code=WRONG)
    assert "This code has been tried too often. Send a new one." in seen(page)
    assert person.send(page, "/verify", code=person.code()).status_code == 422


def test_a_wrong_code_and_a_code_that_was_never_sent_look_the_same(
    somebody: NewPerson, person: Person
) -> None:
    """Rule X-1."""
    for _ in range(4):
        person.send(person.arrive(), "/code")
    unsent = somebody()  # the same request, and the address has had its codes for today
    one = unsent.send(unsent.arrive(), "/verify", code=WRONG)
    other = somebody("two")
    two = other.send(other.arrive(), "/verify", code=WRONG)
    assert one.status_code == two.status_code == 422
    assert seen(one) == seen(two).replace(other.reference, unsent.reference)


def test_a_code_of_one_page_is_no_good_on_another(person: Person) -> None:
    stranger = {"page": "a-nonce-of-another-page", "code": person.code()}
    answer = person.client.post(f"{person.path}/verify", json=stranger, headers=OWN)
    assert answer.status_code == 422
    page = person.app.test_client().get(f"{person.path}/verify?page=a-nonce-of-another-page")
    other = person.app.test_client()
    other.get(f"{person.path}/verify?page=a-nonce-of-another-page")
    data = {"form_token": token(page), "code": person.code()}
    assert other.post(f"{person.path}/verify", data=data, headers=OWN).status_code == 422


def test_a_code_of_one_request_is_no_good_for_another(somebody: NewPerson) -> None:
    one, two = somebody("one"), somebody("two")
    answer = two.client.post(f"{two.path}/verify", json={"page": one.nonce, "code": one.code()}, headers=OWN)
    assert answer.status_code == 422


def test_a_code_that_is_too_old_is_refused(person: Person, clock: Clock) -> None:
    page, code = person.arrive(), person.code()
    clock.move(minutes=30)
    assert person.send(page, "/verify", code=code).status_code == 422


def test_a_new_code_replaces_the_old_and_the_page_says_until_when(person: Person, clock: Clock) -> None:
    page, old = person.arrive(), person.code()
    clock.move(minutes=5)
    answer = person.send(page, "/code")
    assert answer.headers["Location"] == f"{person.path}/verify?note=sent"
    page = person.client.get(answer.headers["Location"])
    assert "If a code can be sent, it is on its way" in seen(page)
    assert "It works once, until 5 March 2026 at 12:35." in seen(page)
    assert person.send(page, "/verify", code=old).status_code == 422
    assert person.send(page, "/verify", code=person.code()).status_code == 303


def test_past_the_limit_the_answer_is_the_same_and_no_mail_goes_out(person: Person, parts: Parts) -> None:
    answers = [person.send(person.arrive(), "/code") for _ in range(4)]
    assert len({(a.status_code, a.headers["Location"], a.data) for a in answers}) == 1
    assert len(rows(parts)["outbox_mail"]) == 3


def test_without_the_chat_a_page_asks_for_a_code_of_its_own(person: Person, app: Flask) -> None:
    """Rule V-4."""
    person.client = app.test_client()
    page = person.open("/verify")
    assert "Send a code" in seen(page)
    assert "Code from the mail" not in seen(page)
    page = person.client.get(person.send(page, "/code").headers["Location"])
    assert person.send(page, "/verify", code=person.code()).status_code == 303


def test_whoever_is_verified_already_is_led_past_the_code(person: Person) -> None:
    person.confirm()
    assert person.open("/verify").headers["Location"] == person.path


def test_a_visit_ends_after_two_hours(person: Person, clock: Clock) -> None:
    page = person.confirm()
    clock.move(hours=2)
    assert "Write to the staff" not in seen(person.open())
    assert person.send(page, "/messages", text="Hello").status_code == 401


def test_a_visit_opens_its_own_request_only_and_cannot_be_made(somebody: NewPerson, clock: Clock) -> None:
    one, two = somebody("one"), somebody("two")
    answer = one.client.post(
        f"{one.path}/verify", json={"page": one.nonce, "code": one.code()}, headers=OWN
    ).json
    assert answer is not None
    ends, _, signature = answer["visit"].partition(".")
    later = f"{int(ends) + 9999}.{signature}"
    far = f"{'9' * 30}.{signature}"
    for path, visit in ((two.path, answer["visit"]), (one.path, later), (one.path, far), (one.path, "x.y")):
        headers = {**JSON, "Authorization": f"Bearer {visit}"}
        found = two.client.get(path, headers=headers).json
        assert found is not None
        assert found["verified"] is False
    assert clock() < clock().fromtimestamp(int(ends), clock().tzinfo)


def test_a_message_reaches_the_staff_and_html_in_it_is_shown_as_text(person: Person, parts: Parts) -> None:
    answer = person.send(person.confirm(), "/messages", text="<script>alert(1)</script> & more")
    page = person.client.get(answer.headers["Location"])
    assert "Your message has reached the staff." in seen(page)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page.text
    with parts.sessions.begin() as session:
        ticket = tickets.of_request(session, requests.find(session, person.reference))
        staff = Act(session, parts, Actor("alva", Role.AGENT), parts.now())
        requests.reply(staff, ticket, "See https://nord.example.org/x <b>", version=ticket.version)
    page = person.open()
    assert '<a href="https://nord.example.org/x"' in page.text
    assert "&lt;b&gt;" in page.text
    assert "alva" not in page.text


@pytest.mark.parametrize("text", ["", "x" * 4001])
def test_a_message_that_cannot_be_taken_stays_in_its_field(person: Person, text: str) -> None:
    answer = person.send(person.confirm(), "/messages", text=text)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f">{text}</textarea>" in answer.text


def test_a_refused_message_can_be_read_in_another_language(person: Person) -> None:
    page = person.send(person.confirm(), "/messages", text="").text
    assert f'href="{person.path}?lang=fi"' in page


def test_withdrawing_closes_the_request_and_cannot_be_done_twice(person: Person) -> None:
    """Rule R-6."""
    answer = person.send(person.confirm(), "/withdraw")
    page = person.client.get(answer.headers["Location"])
    assert "The request is withdrawn." in seen(page)
    assert "Access to your data withdrawn" in seen(page)
    assert "Yes, withdraw it" not in seen(page)


@pytest.mark.parametrize("end", ["/withdraw", "/messages"])
def test_writing_and_withdrawing_need_a_visit(person: Person, parts: Parts, end: str) -> None:
    before = rows(parts)
    person.arrive()
    answer = person.client.post(person.path + end, json={"text": "Hello"}, headers=OWN)
    assert answer.status_code == 401
    assert rows(parts) == before


def test_pages_speak_the_language_of_the_request_unless_asked_otherwise(somebody: NewPerson) -> None:
    person = somebody("fi", locale=Locale.FI)
    english = {"Accept-Language": "en"}
    page = person.client.get(person.path, headers=english)
    assert '<html lang="fi">' in page.text
    assert "Mitä pyydettiin" in seen(page)
    page = person.client.get(f"{person.path}?lang=sv", headers=english)
    assert "Vad som begärdes" in seen(page)
    assert f'href="{person.path}/verify?lang=sv"' in page.text
    assert "6 april 2026 är annandag påsk" in seen(page)
    assert "Access" not in page.text


def test_only_known_notes_are_shown(person: Person) -> None:
    assert "<i>" not in person.open("?note=<i>all%20is%20lost</i>").text
    assert "all is lost" not in person.open("?note=all%20is%20lost").text


def test_over_https_cookies_are_bound_to_the_host(parts: Parts, mail_folder: Path) -> None:
    secure = create_app(parts, Face(is_demo=True, mail_folder=mail_folder, secure_cookies=True))
    person = Person(secure, parts, mail_folder)
    cookie = person.arrive().headers["Set-Cookie"]
    assert cookie.startswith(f"__Host-page-{person.reference}={person.nonce}.")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
