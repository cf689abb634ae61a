"""Holds how long things are kept, what a purge leaves, and that nothing comes back: rules T-1 to T-4."""

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.errors import InvalidInputError
from assistant.rights.states import LineOutcome, LineState
from assistant.service import audit, conversations, erasing, forgetting, outbox, requests, retention, tickets
from assistant.service.acting import SYSTEM
from assistant.service.conversations import NewEntry
from assistant.service.erasing import STUB, belongings
from assistant.service.items import items_of
from assistant.service.parts import Parts
from assistant.service.ports import Erasure
from assistant.service.retention import Kept
from assistant.store import Conversation, DataSubjectRequest, Entry, Row, Transaction
from assistant.store.database import scrub
from assistant.terms import Locale, Right
from tests import postgres
from tests.service.conftest import ADDRESS, ALVA, BO, FILING, Clock, Postbox, acting, filing
from tests.service.test_outcomes import desk_for

SITE = "https://nord.example.org"
PERSONAL = (ADDRESS, "Aino Virtanen", "All of it, please.", "Rye bread", "We took you off", "Row 14")


def file_and_close(parts: Parts, session: Session, postbox: Postbox) -> str:
    """Leave a request with a chat, a search index, letters and evidence that was answered and closed."""
    act = acting(parts, session)
    opening = conversations.open_conversation(act, "nord", Locale.EN, origin=SITE)
    conversations.append(
        act, opening.conversation, NewEntry("visitor", {"type": "text", "text": "Rye bread"}, Locale.EN)
    )
    desk = desk_for(parts, session, Right.MARKETING_BAN)
    request = desk.ticket.request
    request.conversation_id = opening.conversation.id
    requests.write(act, request, "Row 14 is wrong, says Aino Virtanen.")
    desk.answer_from_here()
    session.commit()
    outbox.deliver(parts, postbox)
    session.expire_all()
    desk.close()
    session.commit()
    return request.reference


@pytest.fixture
def session(parts: Parts) -> Iterator[Session]:
    with parts.sessions() as session:
        yield session


@pytest.fixture
def reference(parts: Parts, session: Session, postbox: Postbox) -> str:
    return file_and_close(parts, session, postbox)


def due(parts: Parts) -> list[tuple[str, date]]:
    with parts.reads() as session:
        return [(one.kind, one.last_day) for one in retention.find_due(session, parts)]


def dump(engine: Engine) -> bytes:
    """Return all that the database holds, as whoever steals its files or a backup would have it."""
    if engine.dialect.name == "sqlite":
        scrub(engine)
        path = Path(str(engine.url.database))
        return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    programs = postgres.bin_folder()
    assert programs is not None
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    made = subprocess.run([f"{programs}/pg_dump", "--inserts", url], check=True, capture_output=True)
    return made.stdout


@pytest.mark.usefixtures("reference")
def test_the_body_is_kept_24_months_and_the_stub_another_36(
    parts: Parts, session: Session, clock: Clock
) -> None:
    """Rule T-1, the defaults."""
    session.close()
    clock.now = clock.now.replace(year=2028, month=3, day=5)
    assert due(parts) == []
    clock.move(days=1)
    assert due(parts) == [("body", date(2028, 3, 5))]
    retention.retain(parts)
    assert due(parts) == []
    clock.now = clock.now.replace(year=2031)
    assert due(parts) == [("stub", date(2031, 3, 5))]


def test_after_a_purge_no_dump_holds_name_address_or_words(
    parts: Parts, session: Session, reference: str, clock: Clock, engine: Engine
) -> None:
    """Rule T-2: on SQLite's files byte by byte, and on PostgreSQL's own dump."""
    session.close()
    with parts.reads() as reading:
        kept = {ref: [anchor] for ref, anchor in audit.anchors(reading).items()}
    assert ADDRESS.encode() in dump(engine)
    clock.move(days=800)
    (one,) = retention.retain(parts)
    assert one.kind is Kept.BODY
    left = dump(engine)
    assert [word for word in PERSONAL if word.encode() in left] == []
    assert reference.encode() in left
    with parts.reads() as reading:
        stub = requests.find(reading, reference)
        assert [(line.right, line.state, line.outcome) for line in stub.lines] == [
            ("marketing_ban", "purged", "fulfilled")
        ]
        assert (stub.address_hash != "", stub.wrapped_key) == (True, b"")
        assert audit.verify_all(reading, parts, kept=kept) == {}
        assert reading.scalars(select(Entry)).all() == []


