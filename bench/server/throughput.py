"""What a core answers, beside a bare echo, with one process and with two.

Throughput is what a core would do that did nothing else: messages for each second of processor time that
the server used, so that other work on the machine weighs on echo and server alike. Each chat waits for the
answer to one question before it asks the next. What is compared runs in turns, and the ratio of each round
counts: the median is told, and the least and the most.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from statistics import median

from bench.server.installation import ROOT, Installation, Server
from bench.server.load import (
    CHAT,
    CONTROLLER,
    Lines,
    One,
    Visit,
    busy,
    connected,
    echoed,
    opened,
    questions,
)
from bench.server.row import Row

ROUNDS = 5
ECHOES, ANSWERS = 10_000, 1000
"""Messages of one round."""


@dataclass(frozen=True, slots=True)
class Side:
    """Open chats at servers, which are asked the same."""

    servers: Sequence[Server]
    lines: Lines
    one: One

    async def cost_ms(self, total: int) -> float:
        """Return the milliseconds of processor time that the servers use for each of so many messages."""
        before = sum(server.watched.cpu_seconds() for server in self.servers)
        await busy(self.lines, self.one, total)
        return 1000 * (sum(server.watched.cpu_seconds() for server in self.servers) - before) / total


async def rate(server: Server, visits: Sequence[Visit], one: One, total: int, *, path: str = CHAT) -> float:
    """Return how many messages the server answers for each second of processor time."""
    async with AsyncExitStack() as stack:
        lines = await connected(stack, server.url + path, visits, greet=bool(visits[0].opened))
        await busy(lines, one, max(len(lines), 200))
        before = server.watched.cpu_seconds()
        await busy(lines, one, total)
        return total / (server.watched.cpu_seconds() - before)


def throughput(inst: Installation, ask: One) -> Iterator[Row]:
    """Hold answers, in memory and committed, against the echo, at 50 and 500 connections.

    Every question was asked once before the rounds, so that answers are remembered; what they cost that time
    is told apart, and is mostly finding the answer.
    """
    for number in (50, 500):
        yield from asyncio.run(_throughput(inst, ask, number))


async def _throughput(inst: Installation, ask: One, number: int) -> list[Row]:
    nobody = [Visit({}) for _ in range(number)]
    started = {
        "echo": (inst.script("bench.server.echo"), "/", nobody, echoed),
        "memory": (inst.script("bench.server.memory", str(ROOT)), CHAT, nobody, ask),
        "committed": (inst.serve(inst.new_database()), CHAT, [], ask),
    }
    async with AsyncExitStack() as stack:
        sides = {}
        for name, (server, path, visits, one) in started.items():
            greeted = visits or await asyncio.to_thread(opened, server.url, [CONTROLLER], number)
            lines = await connected(stack, server.url + path, greeted, greet=not visits)
            sides[name] = Side([server], lines, one)
        new = {name: await side.cost_ms(max(len(questions()), number)) for name, side in sides.items()}
        rounds = []
        for _ in range(ROUNDS):
            totals = {name: ECHOES if name == "echo" else ANSWERS for name in sides}
            rounds.append({name: await side.cost_ms(totals[name]) for name, side in sides.items()})
    for server, *_ in started.values():
        server.stop()
    echo = median(each["echo"] for each in rounds)
    costs = [each["committed"] for each in rounds]
    return [
        _ratio(f"answered in memory ÷ echo, {number}", ("0.05", "0.15"), rounds, "memory"),
        _ratio(f"answered and committed ÷ echo, {number}", ("0.02", "0.06"), rounds, "committed"),
        Row(f"processor per committed turn, {number}", "stated", "", f"{spread(costs)} ms"),
        Row(
            f"÷ echo when nobody asked before, {number}: in memory; committed",
            "stated",
            "",
            f"{echo / new['memory']:.3f}; {echo / new['committed']:.3f}",
        ),
    ]


def _ratio(measure: str, bounds: tuple[str, str], rounds: Sequence[dict[str, float]], name: str) -> Row:
    return Row(measure, *bounds, spread([each["echo"] / each[name] for each in rounds], places=3))


def spread(values: Sequence[float], *, places: int = 2) -> str:
    """Return the median, and the least and the most in brackets."""
    middle, least, most = (f"{value:.{places}f}" for value in (median(values), min(values), max(values)))
    return f"{middle} ({least}–{most})"


def two_processes(inst: Installation, ask: One) -> Iterator[Row]:
    """Hold what a turn costs at two processes on one database against what it costs at one alone.

    Both have as many chats, and both remember every answer. The one runs while the other does not exist, in
    turns: each round begins with processes on databases of their own. Two that have nothing to do with each
    other tell what of it is the machine's: four busy programs on few cores push one another from the caches.
    """
    found = [asyncio.run(_two(inst, ask)) for _ in range(ROUNDS)]
    yield Row("the same with two processes", "≤ 1.15 ×", "≤ 1.05 ×", f"{spread([one for one, _ in found])} ×")
    yield Row(
        "two on one database ÷ two on one each", "stated", "", f"{spread([both for _, both in found])} ×"
    )


async def _two(inst: Installation, ask: One) -> tuple[float, float]:
    """Return what a turn at two processes costs, beside one alone and beside two on a database each."""
    database = inst.new_database()
    async with AsyncExitStack() as stack:
        stranger = await _side(stack, inst.serve(inst.new_database()), ask)
        first = await _side(stack, inst.serve(database), ask)
        one = await first.cost_ms(ANSWERS)
        apart = await _beside(first, stranger).cost_ms(2 * ANSWERS)
        second = await _side(stack, inst.serve(database), ask)
        together = await _beside(first, second).cost_ms(2 * ANSWERS)
        for server in second.servers:
            server.stop()
        again = await first.cost_ms(ANSWERS)
        apart_again = await _beside(first, stranger).cost_ms(2 * ANSWERS)
    for server in (*first.servers, *stranger.servers):
        server.stop()
    return 2 * together / (one + again), 2 * together / (apart + apart_again)


def _beside(one: Side, other: Side) -> Side:
    return Side([*one.servers, *other.servers], [*one.lines, *other.lines], one.one)


async def _side(stack: AsyncExitStack, server: Server, ask: One) -> Side:
    """Return chats at a server that remembers every answer."""
    visits = await asyncio.to_thread(opened, server.url, [CONTROLLER], 25)
    side = Side([server], await connected(stack, server.url + CHAT, visits), ask)
    await side.cost_ms(2 * len(questions()))
    return side
