"""Holds the work on a line in the console and the person's package: rules F-1, F-2, R-2, R-4 and R-5."""

import io
import re
import zipfile
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from assistant.service import identifiers, outbox, requests, tickets
from assistant.service.acting import SYSTEM, Act
from assistant.service.identifiers import Claim, Kind
from assistant.service.parts import Parts
from assistant.store import OutboxMail, Verification
from assistant.terms import Right, Role
from tests.web.conftest import OWN, Clock
from tests.web.desk import JSON, Person, token
from tests.web.staff import Browser, add_member, browser_of, history, secret

PDF = b"%PDF-1.7 invented"


@pytest.fixture
def maija(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "maija", Role.AGENT)
    return browser_of(app, "maija")


@pytest.fixture
def ville(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "ville", Role.APPROVER)
    return browser_of(app, "ville")


@pytest.fixture
def liisa(app: Flask, parts: Parts, mail_folder: object) -> Person:
    person = Person(app, parts, mail_folder, rights=(Right.ACCESS,))  # type: ignore[arg-type]
    person.confirm()
    return person


def place_of(parts: Parts, person: Person) -> str:
    with parts.reads() as session:
        ticket = tickets.of_request(session, requests.find(session, person.reference))
        return f"/staff/tickets/{ticket.id}/lines/1"


def number(place: str) -> int:
    return int(place.split("/")[3])


def items(page: str) -> list[str]:
    return re.findall(r'<li id="item-([0-9a-f]{32})"', page)


def by_hand(page: str) -> list[str]:
    """Return the items that staff can work on."""
    return re.findall(r'/items/([0-9a-f]{32})"', page)


def begun(browser: Browser, place: str) -> str:
    browser.post(f"{place}/begin", browser.page(place))
    return browser.page(place)


def finish(browser: Browser, place: str) -> None:
    for item in dict.fromkeys(by_hand(browser.page(place))):
        answer = browser.post(f"{place}/items/{item}", browser.page(place), state="done", note="Seen to.")
        assert answer.status_code == 303


def propose(browser: Browser, place: str, **fields: str) -> TestResponse:
    given = {"outcome": "fulfilled", "done": "All that we found.", **fields}
    return browser.post(f"{place}/answer", browser.page(place), **given)


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def send(browser: Browser, place: str, **fields: str) -> TestResponse:
    page = browser.page(f"{place}/answer")
    return browser.post(f"{place}/answer/send", page, seen=seen(page), **fields)


def test_the_checklist_names_what_the_controllers_policy_and_settings_name(
    maija: Browser, parts: Parts, liisa: Person
) -> None:
    """Rule F-1."""
    place = place_of(parts, liisa)
    assert "made when work on this right begins" in maija.page(place)
    page = begun(maija, place)
    assert len(items(page)) > 5
    assert "Art. 15(1)" in page


def test_an_item_takes_evidence_and_a_file_and_gives_the_file_back_to_be_saved(
    maija: Browser, parts: Parts, liisa: Person
) -> None:
    """Rule F-1."""
    place = place_of(parts, liisa)
    item = by_hand(begun(maija, place))[0]
    page = maija.page(place)
    sent = {"csrf": secret(page), "file": (io.BytesIO(PDF), "löydöt.pdf")}
    added = maija.client.post(f"{place}/items/{item}/files", data=sent, headers=OWN)
    assert added.status_code == 303
    link = re.search(r'href="([^"]+/files/[0-9a-f]{32})"', maija.page(place))
    assert link
    handed = maija.get(unescape(link[1]))
    assert handed.data == PDF
    assert handed.headers["Content-Disposition"].startswith("attachment")
    assert handed.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in handed.headers["Content-Security-Policy"]


def test_a_file_of_a_kind_that_is_not_taken_is_refused_in_words(
    maija: Browser, parts: Parts, liisa: Person
) -> None:
    place = place_of(parts, liisa)
    item = by_hand(begun(maija, place))[0]
    sent = {"csrf": secret(maija.page(place)), "file": (io.BytesIO(b"<script>"), "x.html")}
    answer = maija.client.post(f"{place}/items/{item}/files", data=sent, headers=OWN)
    assert answer.status_code == 400
    assert "Files of this kind are not taken" in answer.text
    assert "/files/" not in "".join(re.findall(r'href="([^"]+)"', maija.page(place)))


def test_an_answer_is_approved_by_somebody_else_and_sent_as_previewed(
    maija: Browser, ville: Browser, parts: Parts, liisa: Person
) -> None:
    """Rules F-2 and R-2."""
    place = place_of(parts, liisa)
    begun(maija, place)
    finish(maija, place)
    assert propose(maija, place).headers["Location"].partition("?")[0].endswith("/answer")
    preview = maija.page(f"{place}/answer")
    assert "An approver must look at this answer" in preview
    assert 'name="seen"' not in preview
    assert maija.post(f"{place}/answer/send", preview, seen="0" * 64).status_code in (403, 409)
    shown = re.search(r"<pre>(.*?)</pre>", ville.page(f"{place}/answer"), re.DOTALL)
    assert shown
    assert send(ville, place).status_code == 303
    liisa.deliver()
    mails = liisa.client.get("/demo/mail.json").json
    assert mails
    (mail,) = [m for m in mails["mails"] if m["kind"] == "fulfilled"]
    assert mail["text"].strip() == unescape(shown[1]).strip()


def test_a_doer_who_approves_must_say_why_nobody_else_can(
    ville: Browser, parts: Parts, liisa: Person
) -> None:
    """Rule F-2."""
    place = place_of(parts, liisa)
    begun(ville, place)
    propose(ville, place)
    assert "somebody else should approve it" in ville.page(f"{place}/answer")
    refused = send(ville, place, override_reason=" ")
    assert refused.status_code == 403
    assert send(ville, place, override_reason="I am alone here.").status_code == 303
    assert "override" in [row.kind for row in history(parts, number(place))]