def test_a_search_by_the_address_finds_only_the_stub(
    parts: Parts, session: Session, reference: str, clock: Clock
) -> None:
    """Rule T-2: the keyed hash of the address is what is left of it."""
    hashed = requests.find(session, reference).address_hash
    session.close()
    clock.move(days=800)
    retention.retain(parts)
    with parts.reads() as reading:
        by_hash = select(DataSubjectRequest).where(DataSubjectRequest.address_hash == hashed)
        (stub,) = reading.scalars(by_hash)
        assert (stub.name, stub.address, stub.scope, stub.conversation_id) == (None, None, None, None)


def test_after_the_stubs_time_nothing_is_left(
    parts: Parts, session: Session, reference: str, clock: Clock, engine: Engine
) -> None:
    """Rule T-1."""
    session.close()
    clock.move(days=1900)
    retention.retain(parts)
    assert reference.encode() not in dump(engine)
    with parts.reads() as reading:
        assert reading.scalars(select(Transaction)).all() == []


def test_every_table_that_hangs_on_a_request_is_purged_or_kept_knowingly(
    session: Session, reference: str
) -> None:
    """Rule T-2: a new table must be put on one of the two lists."""
    request = requests.find(session, reference)
    listed = {kind.__tablename__ for kind, _ in belongings(request, tickets.of_request(session, request))}
    hanging, before = {"request"}, set[str]()
    while hanging != before:
        before = set(hanging)
        hanging |= {
            table.name
            for table in Row.metadata.tables.values()
            if any(key.column.table.name in before for key in table.foreign_keys)
        }
    assert hanging == listed | STUB


def test_a_request_that_nobody_verified_is_erased_30_days_after_its_closing(
    parts: Parts, session: Session, clock: Clock
) -> None:
    """Rule T-1."""
    request = requests.file(acting(parts, session), FILING)
    ticket = tickets.of_request(session, request)
    outcome, state = LineOutcome.UNVERIFIED_EXPIRED, LineState.CLOSED
    tickets.move_line(acting(parts, session, SYSTEM), ticket.request.lines[0], state, outcome=outcome)
    session.commit()
    clock.move(days=30)
    assert due(parts) == []
    clock.move(days=1)
    assert due(parts) == [("unverified", date(2026, 4, 4))]


def test_an_open_request_is_never_due(parts: Parts, session: Session, clock: Clock) -> None:
    desk_for(parts, session, Right.ERASURE)
    session.commit()
    clock.move(days=4000)
    assert due(parts) == []


def test_a_legal_hold_keeps_all_until_its_last_day_with_its_reason(
    parts: Parts, session: Session, reference: str, clock: Clock
) -> None:
    """Rule T-1."""
    ticket = tickets.of_request(session, requests.find(session, reference))
    act = acting(parts, session, BO)
    with pytest.raises(InvalidInputError):
        retention.hold(act, ticket, until=date(2028, 6, 1), reason=" ")
    with pytest.raises(InvalidInputError):
        retention.hold(act, ticket, until=date(2026, 3, 5), reason="A dispute.")
    retention.hold(act, ticket, until=date(2028, 6, 1), reason="A dispute.")
    newest = ticket.history[-1]
    assert (newest.kind, newest.new, tickets.text_of(parts, newest)) == (
        "legal_hold",
        "2028-06-01",
        "A dispute.",
    )
    session.commit()
    clock.now = clock.now.replace(year=2028, month=6, day=1)
    (held,) = retention.retain(parts)
    assert held.held_until == date(2028, 6, 1)
    with parts.reads() as reading:
        assert requests.find(reading, reference).address == ADDRESS
    clock.move(days=1)
    retention.retain(parts)
    with parts.reads() as reading:
        assert requests.find(reading, reference).address is None


