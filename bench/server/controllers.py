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
    begun = time.perf_counter()
    large = inst.serve(inst.new_database())
    opened(large.url, [CONTROLLER], 1)
    seconds = time.perf_counter() - begun
    yield Row(f"start with {number} controllers", "≤ 5 s", "≤ 2 s", f"{seconds:.1f} s")
    memory = [large.watched.proportional_kib() / 1024]
    names = [f"copy-{index}" for index in range(COLD)]
    first, second = asyncio.run(_firsts(large, names, ask))
    for measure, found in (("first", first), ("second", second)):
        told = f"median {1000 * percentile(found, 0.5):.0f} ms, p95 {1000 * percentile(found, 0.95):.0f} ms"
        yield Row(f"{measure} question of {COLD} cold controllers", "stated", "≤ 200 ms", told)
    memory.append(large.watched.proportional_kib() / 1024)
    begun = time.perf_counter()
    while _unread(large) and time.perf_counter() - begun < PATIENCE_SECONDS:
        time.sleep(1)
    read = f"{time.perf_counter() - begun:.0f} s later" if not _unread(large) else "not read yet"
    memory.append(large.watched.proportional_kib() / 1024)
    told = ", ".join(f"{one:.0f}" for one in memory)
    found_memory = f"{told} MB ({COLD} asked; all read {read})"
    yield Row("memory at the start, then", "≤ 600 MB", "≤ 200 MB", found_memory)
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


async def _firsts(server: Server, names: Sequence[str], ask: One) -> tuple[list[float], list[float]]:
    """Return how long the first and the second question of each controller took, one after the other."""
    first, second = list[float](), list[float]()
    async with AsyncExitStack() as stack:
        for number, name in enumerate(names):
            ((connection, visit),) = await connected(stack, server.url + CHAT, opened(server.url, [name], 1))
            for waits, question in ((first, number), (second, number + len(names))):
                begun = time.perf_counter()
                await ask(connection, visit, question)
                waits.append(time.perf_counter() - begun)
    return first, second


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
