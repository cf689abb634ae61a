"""Holds that with many tickets and chats nothing that is done often reads a whole table of them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text, update

from assistant.cli import worker
from assistant.matcher.model import Model
from assistant.service import board, conversations, turns
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.board import MOST_COUNTED, Show, Wish
from assistant.service.parts import Parts
from assistant.service.turns import Sent
from assistant.store import Conversation, DataSubjectRequest, Entry, StaffMember, Ticket
from assistant.terms import Locale, Role, TicketStatus
from bench import tickets as bench
from tests.content import small_knowledge
from tests.service.conftest import Postbox

pytestmark = pytest.mark.slow
NUMBER = 10_000
OPEN = 50
SITE = "https://www.nord.example.org"
CHATS, ENTRIES = 3_000, 5
OFTEN = (*bench.GROWING, "conversation", "entry")


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


@pytest.fixture
def busy(engine: Engine, parts: Parts, small_model: Model, tmp_path: Path) -> Parts:
    """Return parts whose database holds many old chats and closed tickets, and few open ones."""
    knowledge = small_knowledge(tmp_path, small_model)
    chats = [
        {
            "id": f"{at:032}",
            "controller": "nord",
            "locale": "en",
            "origin": SITE,
            "epoch": 1,
            "last_seq": ENTRIES,
            "mode": "bot",
            "state": {},
            "resume_hash": str(at),
            "created": bench.NOW - timedelta(days=60, minutes=at),
            "touched": bench.NOW - timedelta(days=60, minutes=at),
        }
        for at in range(CHATS)
    ]
    said = {
        "kind": "text",
        "actor": "bot",
        "body": {"type": "text", "text": "hello"},
        "lang": "en",
        "at": bench.NOW,
    }
    entries = [
        {"conversation_id": chat["id"], "seq": seq, **said} for chat in chats for seq in range(1, ENTRIES + 1)
    ]
    with parts.sessions.begin() as session:
        bench.fill(session, parts, NUMBER)
        session.execute(insert(Conversation), chats)
        session.execute(insert(Entry), entries)
        session.execute(
            update(DataSubjectRequest)
            .where(DataSubjectRequest.id < f"{CHATS:032}")
            .values(conversation_id=DataSubjectRequest.id)
        )
        closed = {"is_active": False, "status": TicketStatus.RESOLVED.value}
        session.execute(update(Ticket).where(Ticket.id > OPEN).values(closed))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))
    return replace(parts, knowledge=lambda: knowledge, now=lambda: bench.NOW)


def test_no_turn_of_a_chat_needs_a_whole_table(engine: Engine, busy: Parts) -> None:
    def talk() -> None:
        with busy.sessions.begin() as session:
            act = Act(session, busy, DATA_SUBJECT, busy.now())
            opening = conversations.open_conversation(act, "nord", Locale.EN, origin=SITE)
            turns.begin(act, opening.conversation.id)
        for cid, said in enumerate(("do you use cookies", "erase my data", "yes", "aino@example.org")):
            with busy.sessions.begin() as session:
                act = Act(session, busy, DATA_SUBJECT, busy.now())
                sent = Sent(str(cid), {"type": "text", "text": said}, "192.0.2.1")
                turns.take(act, opening.conversation.id, sent)
        with busy.reads() as session:
            assert conversations.entries(session, opening.conversation.id, after=0)

    assert bench.whole_tables(engine, talk, OFTEN) == []


def test_no_round_of_the_worker_needs_a_whole_table(engine: Engine, busy: Parts) -> None:
    worker.one_round(busy, Postbox())  # what is done once a day looks at more
    assert bench.whole_tables(engine, lambda: worker.one_round(busy, Postbox()), OFTEN) == []
    with busy.reads() as session:
        assert session.get(Conversation, f"{0:032}") is not None