def test_a_refusal_without_reasons_comes_back_with_what_was_typed(
    maija: Browser, parts: Parts, liisa: Person
) -> None:
    """Rule R-1."""
    place = place_of(parts, liisa)
    begun(maija, place)
    answer = propose(maija, place, outcome="refused", done="Half a thought", reasons=" ")
    assert answer.status_code == 400
    assert "must give its reasons" in answer.text
    assert "Half a thought" in answer.text


def answered(maija: Browser, ville: Browser, parts: Parts, person: Person) -> str:
    place = place_of(parts, person)
    begun(maija, place)
    finish(maija, place)
    propose(maija, place)
    send(ville, place)
    person.deliver()
    return place


def test_a_line_is_closed_at_the_press_of_a_button_once_all_is_there(
    maija: Browser, ville: Browser, parts: Parts, liisa: Person
) -> None:
    """Rule R-5."""
    place = answered(maija, ville, parts, liisa)
    assert "Close this right" in maija.page(place)
    assert maija.post(f"{place}/answer/close", maija.page(place)).status_code == 303
    assert "closed: fulfilled" in maija.page(place)


def test_a_package_needs_a_code_that_was_sent_after_it_was_ready(
    maija: Browser, ville: Browser, parts: Parts, liisa: Person, clock: Clock
) -> None:
    """Rule R-4: the visit from before is not enough, a GET gives nothing, each download is recorded."""
    clock.move(minutes=10)
    place = answered(maija, ville, parts, liisa)
    page = liisa.open("/packages")
    assert "Show once more that it is you" in page.text
    (listed,) = liisa.client.get(f"{liisa.path}/packages", headers=JSON).json["packages"]  # type: ignore[index]
    assert listed["open"] is False
    assert liisa.send(page, f"/packages/{listed['id']}").status_code == 403
    again = liisa.send(page, "/packages/again")
    assert again.headers["Location"].endswith("/verify")
    liisa.client.post(f"{liisa.path}/code", data={"form_token": token(liisa.open("/verify"))}, headers=OWN)
    verified = liisa.send(liisa.open("/verify"), "/verify", code=liisa.code())
    assert verified.status_code == 303
    page = liisa.open("/packages")
    assert liisa.client.get(f"{liisa.path}/packages/{listed['id']}").status_code == 405
    package = liisa.send(page, f"/packages/{listed['id']}")
    assert package.headers["Content-Disposition"].startswith("attachment")
    assert zipfile.ZipFile(io.BytesIO(package.data)).namelist()[0] == "index.html"
    assert [row.kind for row in history(parts, number(place))][-1] == "package_downloaded"


def test_nobody_without_a_visit_learns_more_than_that_a_package_waits(
    maija: Browser, ville: Browser, parts: Parts, liisa: Person, app: Flask
) -> None:
    """Rule R-4."""
    answered(maija, ville, parts, liisa)
    stranger = app.test_client()
    (listed,) = stranger.get(f"{liisa.path}/packages", headers=JSON).json["packages"]  # type: ignore[index]
    refused = stranger.post(f"{liisa.path}/packages/{listed['id']}", json={}, headers=OWN)
    assert refused.status_code == 401


def test_only_an_approver_looks_into_a_package_and_that_is_recorded(
    maija: Browser, ville: Browser, parts: Parts, liisa: Person
) -> None:
    """GDPR.md section 8: staff without the permission opening a package; X-10."""
    place = answered(maija, ville, parts, liisa)
    assert maija.post(f"{place}/package", maija.page(place)).status_code == 403
    opened = ville.post(f"{place}/package", ville.page(place))
    assert opened.status_code == 200
    assert zipfile.is_zipfile(io.BytesIO(opened.data))
    newest = history(parts, number(place))[-1]
    assert (newest.kind, newest.actor, newest.new) == ("viewed", "ville", "package")


def test_a_bounced_answer_takes_its_package_back(
    maija: Browser, ville: Browser, parts: Parts, liisa: Person
) -> None:
    """Rule R-4."""
    place = answered(maija, ville, parts, liisa)
    with parts.sessions.begin() as session:
        ticket = tickets.load(session, number(place))
        mail = session.query(OutboxMail).filter_by(kind="fulfilled").one()
        tickets.hold(session, ticket.request)
        outbox.reopen_unanswered(Act(session, parts, SYSTEM, parts.now()), mail)
    assert "being worked on" in maija.page(place)
    assert liisa.client.get(f"{liisa.path}/packages", headers=JSON).json["packages"] == []  # type: ignore[index]


def test_staff_are_shown_only_what_is_verified_to_look_the_person_up_with(
    maija: Browser, parts: Parts, liisa: Person
) -> None:
    """Rule V-5: a number that was merely claimed is no way to find anybody, and neither is an override."""
    place = place_of(parts, liisa)
    with parts.sessions.begin() as session:
        request = requests.find(session, liisa.reference)
        act = Act(session, parts, SYSTEM, parts.now())
        identifiers.claim(act, request, (Claim(Kind.CUSTOMER_NUMBER, "4711"),))
        address = request.address
    page = begun(maija, place)
    assert f"<strong>{address}</strong>" in page
    assert "4711" not in page
    with parts.sessions.begin() as session:
        for proof in session.scalars(select(Verification)):
            proof.method = "override"
    page = maija.page(place)
    assert f"<strong>{address}</strong>" not in page
    assert "look nobody up with it" in page
