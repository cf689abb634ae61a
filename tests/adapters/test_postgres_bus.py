"""Holds that processes hear of each other's entries, and that a lost notice is found by looking."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session, sessionmaker

from assistant.adapters.bus import InProcessBus, Sweeper
from assistant.adapters.postgres_bus import CHANNEL, PostgresBus
from assistant.dialogue.state import State, as_row
from assistant.store import Conversation
from assistant.store.database import session_makers
from assistant.terms import Locale
from tests.web.conftest import NOON

SOON = 20


class Listener:
    """Somebody who waits for one conversation."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self._news = threading.Condition()

    def __call__(self, seq: int) -> None:
        with self._news:
            self.heard.append(seq)
            self._news.notify_all()

    def waits_for(self, seq: int, seconds: float = SOON) -> bool:
        with self._news:
            return self._news.wait_for(lambda: seq in self.heard, seconds)


@pytest.fixture
def makers(engine: Engine) -> tuple[sessionmaker[Session], sessionmaker[Session]]:
    return session_makers(engine)


@pytest.fixture
def chat(makers: tuple[sessionmaker[Session], sessionmaker[Session]]) -> str:
    with makers[0].begin() as session:
        made = Conversation(
            controller="nord",
            locale="en",
            origin="https://www.nord.example.org",
            state=as_row(State("nord", Locale.EN)),
            resume_hash="a",
            created=NOON,
            touched=NOON,
        )
        session.add(made)
        session.flush()
        return made.id


def says(makers: tuple[sessionmaker[Session], sessionmaker[Session]], chat: str, seq: int) -> None:
    with makers[0].begin() as session:
        session.execute(update(Conversation).where(Conversation.id == chat).values(last_seq=seq))


@contextmanager
def two_buses(url: str, engine: Engine) -> Iterator[tuple[PostgresBus, PostgresBus]]:
    _, reads = session_makers(engine)
    with ExitStack() as stack:
        buses = PostgresBus(url, reads), PostgresBus(url, reads)
        for bus in buses:
            bus.start()
            stack.callback(bus.stop)
        yield buses


def test_a_sweep_wakes_for_what_nobody_was_told_of_and_only_once(
    makers: tuple[sessionmaker[Session], sessionmaker[Session]], chat: str
) -> None:
    bus, listener = InProcessBus(), Listener()
    bus.subscribe(chat, listener)
    bus.publish(chat, 3)
    says(makers, chat, 3)
    assert bus.sweep(makers[1]) == 0
    says(makers, chat, 4)
    assert [bus.sweep(makers[1]) for _ in range(2)] == [1, 0]
    assert listener.heard == [3, 4]


def test_a_sweep_wakes_of_those_who_wait_for_a_chat_who_has_not_read_the_newest(
    makers: tuple[sessionmaker[Session], sessionmaker[Session]], chat: str
) -> None:
    bus, up_to_date, behind, unheard = InProcessBus(), Listener(), Listener(), Listener()
    says(makers, chat, 5)
    bus.subscribe(chat, up_to_date).has_read(5)
    bus.subscribe(chat, behind).has_read(4)
    bus.subscribe(chat, unheard)
    assert [bus.sweep(makers[1]) for _ in range(2)] == [2, 0]
    assert (up_to_date.heard, behind.heard, unheard.heard) == ([], [5], [5])


def test_a_sweep_wakes_whoever_waits_for_a_chat_that_was_erased(
    makers: tuple[sessionmaker[Session], sessionmaker[Session]],
) -> None:
    bus, listener = InProcessBus(), Listener()
    bus.subscribe("gone", listener)
    bus.sweep(makers[1])
    assert listener.heard == [-1]


def test_whoever_ended_is_not_woken(
    makers: tuple[sessionmaker[Session], sessionmaker[Session]], chat: str
) -> None:
    bus, listener = InProcessBus(), Listener()
    bus.subscribe(chat, listener).end()
    bus.publish(chat, 1)
    assert bus.sweep(makers[1]) == 0
    assert listener.heard == []


def test_the_sweeper_looks_by_itself(
    makers: tuple[sessionmaker[Session], sessionmaker[Session]], chat: str
) -> None:
    bus, listener = InProcessBus(), Listener()
    bus.subscribe(chat, listener)
    with Sweeper(bus, makers[1], every=0.01):
        says(makers, chat, 7)
        assert listener.waits_for(7)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_what_one_process_publishes_wakes_the_other(database_url: str, engine: Engine) -> None:
    with two_buses(database_url, engine) as (here, there):
        near, far = Listener(), Listener()
        here.subscribe("c1", near)
        there.subscribe("c1", far)
        for _ in range(100):  # what is said before the other listens is found by the sweep, not by a notice
            here.publish("c1", 0)
            if far.waits_for(0, 0.2):
                break
        for seq in range(1, 51):
            here.publish("c1", seq)
        assert far.waits_for(50)
        said = [seq for seq in near.heard if seq > 0]  # the first look finds no such chat
        assert said == list(range(1, 51)), "woken at once, and not again by its own notices"
        there.publish("c1", 51)
        assert near.waits_for(51)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_of_many_chats_that_say_something_at_once_each_is_heard(database_url: str, engine: Engine) -> None:
    with two_buses(database_url, engine) as (here, there):
        chats = {f"{number:032x}": Listener() for number in range(350)}
        for name, listener in chats.items():
            there.subscribe(name, listener)
        for _ in range(100):  # until the other listens
            here.publish("0" * 32, 0)
            if chats["0" * 32].waits_for(0, 0.2):
                break
        for name in chats:
            here.publish(name, 2_000_000_000)
        assert all(listener.waits_for(2_000_000_000) for listener in chats.values())


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_notice_holds_the_conversation_and_the_number_and_nothing_else(
    database_url: str, engine: Engine
) -> None:
    with engine.connect() as connection, two_buses(database_url, engine) as (here, _):
        listening = connection.connection.dbapi_connection
        assert listening is not None
        listening.autocommit = True
        listening.execute(f"LISTEN {CHANNEL}")
        here.publish("c1", 5)
        (notice,) = listening.notifies(timeout=SOON, stop_after=1)
        assert notice.payload == "c1:5"


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_what_was_said_while_the_connection_was_cut_is_found_when_it_is_back(
    database_url: str,
    engine: Engine,
    makers: tuple[sessionmaker[Session], sessionmaker[Session]],
    chat: str,
) -> None:
    with two_buses(database_url, engine) as (here, _):
        listener = Listener()
        here.subscribe(chat, listener)
        assert listener.waits_for(0), "nothing was said, which the first look finds"
        says(makers, chat, 2)  # without a notice, as if it was lost
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%'"
            )
        assert listener.waits_for(2)
