"""Holds that a request can be made by the plain form, and nothing is filed or kept that should not be."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from assistant.adapters.mail_folder import MailFolder
from assistant.service import intake, outbox
from assistant.service.acting import SYSTEM, Act
from assistant.service.parts import Parts
from assistant.store import DataSubjectRequest, FormDraft
from assistant.terms import Locale
from assistant.web.app import create_app
from assistant.web.runtime import Face
from tests.web.conftest import OWN, Clock
from tests.web.desk import JSON, seen

FORM = "/requests/new/nord"
FILLED = {
    "rights": ["access", "erasure"],
    "email": "aino@example.org",
    "name": "Aino",
    "scope": "Since 2020.",
}


def filed(parts: Parts) -> list[DataSubjectRequest]:
    with parts.reads() as session:
        return list(session.scalars(select(DataSubjectRequest)))


def drafts(parts: Parts) -> int:
    with parts.reads() as session:
        return len(session.scalars(select(FormDraft)).all())


def fill_in(client: FlaskClient, **values: object) -> str:
    """Fill the form in and return the page that it leads to, as a reader sees it."""
    answer = client.post(FORM, data={**FILLED, **values}, headers=OWN)
    assert answer.status_code == 303
    return seen(client.get(answer.headers["Location"]))


def test_several_rights_are_confirmed_and_filed_as_one_request(
    client: FlaskClient, parts: Parts, clock: Clock
) -> None:
    """Rules I-1, I-2 and I-3."""
    began = clock.at
    page = fill_in(client)
    assert filed(parts) == [], "nothing is filed before the explicit confirmation"
    assert "At the latest: 7 April 2026" in page
    clock.move(minutes=20)
    answer = client.post(f"{FORM}/confirm", headers=OWN)
    (request,) = filed(parts)
    assert answer.headers["Location"].startswith(f"/requests/{request.reference}/verify")
    with parts.reads() as session:
        lines = session.get_one(DataSubjectRequest, request.id).lines
        assert [line.right for line in lines] == ["access", "erasure"]
    assert (request.received_at, request.channel, request.scope) == (began, "form", "Since 2020.")
    assert drafts(parts) == 0
    assert "One more step" in seen(client.get(answer.headers["Location"]))


def test_the_page_before_filing_tells_policy_law_and_due_date(client: FlaskClient) -> None:
    """Rule I-8."""
    page = fill_in(client, rights=["access"])
    assert "What the company's policy says about it Access to your data" in page
    assert "GDPR Art. 12(2)" in page
    assert "GDPR Art. 12(5)" in page
    assert "One month from receipt on 5 March 2026 is 5 April 2026." in page


def test_the_form_names_the_other_ways_and_asks_for_no_reason(client: FlaskClient) -> None:
    """Rule I-4."""
    page = seen(client.get(FORM))
    assert "No form, no account, no reason and no signature is required." in page
    assert "privacy@nord.example.org" in page
    assert "PL 1, 00100 Helsinki" in page


def test_sending_the_confirmation_twice_is_one_request(client: FlaskClient, parts: Parts) -> None:
    """Rule I-5."""
    fill_in(client)
    first, second = (client.post(f"{FORM}/confirm", headers=OWN) for _ in range(2))
    assert len(filed(parts)) == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_cancelling_deletes_what_was_typed(client: FlaskClient, parts: Parts) -> None:
    """Rule I-1."""
    fill_in(client)
    assert drafts(parts) == 1
    answer = client.post(f"{FORM}/cancel", headers=OWN)
    assert drafts(parts) == 0
    page = client.get(answer.headers["Location"])
    assert "Nothing was sent" in seen(page)
    assert "aino@example.org" not in page.text
    assert filed(parts) == []


def test_a_fault_while_filing_says_so_keeps_the_draft_and_names_the_mailbox(
    client: FlaskClient, parts: Parts
) -> None:
    """Rule I-5."""
    fill_in(client)
    with parts.sessions.begin() as session:
        session.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON ticket BEGIN SELECT RAISE(ABORT, 'no room'); END")
        )
    answer = client.post(f"{FORM}/confirm", headers=OWN)
    assert answer.status_code == 503
    page = seen(answer)
    assert "could not be filed just now. What you typed is kept" in page
    assert "privacy@nord.example.org" in page
    assert (filed(parts), drafts(parts)) == ([], 1)
    with parts.sessions.begin() as session:
        session.execute(text("DROP TRIGGER full"))
    assert client.post(f"{FORM}/confirm", headers=OWN).status_code == 303
    assert len(filed(parts)) == 1


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("", "An e-mail address is needed."),
        ("aino@example.org, olli@example.org", "Give one e-mail address only."),
        ('"a b"@example.org', "An e-mail address with quotation marks cannot be used here."),
        ("aino@example.org\r\nBcc: all@example.org", "An e-mail address stands on one line."),
        ("a" * 250 + "@example.org", "The e-mail address is too long."),
        ("aino at example.org", "This is not an e-mail address that mail can be sent to."),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_the_reason_and_all_else_is_kept(
    client: FlaskClient, parts: Parts, email: str, why: str
) -> None:
    answer = client.post(FORM, data={**FILLED, "email": email}, headers=OWN)
    assert answer.status_code == 422
    assert why in seen(answer)
    assert "Since 2020." in answer.text
    assert client.post(f"{FORM}/confirm", headers=OWN).status_code == 303
    assert filed(parts) == []


@pytest.mark.parametrize("email", ["päivi@example.org", "aino@käse.example.org", "AINO@Example.org"])
def test_an_internationalised_address_is_taken(client: FlaskClient, parts: Parts, email: str) -> None:
    fill_in(client, email=email)
    client.post(f"{FORM}/confirm", headers=OWN)
    assert len(filed(parts)) == 1


def test_without_any_right_the_form_says_what_is_missing(client: FlaskClient) -> None:
    answer = client.post(FORM, data={**FILLED, "rights": []}, headers=OWN)
    assert answer.status_code == 422
    assert "Choose at least one thing that you ask for." in seen(answer)


def test_what_needs_no_proof_is_with_the_staff_at_once(client: FlaskClient, parts: Parts) -> None:
    fill_in(client, rights=["marketing_ban"])
    answer = client.post(f"{FORM}/confirm", headers=OWN)
    (request,) = filed(parts)
    assert answer.headers["Location"] == f"/requests/{request.reference}?note=filed"


def test_a_national_identity_number_is_masked_before_anything_is_kept(
    client: FlaskClient, parts: Parts
) -> None:
    """Rule I-4."""
    page = fill_in(client, scope="My number is 131052-308T.", name="Aino 131052-308T")
    assert "308T" not in page
    client.post(f"{FORM}/confirm", headers=OWN)
    (request,) = filed(parts)
    assert "308T" not in f"{request.scope}{request.name}"


def test_a_representative_and_the_language_are_kept_with_the_request(
    client: FlaskClient, parts: Parts
) -> None:
    """Rules I-7 and I-9."""
    fill_in(client, representative="guardian", language="sv")
    client.post(f"{FORM}/confirm", headers=OWN)
    (request,) = filed(parts)
    assert (request.representative, request.locale) == ("guardian", "sv")


@pytest.mark.parametrize("end", ["", "/confirm", "/cancel"])
def test_a_form_from_another_site_does_nothing(client: FlaskClient, parts: Parts, end: str) -> None:
    fill_in(client)
    for headers in ({}, {"Origin": "https://evil.example.org"}):
        assert client.post(FORM + end, data=FILLED, headers=headers).status_code == 403
    assert (filed(parts), drafts(parts)) == ([], 1)


def test_another_browser_does_not_see_the_draft(client: FlaskClient, app: Flask) -> None:
    fill_in(client)
    assert "aino@example.org" in client.get(FORM).text
    assert "aino@example.org" not in app.test_client().get(FORM).text
    assert app.test_client().get(f"{FORM}/confirm").status_code == 410


def test_a_draft_that_nobody_touched_for_a_day_is_deleted(
    client: FlaskClient, parts: Parts, clock: Clock
) -> None:
    """Rule I-1."""
    fill_in(client)
    for hours, left in ((23, 1), (2, 0)):
        clock.move(hours=hours)
        with parts.sessions.begin() as session:
            intake.forget_old(Act(session, parts, SYSTEM, parts.now()))
        assert drafts(parts) == left


def test_html_that_is_typed_is_shown_as_text(client: FlaskClient) -> None:
    """Rule X-9."""
    client.post(FORM, data={**FILLED, "scope": "<script>alert(1)</script>"}, headers=OWN)
    for path in (FORM, f"{FORM}/confirm"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_too_many_forms_from_one_place_are_told_to_wait(app: Flask, parts: Parts) -> None:
    limit = parts.limits.requests_per_hour_per_network_address
    answers = [app.test_client().post(FORM, data=FILLED, headers=OWN) for _ in range(limit + 1)]
    assert [answer.status_code for answer in answers] == [303] * limit + [429]
    assert "Retry-After" in answers[-1].headers


@pytest.mark.parametrize("lang", ["en", "fi", "sv"])
def test_the_form_speaks_the_language_and_leaves_no_sentence_in_english(
    client: FlaskClient, lang: str
) -> None:
    pages = [client.get(f"{FORM}?lang={lang}")]
    client.post(FORM, data=FILLED, headers=OWN)
    pages.append(client.get(f"{FORM}/confirm?lang={lang}"))
    for page in pages:
        assert f'<html lang="{lang}">' in page.text
        assert ("Nothing is sent" in page.text) == (lang == "en")
        assert ("answer" in re.sub(r"<[^>]*>", "", page.text)) == (lang == "en")


def test_a_program_makes_a_request_the_same_way(client: FlaskClient, parts: Parts, mail_folder: Path) -> None:
    asked = client.get(FORM, headers=JSON).json
    assert asked is not None
    assert "access" in asked["rights"]
    body = {"rights": ["access"], "email": "aino@example.org", "language": "fi"}
    told = client.post(FORM, json=body, headers=OWN).json
    assert told is not None
    assert (told["due"], told["needs_code"]) == ("2026-04-07", True)
    answer = client.post(f"{FORM}/confirm", json={"draft": told["draft"]}, headers=OWN)
    assert answer.status_code == 201
    assert answer.json is not None
    outbox.deliver(parts, MailFolder(mail_folder))
    letters = client.get("/demo/mail.json").json
    assert letters is not None
    code = re.search(r"^Code: (\d{6})$", letters["mails"][0]["text"], re.MULTILINE)
    assert code
    proof = client.post(
        f"{answer.json['status_url']}/verify",
        json={"page": answer.json["page"], "code": code[1]},
        headers=OWN,
    )
    assert proof.status_code == 200


def test_a_program_is_told_what_is_wrong_by_field(client: FlaskClient) -> None:
    answer = client.post(FORM, json={"rights": [], "email": "x"}, headers=OWN)
    assert answer.status_code == 422
    assert answer.json is not None
    assert set(answer.json["error"]["fields"]) == {"rights", "email"}
    assert client.post(f"{FORM}/confirm", json={"draft": "x" * 40}, headers=OWN).status_code == 410
    assert client.post(FORM, json=["access"], headers=OWN).status_code == 400


def test_an_unknown_company_is_not_there(client: FlaskClient) -> None:
    assert client.get("/requests/new/nobody").status_code == 404


def test_whom_the_policy_leaves_out_is_told_who_is_responsible_before_anything_is_filed_and_may_file(
    parts: Parts, mail_folder: Path
) -> None:
    """Rule I-10."""
    knowledge = parts.knowledge()
    told = "Users of the Nord service are not covered here; their own customer is responsible."
    nord = replace(knowledge.controller("nord"), not_covered={Locale.EN: told})
    known = replace(knowledge, controllers={**knowledge.controllers, "nord": nord})
    parts = replace(parts, knowledge=lambda: known)
    client = create_app(parts, Face(is_demo=True, mail_folder=mail_folder)).test_client()
    assert told in seen(client.get(FORM))
    assert told in fill_in(client)
    assert filed(parts) == []
    assert client.post(f"{FORM}/confirm", headers=OWN).status_code == 303
    assert len(filed(parts)) == 1
