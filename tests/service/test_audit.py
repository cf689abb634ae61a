"""Holds that every change made behind the service's back shows: rule A-1, on real rows."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from assistant.service import audit, requests, tickets
from assistant.service.parts import Parts
from assistant.store import Payload, Ticket
from assistant.tickets.history import Anchor, Fault, Problem
from tests.service.conftest import ALVA, FILING, acting


@pytest.fixture
def reference(parts: Parts) -> str:
    """File a request with four transactions and return its reference."""
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), FILING)
        ticket = tickets.of_request(session, request)
        for note in ("One.", "Two.", "Three."):
            tickets.comment(acting(parts, session, ALVA), ticket, note)
    return request.reference


def problems(parts: Parts, reference: str, *kept: Anchor) -> list[Problem]:
    with parts.reads() as session:
        return audit.audit_problems(session, parts, requests.find(session, reference), kept=kept)


def tamper(parts: Parts, *statements: str) -> None:
    with parts.sessions.begin() as session:
        for statement in statements:
            session.execute(text(statement))


def anchor(session: Session, reference: str) -> Anchor:
    return audit.anchors(session)[reference]


def test_an_untouched_history_holds_and_is_anchored(parts: Parts, reference: str) -> None:
    with parts.reads() as session:
        kept = anchor(session, reference)
        assert kept.length == 4
        assert audit.verify_all(session, parts, kept={reference: [kept]}) == {}


def test_an_edited_transaction_is_found(parts: Parts, reference: str) -> None:
    tamper(parts, """UPDATE "transaction" SET actor = 'mallory', role = 'no role' WHERE seq = 2""")
    assert problems(parts, reference) == [Problem(Fault.EDITED, 2)]


def test_a_removed_transaction_is_found(parts: Parts, reference: str) -> None:
    third = """(SELECT id FROM "transaction" WHERE seq = 3)"""
    tamper(
        parts,
        f"DELETE FROM payload WHERE transaction_id = {third}",  # noqa: S608 - no input
        """DELETE FROM "transaction" WHERE seq = 3""",
    )
    assert Problem(Fault.REMOVED, 3) in problems(parts, reference)


def cut_end(parts: Parts) -> None:
    last = """(SELECT id FROM "transaction" WHERE seq = 4)"""
    tamper(
        parts,
        f"DELETE FROM payload WHERE transaction_id = {last}",  # noqa: S608 - no input
        """DELETE FROM "transaction" WHERE seq = 4""",
    )


def test_a_cut_off_end_is_found_by_the_tickets_own_count(parts: Parts, reference: str) -> None:
    cut_end(parts)
    assert problems(parts, reference) == [Problem(Fault.TRUNCATED, 4)]


def test_a_cut_off_end_with_the_count_set_back_is_found_against_a_kept_anchor(
    parts: Parts, reference: str
) -> None:
    with parts.reads() as session:
        kept = anchor(session, reference)
    cut_end(parts)
    back = """(SELECT link FROM "transaction" WHERE seq = 3)"""
    tamper(parts, f"UPDATE ticket SET last_seq = 3, head = {back}")  # noqa: S608 - no input
    assert problems(parts, reference) == []
    assert problems(parts, reference, kept) == [Problem(Fault.TRUNCATED, 4)]


def test_two_texts_that_changed_places_are_found(parts: Parts, reference: str) -> None:
    with parts.sessions.begin() as session:
        second, third = session.query(Payload).order_by(Payload.transaction_id).all()[1:3]
        second.sealed, third.sealed = third.sealed, second.sealed
    assert problems(parts, reference) == [Problem(Fault.PAYLOAD_EDITED, n) for n in (2, 3)]


def test_a_text_that_cannot_be_opened_any_more_is_found(parts: Parts, reference: str) -> None:
    with parts.sessions.begin() as session:
        session.query(Payload).order_by(Payload.transaction_id).all()[1].sealed = b"\0" * 40
    assert problems(parts, reference) == [Problem(Fault.PAYLOAD_EDITED, 2)]


def test_a_text_that_is_gone_is_found_unless_a_purge_is_recorded(parts: Parts, reference: str) -> None:
    tamper(parts, "DELETE FROM payload")
    assert problems(parts, reference) == [Problem(Fault.PAYLOAD_EDITED, n) for n in (1, 2, 3, 4)]


def test_a_request_that_vanished_is_found_against_its_anchor(parts: Parts, reference: str) -> None:
    with parts.reads() as session:
        kept = {reference: [anchor(session, reference)], "ZZZZ-ZZZZ-ZZZZ-ZZZZ": [Anchor(1, "0")]}
        assert audit.verify_all(session, parts, kept=kept) == {
            "ZZZZ-ZZZZ-ZZZZ-ZZZZ": [Problem(Fault.TRUNCATED, 1)]
        }


def test_the_next_link_is_made_without_reading_the_history(parts: Parts, reference: str) -> None:
    with parts.sessions.begin() as session:
        ticket = session.query(Ticket).one()
        tickets.comment(acting(parts, session, ALVA), ticket, "Four.")
        assert (ticket.last_seq, ticket.history[-1].link) == (5, ticket.head)
    assert problems(parts, reference) == []
