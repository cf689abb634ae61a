"""Holds that staff see every ticket that is theirs, in the list where they look for it, and no other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from assistant.adapters.bus import InProcessBus
from assistant.answers.knowledge import Knowledge
from assistant.errors import NotFoundError
from assistant.matcher.model import Model
from assistant.service.board import PAGE_LENGTH, Board, Show, Wish, board, queue_counts, visible_ticket
from assistant.service.keys import Keys
from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.store import StaffMember
from assistant.store.database import session_makers
from assistant.terms import Role, TicketStatus
from tests.service.sketches import RECEIVED, Sketch, put

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
LATE, SOON, FAR = date(2026, 3, 19), date(2026, 3, 27), date(2026, 3, 28)


@pytest.fixture
def parts(engine: Engine) -> Parts:
    writing, reading = session_makers(engine)
    knowledge = Knowledge({}, {}, {}, Model.__new__(Model))
    keys = Keys.derive("a secret for tests")
    return Parts(
        writing, reading, lambda: NOON, lambda: knowledge, keys, Limits(), InProcessBus(), "http://127.0.0.1"
    )


@pytest.fixture
def session(parts: Parts) -> Iterator[Session]:
    with parts.sessions() as session:
        yield session


def member(role: Role = Role.AGENT, *queues: str) -> StaffMember:
    return StaffMember(name="maija", password_hash="", role=role.value, queues=list(queues), created=RECEIVED)


def fill(session: Session, parts: Parts) -> None:
    far = Sketch("FAR", due=FAR)
    for sketch in (
        far,
        replace(far, reference="LATE", due=LATE, owner="maija"),
        replace(far, reference="SOON", due=SOON, owner="ville", status=TicketStatus.STALLED),
        replace(far, reference="DONE", due=LATE, owner="maija", status=TicketStatus.RESOLVED),
        replace(far, reference="CLAIMED", queue="secapp-privacy-unverified", is_verified=False),
        replace(far, reference="OTHER", queue="xcure-privacy"),
    ):
        put(session, parts, sketch)


def references(found: Board) -> list[str]:
    return [ticket.reference for ticket in found.tickets]


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        (Show.OPEN, ["LATE", "SOON", "FAR"]),
        (Show.MINE, ["LATE"]),
        (Show.UNOWNED, ["FAR"]),
        (Show.DUE, ["SOON"]),
        (Show.LATE, ["LATE"]),
        (Show.UNVERIFIED, ["CLAIMED"]),
        (Show.ALL, ["LATE", "SOON", "FAR", "CLAIMED", "DONE"]),
    ],
)
def test_each_list_holds_what_its_name_says_soonest_due_first_and_counts_it(
    session: Session, parts: Parts, show: Show, expected: list[str]
) -> None:
    fill(session, parts)
    found = board(session, parts, member(Role.AGENT, "secapp-privacy"), Wish(show))
    assert references(found) == expected
    assert found.counts[show] == len(expected)
    assert found.queues == ("secapp-privacy", "secapp-privacy-unverified")


def test_days_left_are_negative_when_late_and_none_when_closed(session: Session, parts: Parts) -> None:
    fill(session, parts)
    found = board(session, parts, member(), Wish(Show.ALL, "secapp-privacy"))
    assert [t.days_left for t in found.tickets] == [-1, 7, 8, None]


def test_only_what_staff_may_see_is_listed(session: Session, parts: Parts) -> None:
    fill(session, parts)
    for nobody in (member(Role.EDITOR), member(Role.ADMIN), member(Role.AGENT, "click2contract-privacy")):
        found = board(session, parts, nobody, Wish(Show.ALL))
        assert (references(found), found.queues, set(found.counts.values())) == ([], (), {0})


def test_another_queues_ticket_looks_as_if_there_were_none(session: Session, parts: Parts) -> None:
    ticket = put(session, parts, Sketch("ONE"))
    assert visible_ticket(session, member(Role.AGENT, "secapp-privacy"), ticket.id) is ticket
    for nobody in (member(Role.EDITOR), member(Role.AGENT, "xcure-privacy")):
        with pytest.raises(NotFoundError) as theirs:
            visible_ticket(session, nobody, ticket.id)
        with pytest.raises(NotFoundError) as none:
            visible_ticket(session, nobody, ticket.id + 1)
        assert str(theirs.value).replace(str(ticket.id), str(ticket.id + 1)) == str(none.value)


@pytest.mark.parametrize("typed", ["7k3q-x9m2", "7K3Q X9M2-NP", "x9m2np", "NP4T-Z8VC"])
def test_a_part_of_the_reference_finds_its_ticket_however_it_is_typed(
    session: Session, parts: Parts, typed: str
) -> None:
    put(session, parts, Sketch("7K3Q-X9M2-NP4T-Z8VC"))
    put(session, parts, Sketch("0000-1111-2222-3333"))
    found = board(session, parts, member(), Wish(Show.ALL, query=typed))
    assert references(found) == ["7K3Q-X9M2-NP4T-Z8VC"]


def test_a_long_list_comes_in_pages(session: Session, parts: Parts) -> None:
    for number in range(PAGE_LENGTH + 1):
        put(session, parts, Sketch(f"R{number:03}"))
    first, second = (board(session, parts, member(), Wish(page=page)) for page in (1, 2))
    assert (len(first.tickets), first.has_more) == (PAGE_LENGTH, True)
    assert (references(second), second.has_more) == ([f"R{PAGE_LENGTH:03}"], False)


def test_an_admin_sees_how_much_is_open_in_each_queue_and_an_editor_nothing(
    session: Session, parts: Parts
) -> None:
    fill(session, parts)
    expected = {"secapp-privacy": 3, "secapp-privacy-unverified": 1, "xcure-privacy": 1}
    assert queue_counts(session, member(Role.ADMIN)) == expected
    assert queue_counts(session, member(Role.EDITOR)) == {}