def test_a_chat_without_a_request_goes_after_30_days_and_one_with_a_request_stays(
    parts: Parts, session: Session, clock: Clock, postbox: Postbox
) -> None:
    """Rule T-1."""
    file_and_close(parts, session, postbox)
    act = acting(parts, session)
    conversations.open_conversation(act, "nord", Locale.EN, origin=SITE)
    session.commit()
    clock.move(days=31)
    assert [kind for kind, _ in due(parts)] == ["conversation"]
    retention.retain(parts)
    with parts.reads() as reading:
        assert len(reading.scalars(select(Conversation)).all()) == 1


def test_forgetting_the_chat_leaves_the_request_and_its_day_of_receipt(
    parts: Parts, session: Session, clock: Clock
) -> None:
    """Rule T-4."""
    act = acting(parts, session)
    opening = conversations.open_conversation(act, "nord", Locale.EN, origin=SITE)
    request = requests.file(act, filing(Right.ERASURE))
    request.conversation_id = opening.conversation.id
    session.commit()
    clock.move(days=2)
    assert not forgetting.forget(acting(parts, session), opening.conversation)
    session.commit()
    session.expire_all()
    assert session.scalars(select(Conversation)).all() == []
    kept = requests.find(session, request.reference)
    assert not kept.conversation_id
    assert (kept.received_at, kept.address) == (FILING.received_at, ADDRESS)


def test_what_was_erased_is_erased_again_in_a_backup_from_before(
    parts: Parts, session: Session, reference: str
) -> None:
    """Rule T-1: a restore replays the list of erasures, whatever state it finds things in."""
    other = requests.file(acting(parts, session), filing(Right.MARKETING_BAN, key="two"))
    session.commit()
    session.close()
    noted = [
        Erasure("body", reference),
        Erasure("body", other.reference),
        Erasure("stub", "ZZZZ-ZZZZ-ZZZZ-ZZZZ"),
        Erasure("conversation", "0" * 32),
    ]
    assert retention.replay(parts, noted) == 4
    assert len(parts.erasures.all()) == 0
    with parts.reads() as reading:
        assert requests.find(reading, reference).address is None
        assert [one.reference for one in reading.scalars(select(DataSubjectRequest))] == [reference]


def test_each_erasure_is_noted_outside_the_database(
    parts: Parts, session: Session, reference: str, clock: Clock
) -> None:
    """Rule T-1."""
    session.close()
    clock.move(days=800)
    retention.retain(parts)
    assert Erasure("body", reference) in parts.erasures.all()


def test_the_daily_purge_is_done_once_a_day_by_whichever_process(parts: Parts, clock: Clock) -> None:
    """Rule T-1."""
    assert [retention.is_to_be_done(parts) for _ in range(3)] == [True, False, False]
    retention.note_done(parts)
    clock.move(hours=2)
    assert not retention.is_to_be_done(parts)
    clock.move(days=1)
    assert retention.is_to_be_done(parts)


def test_a_purge_that_a_dead_worker_left_half_done_is_done_by_another_within_the_hour(
    parts: Parts, clock: Clock
) -> None:
    """Rule T-1."""
    assert retention.is_to_be_done(parts)
    clock.move(hours=1)
    assert [retention.is_to_be_done(parts) for _ in range(2)] == [True, False]


def test_what_cannot_be_erased_keeps_nothing_else(
    parts: Parts, session: Session, reference: str, clock: Clock
) -> None:
    """Rule T-1: one that fails is tried again, and the others go on time."""
    other = requests.file(acting(parts, session), filing(Right.ACCESS, key="two"))
    requests.withdraw(acting(parts, session), other)
    stuck = tickets.of_request(session, requests.find(session, reference))
    stuck.last_seq = 0  # what is recorded next has a number that is taken: the purge of this one fails
    session.commit()
    clock.move(days=800)
    with pytest.raises(IntegrityError):
        retention.retain(parts)
    session.expire_all()
    assert stuck.request.address is not None
    assert other.address is None


