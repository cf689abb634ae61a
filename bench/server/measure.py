"""`make bench-server`: every figure of the server in one run, beside a bare echo where that says more."""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator

from websockets.exceptions import ConnectionClosed

from bench.server.controllers import many_controllers
from bench.server.idle import back, idle
from bench.server.installation import Installation, installation
from bench.server.load import (
    CHAT,
    CONTROLLER,
    asking,
    line,
    opened,
    questions,
    welcomed,
)
from bench.server.row import Row
from bench.server.stored import stored
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
            "stored": lambda: stored(inst, ask, 1_000_000, 100_000),
        }
        for name, measure in measures.items():
            for row in measure() if not wanted or name in wanted else ():
                print(f"| {row.measure} | {row.must} | {row.aim} | {row.found} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
