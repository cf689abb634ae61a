"""Holds that staff register what came by other ways, check who somebody is, and take time by the rules."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from assistant.adapters.mail_folder import MailFolder
from assistant.service import outbox
from assistant.service.parts import Parts
from assistant.store import DataSubjectRequest, OutboxMail, Ticket, Verification
from assistant.terms import Right, Role
from tests.web.conftest import Clock
from tests.web.staff import Browser, add_member, browser_of, file_request, history

NEW = "/staff/requests/new"
LETTER = {
    "controller": "nord",
    "channel": "letter",
    "day": "2026-03-02",
    "time": "09:30",
    "rights": "access",
    "scope": "I want to know what you hold.",
    "name": "Aino Example",
    "post": "Katu 1, 00100 Helsinki",
    "language": "fi",
}


@pytest.fixture
def maija(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "maija", Role.AGENT)
    return browser_of(app, "maija")


@pytest.fixture
def ville(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "ville", Role.APPROVER)
    return browser_of(app, "ville")


def only(parts: Parts) -> DataSubjectRequest:
    with parts.reads() as session:
        return session.scalars(select(DataSubjectRequest)).one()


def register(browser: Browser, **changed: str) -> int:
    page = browser.page(NEW)
    return browser.post(NEW, page, **{**LETTER, "key": "one", **changed}).status_code


def test_a_letter_is_registered_with_when_and_how_it_came_and_is_due_from_then(
    maija: Browser, parts: Parts
) -> None:
    """Rules I-3 and I-9."""
    assert register(maija) == 303
    request = only(parts)
    assert request.received_at == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert (request.channel, request.locale, request.address) == ("letter", "fi", None)
    assert request.due.isoformat() == "2026-04-02"
    (received, *_) = history(parts, 1)
    assert (received.kind, received.actor) == ("received", "maija")


@pytest.mark.parametrize("channel", ["phone", "desk", "mail"])
def test_every_other_way_in_is_told_apart(maija: Browser, parts: Parts, channel: str) -> None:
    """Rule I-9."""
    assert register(maija, channel=channel) == 303
    assert only(parts).channel == channel


def test_sending_the_page_twice_registers_once(maija: Browser, parts: Parts) -> None:
    """Rule I-5."""
    assert [register(maija), register(maija)] == [303, 303]
    only(parts)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"day": "2026-03-06"}, "It came before now"),
        ({"day": "2020-03-06"}, "not more than a year ago"),
        ({"day": "yesterday"}, "Write the day"),
        ({"channel": "chat"}, "Choose how it came"),
        ({"controller": "nobody"}, "Choose the company"),
        ({"rights": ""}, "at least one right"),
        ({"post": ""}, "at least one way to reach"),
        ({"email": "a@example.org, b@example.org"}, "Give one e-mail address only."),
    ],
)
def test_what_cannot_be_registered_comes_back_with_what_was_typed(
    maija: Browser, parts: Parts, changed: dict[str, str], told: str
) -> None:
    page = maija.page(NEW)
    answer = maija.post(NEW, page, **{**LETTER, "key": "one", **changed})
    assert answer.status_code in {400, 404}
    assert told in answer.text
    assert "I want to know what you hold." in answer.text
    with parts.reads() as session:
        assert session.scalars(select(DataSubjectRequest)).all() == []


def test_who_has_a_mailbox_is_told_how_to_confirm_it(maija: Browser, parts: Parts, mail_folder: Path) -> None:
    register(maija, email="aino@example.org")
    outbox.deliver(parts, MailFolder(mail_folder))
    assert len(list(mail_folder.glob("*.eml"))) == 1


def test_a_representative_is_recorded_and_their_authority_is_to_be_checked(
    maija: Browser, parts: Parts
) -> None:
    """Rule I-9."""
    register(maija, representative="guardian")
    assert only(parts).representative == "guardian"
    assert "Check that they may." in maija.page("/staff/tickets/1/casework")


def test_who_works_on_no_requests_registers_none(app: Flask, parts: Parts) -> None:
    add_member(parts, "esa", Role.EDITOR)
    assert browser_of(app, "esa").get(NEW).status_code == 404


def casework(browser: Browser, ticket_id: int, deed: str, **fields: str) -> str:
    place = f"/staff/tickets/{ticket_id}/casework"
    answer = browser.post(f"{place}/{deed}", browser.page(place), **fields)
    return "" if answer.status_code == 303 else answer.text


def test_a_check_by_staff_verifies_what_it_confirmed_and_keeps_no_document(
    maija: Browser, parts: Parts
) -> None:
    """Rules V-5 and V-9."""
    register(maija, phone="+358 40 1234567")
    page = maija.page("/staff/tickets/1/casework")
    assert page.count("claimed, unverified") == 2
    told = casework(maija, 1, "proof", method="called_back", note="Called back.", confirmed="1")
    assert told == ""
    with parts.reads() as session:
        (proof,) = session.scalars(select(Verification))
        assert (proof.method, proof.level) == ("called_back", "L3")
        assert session.get_one(Ticket, 1).queue == "nord-privacy"
    page = maija.page("/staff/tickets/1/casework")
    assert page.count("claimed, unverified") == 1


def test_a_check_without_method_note_or_anything_confirmed_is_refused_and_keeps_the_note(
    maija: Browser, parts: Parts
) -> None:
    register(maija)
    for fields in (
        {"method": "", "note": "Seen.", "confirmed": "0"},
        {"method": "override", "note": "Seen.", "confirmed": "0"},
        {"method": "seen_document", "note": "Seen.", "confirmed": "7"},
    ):
        assert "Seen." in casework(maija, 1, "proof", **fields)
    with parts.reads() as session:
        assert session.scalars(select(Verification)).all() == []


def test_only_the_officer_sees_and_uses_the_override(maija: Browser, ville: Browser, parts: Parts) -> None:
    """Rule V-7."""
    ticket_id = file_request(parts, right=Right.ACCESS)
    assert "Go on without proof" not in maija.page(f"/staff/tickets/{ticket_id}/casework")
    assert casework(maija, ticket_id, "override", reason="I know her.") != ""
    assert casework(ville, ticket_id, "override", reason="Known for years.") == ""
    assert "override" in [row.kind for row in history(parts, ticket_id)]


def test_more_time_is_taken_with_its_reason_and_the_date_changes_once_the_notice_left(
    maija: Browser, parts: Parts, mail_folder: Path
) -> None:
    """Rule D-5."""
    ticket_id = file_request(parts)
    assert "Take more time" in maija.page(f"/staff/tickets/{ticket_id}/casework")
    assert casework(maija, ticket_id, "extension", reason="holidays", why="Long.") != ""
    assert casework(maija, ticket_id, "extension", reason="complexity", why="Long.") == ""
    page = maija.page(f"/staff/tickets/{ticket_id}/casework")
    assert "7 April 2026" in page
    assert "Take more time" not in page
    outbox.deliver(parts, MailFolder(mail_folder))
    assert "5 June 2026" in maija.page(f"/staff/tickets/{ticket_id}/casework")


def test_a_late_refusal_is_warned_of(maija: Browser, parts: Parts, clock: Clock) -> None:
    """Rule D-6."""
    ticket_id = file_request(parts)
    place = f"/staff/tickets/{ticket_id}/casework"
    assert "is late now" not in maija.page(place)
    clock.move(days=40)
    maija.sign_in("maija")
    assert "is late now" in maija.page(place)


def test_more_proof_is_asked_for_a_doubt_of_the_list_only(maija: Browser, parts: Parts) -> None:
    """Rule V-8."""
    ticket_id = file_request(parts)
    maija.post(f"/staff/tickets/{ticket_id}/lines/1", to="in_progress")
    asked = {"line": "1", "text": "Minä vuonna tulit asiakkaaksi?"}
    assert "Minä vuonna" in casework(maija, ticket_id, "question", doubt="a feeling", **asked)
    assert casework(maija, ticket_id, "question", doubt="other_address", **asked) == ""
    assert "suspended" in [row.kind for row in history(parts, ticket_id)]


def test_the_language_is_changed_on_record(maija: Browser, parts: Parts) -> None:
    """Rule I-7."""
    ticket_id = file_request(parts)
    assert casework(maija, ticket_id, "language", language="sv") == ""
    assert casework(maija, ticket_id, "language", language="de") != ""
    changed = [row for row in history(parts, ticket_id) if row.kind == "language_changed"]
    assert [(row.old, row.new, row.actor) for row in changed] == [("fi", "sv", "maija")]


def test_another_queues_ticket_looks_as_if_there_were_none(app: Flask, parts: Parts) -> None:
    ticket_id = file_request(parts)
    add_member(parts, "sven", Role.AGENT, "sund-privacy")
    assert browser_of(app, "sven").get(f"/staff/tickets/{ticket_id}/casework").status_code == 404


def test_whoever_has_no_mailbox_is_written_to_on_paper(maija: Browser, parts: Parts) -> None:
    """Rules D-5 and I-12: each letter can be printed; the date changes once it is said when it was posted."""
    register(maija, phone="+358 40 1234567", rights="marketing_ban")
    assert "none was given: letters go by post" in maija.page("/staff/tickets/1")
    assert casework(maija, 1, "extension", reason="complexity", why="Monta järjestelmää.") == ""
    page = maija.page("/staff/tickets/1/casework")
    link = re.search(r"/staff/tickets/1/letters/\d+", page)
    assert link
    letter = maija.page(link[0])
    for said in ("Katu 1, 00100 Helsinki", "Aino Example", "Monta järjestelmää.", "Tietosuojavaltuutetun"):
        assert said in letter
    assert casework(maija, 1, "posted", day="yesterday") != ""
    assert casework(maija, 1, "posted", day="2026-03-05") == ""
    assert "2 June 2026" in maija.page("/staff/tickets/1/casework")
    page = maija.page("/staff/tickets/1")
    assert maija.post("/staff/tickets/1/reply", page, text="Terve.", step="send").status_code == 303
    assert maija.page("/staff/tickets/1").count("Print the letter") == 2
    assert maija.get("/staff/tickets/1/letters/1").status_code == 404
    with parts.reads() as session:
        assert session.scalars(select(OutboxMail)).all() == []


def test_what_is_meant_is_asked_by_mail_and_the_right_waits(
    maija: Browser, parts: Parts, mail_folder: Path
) -> None:
    """Rule R-6."""
    ticket_id = file_request(parts)
    maija.post(f"/staff/tickets/{ticket_id}/lines/1", to="in_progress")
    assert casework(maija, ticket_id, "meaning", line="1", meaning=" ") != ""
    assert casework(maija, ticket_id, "meaning", line="1", meaning="Mistä luettelosta?") == ""
    assert history(parts, ticket_id)[-1].kind == "correspondence"
    outbox.deliver(parts, MailFolder(mail_folder))
    told = [path.read_bytes() for path in mail_folder.glob("*.eml")]
    assert len([mail for mail in told if b"X-Assistant-Kind: clarification" in mail]) == 1


def test_a_right_is_closed_without_an_answer_with_reasons_that_the_person_reads(
    maija: Browser, ville: Browser, parts: Parts
) -> None:
    """Rules R-1 and V-7: giving up on who asks is the officer's alone."""
    ticket_id = file_request(parts, right=Right.ACCESS)
    page = maija.page(f"/staff/tickets/{ticket_id}/casework")
    assert ('value="misdirected"' in page, 'value="cannot_identify"' in page) == (True, False)
    fields = {"line": "1", "outcome": "cannot_identify", "reasons": "Emme tunnista sinua."}
    assert "Emme tunnista sinua." in casework(maija, ticket_id, "aside", **fields)
    assert "Kirjoita" not in casework(ville, ticket_id, "aside", **{**fields, "reasons": " "})
    assert casework(ville, ticket_id, "aside", **fields) == ""
    assert [row.kind for row in history(parts, ticket_id)].count("closed") == 1
