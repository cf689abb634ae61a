"""What a thousand controllers cost: start, memory, the first question of each, every other one."""

import asyncio
import json
import shutil
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from bench.server.installation import ROOT, Installation, Server
from bench.server.load import CHAT, CONTROLLER, ORIGIN, Lines, One, busy, connected, opened, percentile
from bench.server.row import Row

COLD = 100
"""So many controllers are asked for the first time, more than are kept at hand."""
TURNS = 3
PATIENCE_SECONDS = 300


def many_controllers(inst: Installation, ask: One, number: int) -> Iterator[Row]:
    """Configure so many controllers, with editors' decisions each, and hold them against four."""
    small = inst.serve(inst.new_database())
    inst.home = _home(inst.folder / "home", number)
    database, seconds = inst.new_database(), list[float]()
    for is_last in (False, True):
        begun = time.perf_counter()
        large = inst.serve(database)
        opened(large.url, [CONTROLLER], 1)
        seconds.append(time.perf_counter() - begun)
        if not is_last:
            large.stop()
    told = f"{seconds[1]:.1f} s; {seconds[0]:.1f} s the first time, which makes the schema"
    yield Row(f"start with {number} controllers, to the first open chat", "≤ 5 s", "≤ 2 s", told)
    memory = [small.watched.proportional_kib() / 1024, large.watched.proportional_kib() / 1024]
    names = [f"copy-{index}" for index in range(COLD)]
    cold = asyncio.run(_cold(large, names, ask))
    for measure, found in zip(("opened", "first question", "second question"), cold, strict=True):
        told = f"median {1000 * percentile(found, 0.5):.0f} ms, p95 {1000 * percentile(found, 0.95):.0f} ms"
        yield Row(f"a chat of each of {COLD} cold controllers: {measure}", "stated", "≤ 200 ms", told)
    memory.append(large.watched.proportional_kib() / 1024)
    begun = time.perf_counter()
    while _unread(large) and time.perf_counter() - begun < PATIENCE_SECONDS:
        time.sleep(1)
    read = f"{time.perf_counter() - begun:.0f} s later" if not _unread(large) else "not read yet"
    memory.append(large.watched.proportional_kib() / 1024)
    told = ", ".join(f"{one:.0f}" for one in memory)
    found_memory = f"{told} MB: with four, with all, {COLD} asked, all read {read}"
    yield Row("memory of both processes", "≤ 600 MB", "≤ 200 MB", found_memory)
    medians = asyncio.run(_medians([small, large], ask))
    inst.home = ROOT
    for server in (small, large):
        server.stop()
    ratio = medians[1] / medians[0]
    told = f"{ratio:.2f} × ({1000 * medians[1]:.2f} ms)"
    yield Row("median answer, against four controllers", "unchanged", "unchanged", told)


def _home(home: Path, number: int) -> Path:
    """Return a content folder with so many controllers, each with files of its own."""
    for folder in ("intents", "policies"):
        shutil.copytree(ROOT / folder, home / folder)
    for index in range(number - 4):
        for folder in ("intents", "policies"):
            copy = home / folder / f"copy-{index}"
            shutil.copytree(ROOT / folder / CONTROLLER, copy)
            for path in copy.glob("*.yaml"):
                text = path.read_text(encoding="utf-8").replace(CONTROLLER, f"copy-{index}")
                path.write_text(text.replace(f"https://www.copy-{index}.fi", ORIGIN), encoding="utf-8")
    return home


async def _cold(server: Server, names: Sequence[str], ask: One) -> tuple[list[float], ...]:
    """Return how long opening a chat of each controller took, and its first and second question."""
    waits = list[float](), list[float](), list[float]()
    async with AsyncExitStack() as stack:
        for number, name in enumerate(names):
            begun = time.perf_counter()
            visits = opened(server.url, [name], 1)
            waits[0].append(time.perf_counter() - begun)
            ((connection, visit),) = await connected(stack, server.url + CHAT, visits)
            for own, question in ((waits[1], number), (waits[2], number + len(names))):
                begun = time.perf_counter()
                await ask(connection, visit, question)
                own.append(time.perf_counter() - begun)
    return waits


async def _medians(servers: Sequence[Server], ask: One) -> list[float]:
    """Return the median wait of one active chat at each server, measured in turn."""
    async with AsyncExitStack() as stack:
        lines: list[Lines] = []
        for server in servers:
            visits = opened(server.url, [CONTROLLER], 1)
            lines.append(await connected(stack, server.url + CHAT, visits))
        for one in lines:
            await busy(one, ask, 400)
            one[0][1].waits.clear()
        for _ in range(TURNS):
            for one in lines:
                await busy(one, ask, 400)
        return [percentile(one[0][1].waits, 0.5) for one in lines]


def _unread(server: Server) -> int:
    with urllib.request.urlopen(f"{server.url}/readyz", timeout=30) as answer:  # noqa: S310 - our own server
        return int(json.load(answer).get("unread", 0))
