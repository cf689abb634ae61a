"""Measures how long a running server takes to answer from a changed policy, the first change included.

    python -m bench.pickup [CHANGES] [BUSY]

Starts `assistant run` on a copy of the shipped content, writes a new policy so many times and asks for its
page until the page says it. BUSY other processes keep the cores at work meanwhile. Times in seconds.
"""

import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
CHANGES = 20
PATIENCE_SECONDS = 60
POLICY = "secapp/en"


def main(changes: int, busy: int) -> None:
    """Print the time of the first change, then median, 95th percentile and worst of all."""
    with TemporaryDirectory() as folder, burning(busy):
        home = Path(folder, "home")
        for name in ("policies", "intents"):
            shutil.copytree(ROOT / name, home / name)
        with started(home, Path(folder, "data")) as (url, seconds):
            print(f"ready after {seconds:.2f}")  # noqa: T201
            taken = [change(home, url, number) for number in range(changes)]
    ranked = sorted(taken)
    late = ranked[min(len(ranked) - 1, round(0.95 * len(ranked)))]
    print(  # noqa: T201
        f"{changes} changes, {busy} busy processes: first {taken[0]:.2f}, "
        f"median {statistics.median(ranked):.2f}, p95 {late:.2f}, worst {ranked[-1]:.2f}"
    )


def change(home: Path, url: str, number: int) -> float:
    """Write the policy anew; return the seconds until its page has it."""
    path, mark = home / "policies" / f"{POLICY}.md", f"This is change number {number}."
    text = path.read_text(encoding="utf-8")
    part = path.with_name(f".{path.name}")
    part.write_text(f"{text}\n\n{mark}\n", encoding="utf-8")
    start = time.perf_counter()
    part.replace(path)
    while mark not in page(url):
        if time.perf_counter() - start > PATIENCE_SECONDS:
            raise TimeoutError(mark)
        time.sleep(0.05)
    return time.perf_counter() - start


def page(url: str) -> str:
    """Return the page of the policy that changes."""
    with urllib.request.urlopen(f"{url}/policy/{POLICY}", timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
        return str(answer.read().decode())


@contextmanager
def started(home: Path, data: Path) -> Iterator[tuple[str, float]]:
    """Yield the address of a demonstration and the seconds that it took to be ready."""
    environment = {**os.environ, "ASSISTANT_HOME": str(home), "ASSISTANT_DATA": str(data)}
    command = [sys.executable, "-m", "assistant", "run", "--port", "0"]
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - this very program
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment, cwd=ROOT
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            ready = json.loads(line.removeprefix("ready "))
            yield ready["url"], time.perf_counter() - start
        finally:
            process.terminate()


@contextmanager
def burning(processes: int) -> Iterator[None]:
    """Keep cores at work meanwhile."""
    others = [multiprocessing.Process(target=burn, daemon=True) for _ in range(processes)]
    for other in others:
        other.start()
    try:
        yield
    finally:
        for other in others:
            other.terminate()


def burn() -> None:
    """Work without end."""
    while True:
        sum(range(10_000))


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    main(*[*given, *(CHANGES, 0)[len(given) :]])
