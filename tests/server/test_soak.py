"""Holds that a process that serves for long holds no more memory, descriptors, threads and connections.

A minute by default; ASSISTANT_TESTS_SOAK_MINUTES says how long otherwise.
"""

import os
import time
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg
import pytest

from bench.server.process import Watched
from tests.cli.command import Site
from tests.server.caller import Caller, fetched
from tests.server.fleet import Process, fleet

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
MINUTES = float(os.environ.get("ASSISTANT_TESTS_SOAK_MINUTES", "1"))
AT_ONCE = 8
MOST_GROWN_KIB = 12 * 1024
MOST_CONNECTIONS = 5
BESIDE_THE_POOL = 2
"""The bus listens on one of its own, and this test looks through one."""
QUESTIONS = (
    "how long do you keep my data",
    "do you use cookies",
    "please erase everything about me",
    "hello",
)


@dataclass(frozen=True)
class Held:
    """What a process holds at a moment at which nobody talks to it."""

    memory_kib: int
    descriptors: int
    threads: int
    connections: int


def held(serving: Process, database: str) -> Held:
    watched = Watched(serving.process.pid)
    with psycopg.connect(database) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        (connections,) = connection.execute(query).fetchone() or (0,)
    return Held(watched.memory_kib(), watched.descriptors(), watched.threads(), connections)


def round_of_visits(serving: Process, number: int) -> None:
    """Let visitors come, talk, come back, read pages and go."""
    with ExitStack() as stack:
        for _ in range(AT_ONCE):
            caller = Caller(serving.url).open()
            talk = stack.enter_context(caller.talking())
            talk.say(QUESTIONS[number % len(QUESTIONS)])
            talk.until(lambda frame: frame["t"] == "ack")
    fetched(f"{serving.url}/policy/nord/en")
    fetched(f"{serving.url}/requests/7K3Q-X9M2-NP4T-Z8VC")


def test_a_process_that_serves_for_long_holds_no_more_than_at_first(site: Site, shared_database: str) -> None:
    with fleet(site, shared_database, database_connections=str(MOST_CONNECTIONS)) as started:
        serving = started.serve()
        for number in range(12):  # until everything is there that is kept for good
            round_of_visits(serving, number)
        before = settled(serving, shared_database)
        end, number = time.monotonic() + MINUTES * 60, 0
        while time.monotonic() < end:
            round_of_visits(serving, number)
            number += 1
        after = settled(serving, shared_database)
    assert number > 1
    assert after.memory_kib - before.memory_kib < MOST_GROWN_KIB
    assert after.descriptors - after.connections <= before.descriptors - before.connections
    assert after.threads <= before.threads
    assert after.connections <= MOST_CONNECTIONS + BESIDE_THE_POOL


def settled(serving: Process, database: str) -> Held:
    """Return what is held once every line is closed."""
    end = time.monotonic() + 60
    while "assistant_chats_open 0.0" not in fetched(f"{serving.url}/metrics")[2]:
        assert time.monotonic() < end, "lines stay open"
        time.sleep(0.1)  # another process closes them; there is no event to wait for
    return held(serving, database)
