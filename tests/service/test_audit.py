"""Holds that every change made behind the service's back shows: rule A-1, on real rows."""

from dataclasses import replace

import pytest
from sqlalchemy import LargeBinary, text
from sqlalchemy.orm import Session

from assistant.service import audit, requests, retention, tickets
from assistant.service.acting import SYSTEM
from assistant.service.parts import Parts
from assistant.service.ports import Erasure
from assistant.store import Payload, Row, Ticket
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


def columns() -> list[tuple[str, str]]:
    """Return every column of a history: the database's own row numbers are no part of it."""
    tables = {"transaction": {"id"}, "payload": {"transaction_id"}}
    return [
        (table, column.name)
        for table, own in tables.items()
        for column in Row.metadata.tables[table].columns
        if column.name not in own
    ]


def test_a_change_of_any_column_of_any_row_is_found(parts: Parts, reference: str) -> None:
    """Rule A-1: one column of one row after the other is changed, and each time it shows."""
    with parts.sessions.begin() as session:
        requests.file(acting(parts, session), replace(FILING, idempotency_key="another"))
    with parts.reads() as session:
        rows = [row.id for row in requests_ticket(session, reference).history if row.payload]
    assert len(rows) == 4
    for table, column in columns():
        key = "transaction_id" if table == "payload" else "id"
        for number in rows:
            with parts.sessions() as session:
                values = changed_values(table, column)
                statement = f'UPDATE "{table}" SET {values} WHERE {key} = {number}'  # noqa: S608
                session.execute(text(statement))
                found = audit.verify_all(session, parts, kept={})
                session.rollback()
            assert reference in found, (table, column, number)


def requests_ticket(session: Session, reference: str) -> Ticket:
    return tickets.of_request(session, requests.find(session, reference))


def changed_values(table: str, column: str) -> str:
    kind = Row.metadata.tables[table].columns[column].type
    if column == "ticket_id":
        return 'ticket_id = (SELECT max(id) FROM "ticket"), seq = seq + 50'
    if column == "seq":
        return "seq = seq + 7"
    if isinstance(kind, LargeBinary):
        return "sealed = salt" if column == "sealed" else "salt = sealed"
    return f"{column} = {'2020-01-01 00:00:00+00' if column == 'at' else 'changed'!r}"


def test_heads_are_anchored_once_they_changed_and_a_rewritten_database_is_found(
    parts: Parts, reference: str
) -> None:
    """Rule A-1: the whole end is cut and the ticket's own count set back, as its owner could."""
    with parts.reads() as session:
        assert [audit.anchor(session, parts) for _ in range(2)] == [1, 0]
    cut_end(parts)
    back = """(SELECT link FROM "transaction" WHERE seq = 3)"""
    tamper(parts, f"UPDATE ticket SET last_seq = 3, head = {back}")  # noqa: S608 - no input
    with parts.reads() as session:
        assert audit.verify_all(session, parts, kept=parts.anchors.all()) == {
            reference: [Problem(Fault.TRUNCATED, 4)]
        }


def test_what_was_erased_by_rule_is_not_missed(parts: Parts, reference: str) -> None:
    """Rules A-1 and T-1."""
    with parts.sessions.begin() as session:
        audit.anchor(session, parts)
        retention.erase(acting(parts, session, SYSTEM), Erasure("stub", reference))
    with parts.reads() as session:
        kept = parts.anchors.all()
        assert audit.verify_all(session, parts, kept=kept, gone=audit.erased(parts)) == {}
        assert list(audit.verify_all(session, parts, kept=kept)) == [reference]
