"""What a chat waits beside a million entries and 100,000 tickets, and how long the worker takes then."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import psycopg

from bench.server.installation import Installation, Server
from bench.server.load import CHAT, CONTROLLER, Lines, One, Visit, busy, connected, opened, percentile
from bench.server.row import Row

ENTRIES = 10
"""Entries of one chat."""
ROUNDS = 8
"""Both databases are asked in turn, so often, so that other work on the machine weighs on both."""
WARMING, ASKED = 400, 150
FILL = Path(__file__).with_name("fill.sql")


def stored(inst: Installation, ask: One, entries: int, tickets: int) -> Iterator[Row]:
    """Hold the waits of a chat beside so many entries and tickets against those of an empty database."""
    databases = [inst.new_database(), inst.new_database()]
    servers = [inst.serve(database) for database in databases]
    visits = [opened(server.url, [CONTROLLER], 1) for server in servers]
    fill(databases[1], visits[1][0], entries, tickets)
    p95 = asyncio.run(_waits(servers, visits, ask))
    for server in servers:
        server.stop()
    beside = f"p95 beside {entries:,} entries and {tickets:,} tickets"
    found = f"{p95[1] / p95[0]:.2f} × ({1000 * p95[1]:.1f} ms beside {1000 * p95[0]:.1f} ms)"
    yield Row(beside, "1.2 ×", "1.05 ×", found)
    begun = time.perf_counter()
    for _ in range(2):  # the second one has nothing left to do
        begun = time.perf_counter()
        inst.once("worker", "--once", database=databases[1])
    seconds = time.perf_counter() - begun
    yield Row("a round of the worker beside them", "stated", "", f"{seconds:.1f} s with its start")


def fill(database: str, visit: Visit, entries: int, tickets: int) -> None:
    """Put so much into a database in which one chat was opened."""
    values = {
        "chats": entries // ENTRIES,
        "tickets": tickets,
        "chat": visit.opened["conversation"],
        "controller": CONTROLLER,
    }
    with psycopg.connect(database, autocommit=True) as connection:
        for statement in FILL.read_text(encoding="utf-8").split(";\n")[:-1]:
            connection.execute(statement.encode(), values)
        connection.execute("VACUUM ANALYZE")


async def _waits(servers: Sequence[Server], visits: Sequence[list[Visit]], ask: One) -> list[float]:
    """Return the 95th of a hundred waits of one chat at each server, asked in turn."""
    async with AsyncExitStack() as stack:
        lines: list[Lines] = []
        for server, own in zip(servers, visits, strict=True):
            lines.append(await connected(stack, server.url + CHAT, own))
        for one in lines:
            await busy(one, ask, WARMING)
            one[0][1].waits.clear()
        for _ in range(ROUNDS):
            for one in lines:
                await busy(one, ask, ASKED)
        return [percentile(one[0][1].waits, 0.95) for one in lines]
