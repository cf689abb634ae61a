"""Holds that with many tickets no list and no search reads a whole table that grows with them."""

import pytest
from sqlalchemy import Engine, text

from assistant.service import board
from assistant.service.board import MOST_COUNTED, Show, Wish
from assistant.store import StaffMember
from assistant.terms import Role
from bench import tickets as bench

pytestmark = pytest.mark.slow
NUMBER = 10_000


def test_no_wish_of_staff_needs_a_whole_table_and_no_count_goes_further_than_people_count(
    engine: Engine,
) -> None:
    parts = bench.parts_of(engine)
    member = StaffMember(
        name="member1",
        password_hash="",
        role=Role.APPROVER.value,
        queues=["nord-privacy", "sund-privacy"],
        created=bench.NOW,
    )
    with parts.sessions.begin() as session:
        bench.fill(session, parts, NUMBER)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))
    read = {name: bench.plans(engine, parts, member, wish) for name, wish in bench.WISHES.items()}
    assert {name: lines for name, lines in read.items() if lines} == {}
    with parts.reads() as session:
        shown = board.board(session, parts, member, Wish(Show.OPEN))
    assert shown.counts[Show.ALL] == MOST_COUNTED + 1
    assert MOST_COUNTED < shown.counts[Show.OPEN] < NUMBER
