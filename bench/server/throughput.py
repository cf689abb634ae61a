"""What a core answers, beside a bare echo, with one process and with two.

Throughput is what a core would do that did nothing else: messages for each second of processor time that
the server used, so that other work on the machine weighs on echo and server alike.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack

from bench.server.installation import ROOT, Installation, Server
from bench.server.load import CHAT, CONTROLLER, Lines, One, Visit, busy, connected, echoed, opened
from bench.server.row import Row


async def rate(server: Server, visits: Sequence[Visit], one: One, total: int, *, path: str = CHAT) -> float:
    """Return how many messages the server answers for each second of processor time."""
    async with AsyncExitStack() as stack:
        lines = await connected(stack, server.url + path, visits, greet=bool(visits[0].opened))
        await busy(lines, one, max(len(lines), 200))
        before = server.watched.cpu_seconds()
        await busy(lines, one, total)
        return total / (server.watched.cpu_seconds() - before)


def throughput(inst: Installation, ask: One) -> Iterator[Row]:
    """Hold answers, in memory and committed, against the echo, at 50 and 500 connections."""
    for number in (50, 500):
        echo = inst.script("bench.server.echo")
        base = asyncio.run(rate(echo, [Visit({}) for _ in range(number)], echoed, 10_000, path="/"))
        echo.stop()
        memory = inst.script("bench.server.memory", str(ROOT))
        found = asyncio.run(rate(memory, [Visit({}) for _ in range(number)], ask, 1500))
        memory.stop()
        yield Row(f"answered in memory ÷ echo, {number}", "0.05", "0.15", f"{found / base:.3f}")
        server = inst.serve(inst.new_database())
        visits = opened(server.url, [CONTROLLER], number)
        found = asyncio.run(rate(server, visits, ask, 1500))
        server.stop()
        yield Row(f"answered and committed ÷ echo, {number}", "0.02", "0.06", f"{found / base:.3f}")
        yield Row(f"processor per committed turn, {number}", "stated", "", f"{1000 / found:.2f} ms")


def two_processes(inst: Installation, ask: One) -> Iterator[Row]:
    """Hold what a turn costs with two processes against what it costs with one, in the same minute."""
    database = inst.new_database()
    servers = [inst.serve(database), inst.serve(database)]

    async def cost(used: list[Server], total: int) -> float:
        async with AsyncExitStack() as stack:
            lines: Lines = []
            for server in used:
                lines += await connected(stack, server.url + CHAT, opened(server.url, [CONTROLLER], 20))
            await busy(lines, ask, 300)
            before = sum(server.watched.cpu_seconds() for server in servers)
            await busy(lines, ask, total)
            return (sum(server.watched.cpu_seconds() for server in servers) - before) / total

    ones, twos = [], []
    for _ in range(3):
        ones.append(asyncio.run(cost(servers[:1], 400)))
        twos.append(asyncio.run(cost(servers, 400)))
    for server in servers:
        server.stop()
    ratio = sorted(twos)[1] / sorted(ones)[1]
    yield Row("the same with two processes", "≤ 1.15 ×", "≤ 1.05 ×", f"{ratio:.2f} ×")
