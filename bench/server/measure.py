"""`make bench-server`: every figure of the server in one run, beside a bare echo where that says more."""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack

import psycopg
from websockets.exceptions import ConnectionClosed

from bench.server.controllers import many_controllers
from bench.server.idle import back, idle
from bench.server.installation import Installation, installation
from bench.server.load import (
    CHAT,
    CONTROLLER,
    One,
    Visit,
    asking,
    busy,
    connected,
    line,
    opened,
    percentile,
    questions,
    welcomed,
)
from bench.server.row import Row
from bench.server.throughput import throughput, two_processes

FLOOD_SECONDS = 30
"""Half of it with large frames, which fill memory, half with small ones, which fill the inbox."""


def flood(inst: Installation) -> Iterator[Row]:
    """Let one client send without end and read nothing."""
    server = inst.serve(inst.new_database())

    async def run() -> tuple[int, int]:
        (visit,) = opened(server.url, [CONTROLLER], 1)
        async with line(server.url + CHAT, unread=8) as connection:
            await welcomed(connection, visit)
            before, most = server.watched.memory_kib(), 0
            large = json.dumps({"t": "ping", "n": 1, "padding": "x" * 15_000})
            small = json.dumps({"t": "ping", "n": 1})
            begun = time.monotonic()
            try:
                while (spent := time.monotonic() - begun) < FLOOD_SECONDS:
                    frame = large if spent < FLOOD_SECONDS / 2 else small
                    for _ in range(1000):
                        await connection.send(frame)
                    most = max(most, server.watched.memory_kib() - before)
            except ConnectionClosed:
                return max(most, server.watched.memory_kib() - before), connection.close_code or 1006
            return most, 0

    grown, code = asyncio.run(run())
    server.stop()
    yield Row(
        "flood by one client", "≤ 32 MB, closed", "≤ 8 MB", f"{grown / 1024:.1f} MB, closed with {code}"
    )


def stored(inst: Installation, ask: One, entries: int) -> Iterator[Row]:
    """Hold the waits of a chat beside so many stored entries against those of an empty database."""
    p95 = []
    for is_full in (False, True):
        database = inst.new_database()
        server = inst.serve(database)
        (visit,) = opened(server.url, [CONTROLLER], 1)
        if is_full:
            with psycopg.connect(database, autocommit=True) as connection:
                connection.execute(_FILL_CHATS, (entries // 10, visit.opened["conversation"]))
                connection.execute(_FILL_ENTRIES, (visit.opened["conversation"],))
                connection.execute("ANALYZE")

        async def run(url: str, visit: Visit) -> float:
            async with AsyncExitStack() as stack:
                lines = await connected(stack, url, [visit])
                await busy(lines, ask, 200)
                visit.waits.clear()
                await busy(lines, ask, 400)
                return percentile(visit.waits, 0.95)

        p95.append(asyncio.run(run(server.url + CHAT, visit)))
        server.stop()
    yield Row(f"p95 beside {entries:,} entries", "1.2 ×", "1.05 ×", f"{p95[1] / p95[0]:.2f} ×")


_FILL_CHATS = """
INSERT INTO conversation
  (id, controller, locale, origin, epoch, last_seq, mode, state, resume_hash, created, touched)
SELECT 'filler-' || n, controller, locale, origin, epoch, 10, mode, state, 'filler-' || n, created, touched
FROM generate_series(1, %s) AS n, conversation WHERE id = %s
"""
_FILL_ENTRIES = """
INSERT INTO entry (conversation_id, seq, kind, actor, name, body, body_hash, lang, at)
SELECT c.id, n, e.kind, e.actor, e.name, e.body, e.body_hash, e.lang, e.at
FROM conversation AS c, generate_series(1, 10) AS n, entry AS e
WHERE c.id LIKE 'filler-%%' AND e.conversation_id = %s AND e.seq = 1
"""


def main() -> None:
    """Print the table; words on the command line choose measures."""
    wanted = set(sys.argv[1:])
    ask = asking(questions())
    print("| measure | must | aim | found |\n|---|---|---|---|", flush=True)  # noqa: T201
    with installation() as inst:
        measures: dict[str, Callable[[], Iterator[Row]]] = {
            "throughput": lambda: throughput(inst, ask),
            "two": lambda: two_processes(inst, ask),
            "idle": lambda: idle(inst, ask, 10_000),
            "back": lambda: back(inst, ask),
            "flood": lambda: flood(inst),
            "controllers": lambda: many_controllers(inst, ask, 1000),
            "stored": lambda: stored(inst, ask, 1_000_000),
        }
        for name, measure in measures.items():
            for row in measure() if not wanted or name in wanted else ():
                print(f"| {row.measure} | {row.must} | {row.aim} | {row.found} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