def test_what_was_recorded_names_alva_and_no_data_subject(session: Session, reference: str) -> None:
    """Rule T-2: the stub's chain keeps who of the staff did what, and nothing of the person."""
    ticket = tickets.of_request(session, requests.find(session, reference))
    open_words = " ".join(f"{row.field} {row.old} {row.new} {row.actor}" for row in ticket.history)
    assert ALVA.name in open_words
    assert [word for word in PERSONAL if word in open_words] == []


def test_the_store_answers_an_erasure_about_itself(
    parts: Parts, session: Session, reference: str, clock: Clock
) -> None:
    """Rule T-3: chats and closed requests of the verified mailbox go; the one that asks stays on record."""
    made = requests.file(acting(parts, session), filing(Right.ERASURE, key="two"))
    asking = tickets.of_request(session, made)
    for request in (made, requests.find(session, reference)):
        request.verified_at = clock.now
    tickets.move_line(acting(parts, session), made.lines[0], LineState.VERIFIED)
    tickets.move_line(acting(parts, session, ALVA), made.lines[0], LineState.OPEN)
    tickets.move_line(acting(parts, session, ALVA), made.lines[0], LineState.IN_PROGRESS)
    session.commit()
    assert retention.erase_about(acting(parts, session, BO), asking) == 2
    session.commit()
    session.expire_all()
    assert not requests.find(session, reference).address
    assert session.scalars(select(Conversation)).all() == []
    kept = requests.find(session, made.reference)
    assert kept.address == ADDRESS
    own = {item.key: item.state for item in items_of(session, kept.lines[0])}
    assert own["erasure:own"] == "done"


def test_what_is_under_a_legal_hold_outlives_an_erasure_of_the_stores_own(
    parts: Parts, session: Session, reference: str, clock: Clock
) -> None:
    """Rules T-1 and T-3: neither the request nor the chat that it was made in goes."""
    made = requests.file(acting(parts, session), filing(Right.ERASURE, key="two"))
    held = requests.find(session, reference)
    for request in (made, held):
        request.verified_at = clock.now
    tickets.move_line(acting(parts, session), made.lines[0], LineState.VERIFIED)
    tickets.move_line(acting(parts, session, ALVA), made.lines[0], LineState.OPEN)
    tickets.move_line(acting(parts, session, ALVA), made.lines[0], LineState.IN_PROGRESS)
    closed = tickets.of_request(session, held)
    retention.hold(acting(parts, session, BO), closed, until=date(2999, 1, 1), reason="Case 12/2026")
    before = len(session.scalars(select(Conversation)).all())
    assert retention.erase_about(acting(parts, session, BO), tickets.of_request(session, made)) == 0
    assert len(session.scalars(select(Conversation)).all()) == before > 0
    assert requests.find(session, reference).address == ADDRESS


def test_a_chat_that_a_held_request_was_made_in_outlives_its_other_request(
    parts: Parts, session: Session, reference: str, clock: Clock
) -> None:
    """Rule T-1: neither an erasure of the store's own nor a purge of the other one takes the chat."""
    made = requests.file(acting(parts, session), filing(Right.ERASURE, key="two"))
    held = requests.find(session, reference)
    chat = session.scalars(select(Conversation.id)).first()
    made.conversation_id = held.conversation_id = chat
    for request in (made, held):
        request.verified_at = clock.now
    ticket = tickets.of_request(session, held)
    retention.hold(acting(parts, session, BO), ticket, until=date(2999, 1, 1), reason="Case 12/2026")
    retention.erase_about(acting(parts, session, BO), tickets.of_request(session, made))
    assert session.get(Conversation, chat) is not None
    erasing.purge(acting(parts, session, BO), made)
    session.expire_all()
    assert session.get(Conversation, chat) is not None
    assert requests.find(session, reference).conversation_id == chat
