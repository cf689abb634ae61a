"""Holds that the record's page, evidence and legal hold are for those who may: rules A-3 and T-1."""

import json

import pytest
from flask import Flask

from assistant.service.parts import Parts
from assistant.terms import Role
from tests.web.staff import Browser, add_member, browser_of, file_request, history


@pytest.fixture
def ville(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "ville", Role.APPROVER)
    return browser_of(app, "ville")


def test_an_approver_takes_evidence_out_with_one_click_and_that_is_recorded(
    ville: Browser, parts: Parts
) -> None:
    """Rule A-3."""
    number = file_request(parts)
    page = ville.page(f"/staff/tickets/{number}/record")
    assert "none changed, removed or put elsewhere" in page
    printed = ville.post(f"/staff/tickets/{number}/evidence", page, format="pdf")
    assert printed.data.startswith(b"%PDF-")
    assert printed.headers["Content-Disposition"].startswith("attachment")
    content = json.loads(ville.post(f"/staff/tickets/{number}/evidence", page, format="json").data)
    assert content["requestor"]["address"] == "aino@example.org"
    assert [row.kind for row in history(parts, number)][-2:] == ["exported", "exported"]
    assert ville.page("/staff/register.csv").startswith('\ufeff"reference"')


def test_an_agent_takes_no_evidence_and_holds_nothing(app: Flask, parts: Parts) -> None:
    add_member(parts, "maija", Role.AGENT)
    maija = browser_of(app, "maija")
    number = file_request(parts)
    page = maija.page(f"/staff/tickets/{number}/record")
    assert "Take out as PDF" not in page
    for path in ("evidence", "hold"):
        answer = maija.post(f"/staff/tickets/{number}/{path}", page, until="2030-01-01", reason="No.")
        assert answer.status_code == 403
    assert maija.get("/staff/register.csv").status_code == 403


def test_a_legal_hold_needs_its_reason_and_a_day_to_come(ville: Browser, parts: Parts) -> None:
    """Rule T-1."""
    number = file_request(parts)
    page = ville.page(f"/staff/tickets/{number}/record")
    for until, reason in (("2030-01-01", " "), ("2020-01-01", "A dispute."), ("tomorrow", "A dispute.")):
        answer = ville.post(f"/staff/tickets/{number}/hold", page, until=until, reason=reason)
        assert answer.status_code == 400
    assert (
        ville.post(f"/staff/tickets/{number}/hold", page, until="2030-01-01", reason="A dispute.").status_code
        == 303
    )
    assert "held until the end of 1 January 2030" in ville.page(f"/staff/tickets/{number}/record")
