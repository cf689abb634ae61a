"""Holds how tickets change, and that only `service/recording.py` and `service/tickets.py` change them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import ConflictError, InvalidInputError, NotFoundError, TransitionNotAllowedError
from assistant.rights.states import LineOutcome, LineState
from assistant.service import requests, tickets
from assistant.service.acting import Actor
from assistant.service.parts import Parts
from assistant.store import Ticket, Transaction
from assistant.terms import Right, Role
from tests.service.conftest import ALVA, BO, FILING, Clock, acting, filing

PACKAGE = Path(__file__).parents[2] / "assistant"


@pytest.fixture
def session(parts: Parts) -> Iterator[Session]:
    with parts.sessions.begin() as session:
        yield session


def filed(parts: Parts, session: Session, *rights: Right) -> Ticket:
    request = requests.file(acting(parts, session), filing(*rights or (Right.MARKETING_BAN,)))
    return tickets.of_request(session, request)


def kinds(session: Session) -> list[str]:
    return list(session.scalars(select(Transaction.kind).order_by(Transaction.seq)))


def test_only_the_tickets_service_adds_transactions_and_sets_columns_of_tickets() -> None:
    columns = "queue|status|owner|due|told|subject_line|last_seq|head|version"
    forbidden = re.compile(rf"(?<![\w.])(Transaction|Ticket|Payload)\(|\bticket\.({columns}) = ")
    found = [
        f"{path.relative_to(PACKAGE)}: {match[0]}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name not in ("tickets.py", "recording.py") and path.parent.name != "versions"
        for match in forbidden.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_taking_a_ticket_makes_one_its_owner_once(parts: Parts, session: Session) -> None:
    ticket = filed(parts, session)
    tickets.take(acting(parts, session, ALVA), ticket)
    tickets.take(acting(parts, session, ALVA), ticket)
    assert ticket.owner == "alva"
    assert kinds(session) == ["received", "assigned"]


def test_a_ticket_that_somebody_has_taken_is_neither_taken_nor_left_by_another(
    parts: Parts, session: Session
) -> None:
    ticket = filed(parts, session)
    tickets.take(acting(parts, session, ALVA), ticket)
    for deed in (tickets.take, tickets.untake):
        with pytest.raises(ConflictError):
            deed(acting(parts, session, BO), ticket)
    tickets.untake(acting(parts, session, ALVA), ticket)
    assert ticket.owner is None


def test_of_two_who_take_the_same_ticket_at_once_one_is_told_of_the_conflict(parts: Parts) -> None:
    with parts.sessions.begin() as session:
        number = filed(parts, session).id
    with parts.reads() as late:
        seen = tickets.load(late, number)
        late.commit()
        with parts.sessions.begin() as quick:
            tickets.take(acting(parts, quick, ALVA), tickets.load(quick, number))
        with pytest.raises(ConflictError):
            tickets.take(acting(parts, late, BO), seen)


def test_a_comment_is_kept_apart_from_correspondence_and_is_never_empty(
    parts: Parts, session: Session
) -> None:
    ticket = filed(parts, session)
    note = tickets.comment(acting(parts, session, ALVA), ticket, " Call back. ")
    assert (note.kind, tickets.text_of(parts, note)) == ("comment", "Call back.")
    with pytest.raises(InvalidInputError):
        tickets.comment(acting(parts, session, ALVA), ticket, " \n")


def test_a_move_is_recorded_with_its_rule_and_reason_and_the_status_follows(
    parts: Parts, session: Session
) -> None:
    ticket, staff = filed(parts, session), acting(parts, session, ALVA)
    line = tickets.line_at(ticket, 1)
    tickets.move_line(staff, line, LineState.IN_PROGRESS)
    tickets.move_line(staff, line, LineState.WAITING_CLARIFICATION, reason="Which list?")
    *_, moved, status = ticket.history
    assert (moved.rule, moved.field, moved.old) == ("R-6", "line 1", "in_progress")
    assert (moved.new, tickets.text_of(parts, moved)) == ("waiting_clarification", "Which list?")
    assert (status.kind, status.actor, status.new) == ("status_changed", "system", "stalled")


def test_a_move_that_needs_a_reason_is_refused_without_one(parts: Parts, session: Session) -> None:
    ticket, staff = filed(parts, session), acting(parts, session, ALVA)
    line = tickets.line_at(ticket, 1)
    tickets.move_line(staff, line, LineState.IN_PROGRESS)
    with pytest.raises(InvalidInputError, match="reason"):
        tickets.move_line(staff, line, LineState.WAITING_ID, reason=" ")
    assert line.state == "in_progress"


def test_a_move_that_is_not_in_the_table_changes_and_records_nothing(parts: Parts, session: Session) -> None:
    ticket = filed(parts, session)
    with pytest.raises(TransitionNotAllowedError):
        tickets.move_line(acting(parts, session, ALVA), tickets.line_at(ticket, 1), LineState.READY)
    assert kinds(session) == ["received"]


def test_a_request_has_no_line_beyond_its_rights(parts: Parts, session: Session) -> None:
    with pytest.raises(NotFoundError):
        tickets.line_at(filed(parts, session), 2)


def test_what_a_role_is_offered_is_what_it_may_do(parts: Parts, session: Session) -> None:
    ticket = filed(parts, session, Right.ACCESS)
    line = tickets.line_at(ticket, 1)
    offered = [move.target for move in tickets.possible_moves(line, Role.AGENT)]
    assert offered == [LineState.CLOSED, LineState.CLOSED]
    assert tickets.possible_moves(line, Role.EDITOR) == ()


def test_an_override_by_staff_brings_an_unverified_request_into_their_queue(
    parts: Parts, session: Session
) -> None:
    ticket, staff = filed(parts, session, Right.ACCESS), acting(parts, session, BO)
    tickets.move_line(staff, tickets.line_at(ticket, 1), LineState.VERIFIED, reason="Known at the desk.")
    assert ticket.queue == "nord-privacy"


def test_when_only_unverified_lines_are_left_the_ticket_waits_in_their_queue(
    parts: Parts, session: Session
) -> None:
    ticket = filed(parts, session, Right.ACCESS, Right.MARKETING_BAN)
    person = acting(parts, session)
    tickets.move_line(person, tickets.line_at(ticket, 2), LineState.CLOSED, outcome=LineOutcome.WITHDRAWN)
    assert (ticket.queue, ticket.status) == ("nord-privacy-unverified", "new")


@pytest.mark.parametrize(("days", "is_open"), [(30, True), (31, False)])
def test_a_closed_line_is_reopened_within_thirty_days_only(
    parts: Parts, session: Session, clock: Clock, *, days: int, is_open: bool
) -> None:
    ticket, person = filed(parts, session), acting(parts, session)
    line = tickets.line_at(ticket, 1)
    tickets.move_line(person, line, LineState.CLOSED, outcome=LineOutcome.WITHDRAWN)
    clock.now += timedelta(days=days)
    later = acting(parts, session)
    if is_open:
        tickets.move_line(later, line, LineState.IN_PROGRESS)
        assert (ticket.status, line.outcome) == ("open", None)
        assert "reopened" in kinds(session)
    else:
        with pytest.raises(TransitionNotAllowedError):
            tickets.move_line(later, line, LineState.IN_PROGRESS)


def test_an_unknown_ticket_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError):
        tickets.load(session, 404)


def test_what_an_actor_is_called_stands_in_the_history(parts: Parts, session: Session) -> None:
    request = requests.file(acting(parts, session, Actor("alva", Role.AGENT)), FILING)
    (received,) = tickets.of_request(session, request).history
    assert (received.actor, received.role) == ("alva", "agent")
