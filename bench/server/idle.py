"""Chats in which nobody writes: what each holds, what one in use feels of them, what a storm of them costs.

The crowd lives in a process of its own and is cheap; the chat in use belongs to this one. Both share the
machine's cores with the server and the database. Pings go out as they do by default.
"""

import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Self

import psycopg

from bench.server.installation import ROOT, Installation, Server
from bench.server.load import CHAT, CONTROLLER, One, Visit, busy, connected, opened, percentile, questions
from bench.server.process import Watched
from bench.server.row import Row

PING_SECONDS = 25
ROUNDS = 2
PACE_SECONDS = 0.1
"""The chat in use is measured over this many rounds of pings, with a question each so often."""
COMING_BACK = 1000
GENTLY = 32
"""How many of the crowd come at a time, where their coming is not what is measured."""


def idle(inst: Installation, ask: One, number: int) -> Iterator[Row]:
    """Fill one process with chats in which nobody writes, and use one beside them."""
    with _serving(inst) as (server, database):
        active = opened(server.url, [CONTROLLER], 50)
        asyncio.run(_used(server, active, ask, len(questions())))  # each answer is remembered from then on
        alone = asyncio.run(_paced(server, ask))
        before = server.watched.memory_kib()
        with Crowd(server, _visits(database, active[0], 1000), GENTLY) as first:
            each = (server.watched.memory_kib() - before) / 1000
            yield Row("memory per idle chat", "60 KiB", "45 KiB", f"{each:.0f} KiB of 1,000")
            with Crowd(server, _visits(database, active[0], number - 1000), GENTLY) as rest:
                each = (server.watched.memory_kib() - before) / number
                beside = asyncio.run(_paced(server, ask))
                lost = first.lost() + rest.lost()
    found = f"{_told(beside)}, alone {_told(alone)}; {each:.0f} KiB each, {lost} lost"
    yield Row(f"p99 of an active chat beside {number:,} idle", "≤ 100 ms", "≤ 20 ms", found)


def back(inst: Installation, ask: One) -> Iterator[Row]:
    """Let a thousand come back at once: with tokens or passes that they hold, and with passes to ask for."""
    with _serving(inst) as (server, database):
        (template,) = opened(server.url, [CONTROLLER], 1)
        asyncio.run(_used(server, [template], ask, 20))
        template.last_seq -= 2  # what each has missed
        for key, words in _KEYS.items():
            visits = _visits(database, template, COMING_BACK, key)
            used = server.watched.cpu_seconds()
            with Crowd(server, visits, COMING_BACK) as crowd:
                used = server.watched.cpu_seconds() - used
                lost = crowd.lost()
            found = f"{crowd.seconds:.1f} s ({used:.1f} s of processor), {lost} lost"
            yield Row(words, "≤ 3 s, 0 lost", "≤ 1.5 s", found)


def _told(waits: list[float]) -> str:
    return f"{percentile(waits, 0.99) * 1000:.0f} ms (median {percentile(waits, 0.5) * 1000:.1f})"


@contextmanager
def _serving(inst: Installation) -> Iterator[tuple[Server, str]]:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # server and crowd inherit it
    inst.settings["PING_SECONDS"] = str(PING_SECONDS)
    database = inst.new_database()
    server = inst.serve(database)
    try:
        yield server, database
    finally:
        server.stop()
        del inst.settings["PING_SECONDS"]


async def _used(server: Server, visits: list[Visit], ask: One, total: int) -> None:
    async with AsyncExitStack() as stack:
        await busy(await connected(stack, server.url + CHAT, visits), ask, total)


async def _paced(server: Server, ask: One) -> list[float]:
    """Return how long the answers of one chat took, with a question now and then."""
    async with AsyncExitStack() as stack:
        ((connection, visit),) = await connected(
            stack, server.url + CHAT, opened(server.url, [CONTROLLER], 1)
        )
        waits: list[float] = []
        end = time.monotonic() + ROUNDS * PING_SECONDS
        while time.monotonic() < end:
            begun = time.perf_counter()
            await ask(connection, visit, len(waits))
            waits.append(time.perf_counter() - begun)
            await asyncio.sleep(PACE_SECONDS)
        return waits


@dataclass
class Crowd:
    """A process that holds these visits while the block runs; so many come at once."""

    server: Server
    visits: list[dict[str, Any]]
    at_once: int
    seconds: float = 0.0
    _lost: int | None = None

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "bench.server.crowd", self.server.url]
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, str(len(self.visits)), str(self.at_once)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self.process.stdin is not None  # noqa: S101 - for the types
        assert self.process.stdout is not None  # noqa: S101
        self.process.stdin.writelines(json.dumps(visit) + "\n" for visit in self.visits)
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        self.seconds = told["seconds"]
        return self

    def lost(self) -> int:
        """Return how many of them were lost until now, when all may go."""
        if self._lost is None:
            told, _ = self.process.communicate()
            self._lost = int(json.loads(told)["lost"])
        return self._lost

    def __exit__(self, *_error: object) -> None:
        self.lost()

    @property
    def watched(self) -> Watched:
        return Watched(self.process.pid)


_KEYS = {
    "token": "1,000 come back at once with their tokens, as the widget does",
    "pass": "the same, with passes that they hold",
    "again": "the same, each asking for its pass, as after a page was loaded",
}
"""What a visit may hold, and what is told of those that do."""


def _visits(database: str, like: Visit, number: int, key: str = "pass") -> list[dict[str, Any]]:
    """Return visits to as many copies of a conversation: each with a token, a pass, or a pass to ask for."""
    with psycopg.connect(database, autocommit=True) as connection:
        known = connection.execute("SELECT count(*) FROM conversation").fetchone()
        names = [f"copy-{(known or [0])[0]}-{index}" for index in range(number)]
        like_id = like.opened["conversation"]
        connection.execute(_COPY_CHATS, (names, like_id))
        connection.execute(_COPY_ENTRIES, (names, like_id))
        connection.execute(_MAKE_PASSES, (names, like_id))
        connection.execute("ANALYZE")
    common = {"v": 1, "t": "hello", "epoch": like.opened["epoch"], "last_seq": like.last_seq}
    again = {"controller": CONTROLLER, "locale": "en"}
    return [
        {"hello": {**common, "conv": name, "token" if key == "token" else "pass": name}}
        | ({"again": {**again, "resume_token": name}} if key == "again" else {})
        for name in names
    ]


_COPY_CHATS = """
INSERT INTO conversation
  (id, controller, locale, origin, epoch, last_seq, mode, state, resume_hash, created, touched)
SELECT name, controller, locale, origin, epoch, last_seq, mode, state, encode(sha256(name::bytea), 'hex'),
  created, touched
FROM unnest(%s::text[]) AS name, conversation WHERE id = %s
"""
_COPY_ENTRIES = """
INSERT INTO entry (conversation_id, seq, kind, actor, name, body, body_hash, lang, at)
SELECT copy, seq, kind, actor, name, body, body_hash, lang, at
FROM unnest(%s::text[]) AS copy, entry WHERE conversation_id = %s
"""
_MAKE_PASSES = """
INSERT INTO pass (hash, conversation_id, origin, expires)
SELECT encode(sha256(name::bytea), 'hex'), name, origin, now() + interval '1 hour'
FROM unnest(%s::text[]) AS name, conversation WHERE id = %s
"""
