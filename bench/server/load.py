"""Visitors by the hundred, from a process of their own: opens chats, asks and waits, in asyncio."""

import asyncio
import json
import time
import urllib.request
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from bench.server.installation import ROOT

CONTROLLER = "secapp"
CHAT = "/api/v1/chat"
ORIGIN = "https://www.secapp.fi"
PADDING = "x" * 80
PATIENCE_SECONDS = 120
Frame = dict[str, Any]


@dataclass
class Visit:
    """One chat, what was seen of it, and how long each answer took."""

    opened: Frame
    last_seq: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def hello(self) -> str:
        return json.dumps(
            {
                "v": 1,
                "t": "hello",
                "pass": self.opened["pass"],
                "conv": self.opened["conversation"],
                "epoch": self.opened["epoch"],
                "last_seq": self.last_seq,
            }
        )


Lines = list[tuple[ClientConnection, Visit]]
One = Callable[[ClientConnection, Visit, int], Awaitable[None]]


def questions() -> list[str]:
    """Return what independent writers have asked, all in English, so that no chat changes its language."""
    files = sorted((ROOT / "tests" / "questions" / "develop").glob("en*.jsonl"))
    rows = [json.loads(row) for file in files for row in file.open(encoding="utf-8")]
    return list(dict.fromkeys(row["question"] for row in rows if row["lang"] == "en"))


def opened(url: str, controllers: Sequence[str], number: int) -> list[Visit]:
    """Open so many chats over HTTP, in turn with each controller."""

    def one(index: int) -> Visit:
        controller = controllers[index % len(controllers)]
        return Visit(posted(url, {"controller": controller, "locale": "en"}))

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(number)))


def renewed(url: str, visits: Sequence[Visit], controller: str) -> None:
    """Get a fresh pass for each chat."""

    def one(visit: Visit) -> None:
        token = visit.opened["resume_token"]
        visit.opened |= posted(url, {"controller": controller, "locale": "en", "resume_token": token})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, visits))


def posted(url: str, body: Frame) -> Frame:
    """Return what the server says to this."""
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{url}/api/v1/conversations",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Origin": ORIGIN},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
        found: Frame = json.load(answer)
        return found


@asynccontextmanager
async def line(url: str, *, unread: int | None = None) -> AsyncIterator[ClientConnection]:
    """Yield a socket to this address; with so many messages unread it reads no further."""
    headers = {"Origin": ORIGIN}
    async with connect(
        url.replace("http:", "ws:"),
        additional_headers=headers,
        compression=None,
        ping_interval=None,
        open_timeout=PATIENCE_SECONDS,
        max_queue=unread,
    ) as made:
        yield made


async def welcomed(connection: ClientConnection, visit: Visit) -> None:
    """Say hello and read on to the newest entry."""
    await connection.send(visit.hello)
    frame = json.loads(await connection.recv())
    assert frame["t"] == "welcome", frame  # noqa: S101 - a measurement of something else is worth nothing
    head = frame["head_seq"]
    while visit.last_seq < head:
        noted(visit, json.loads(await connection.recv()))


def noted(visit: Visit, frame: Frame) -> Frame:
    """Return a frame, after holding its number against the last one."""
    if frame["t"] == "entry":
        assert visit.last_seq in {0, frame["seq"] - 1}, "a gap or a repeat"  # noqa: S101
        visit.last_seq = frame["seq"]
    return frame


async def connected(stack: AsyncExitStack, url: str, visits: Sequence[Visit], *, greet: bool = True) -> Lines:
    """Return an open line for each visit, a few being opened at a time."""
    turn = asyncio.Semaphore(50)

    async def one(visit: Visit) -> tuple[ClientConnection, Visit]:
        async with turn:
            connection = await stack.enter_async_context(line(url))
            if greet:
                await welcomed(connection, visit)
            return connection, visit

    return list(await asyncio.gather(*(one(visit) for visit in visits)))


async def echoed(connection: ClientConnection, _visit: Visit, number: int) -> None:
    """Send one message and wait until it is back."""
    message = json.dumps({"t": "send", "cid": str(number), "text": PADDING})
    await connection.send(message)
    await connection.recv()


def asking(questions: Sequence[str]) -> One:
    """Return what asks one question after the other and reads on to the answer."""

    async def ask(connection: ClientConnection, visit: Visit, number: int) -> None:
        text = questions[number % len(questions)]
        cid = uuid.uuid4().hex
        await connection.send(json.dumps({"t": "send", "cid": cid, "body": {"type": "text", "text": text}}))
        is_taken = False  # what comes before its ack belongs to the question before
        while True:
            frame = noted(visit, json.loads(await connection.recv()))
            assert frame["t"] != "error", frame  # noqa: S101
            if frame["t"] == "ack":
                is_taken = True
            elif is_taken and frame["t"] == "entry" and frame["from"]["role"] == "bot":
                return

    return ask


async def busy(lines: Lines, one: One, total: int) -> float:
    """Let every line send one message after the other until so many were answered; return the seconds."""
    numbers = iter(range(total))

    async def work(connection: ClientConnection, visit: Visit) -> None:
        for number in numbers:
            begun = time.perf_counter()
            await one(connection, visit, number)
            visit.waits.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    await asyncio.gather(*(work(connection, visit) for connection, visit in lines))
    return time.perf_counter() - begun


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
