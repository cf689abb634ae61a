"""A crowd of visitors who come, wait and answer pings: raw sockets in a process of their own.

Each line of its input is a visit. When all have come, it prints how long that took and how many were lost;
when its input ends, how many were lost since. A visit has come when it was welcomed, has all entries that it
missed, and got an answer to a frame of its own: from then on it is live.
"""

import asyncio
import json
import struct
import sys
import time
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlsplit

ORIGIN = "https://www.secapp.fi"
HEADERS = f"Host: bench\r\nOrigin: {ORIGIN}\r\n"
UPGRADE = (
    f"GET /api/v1/chat HTTP/1.1\r\n{HEADERS}Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
).encode()
NO_MASK = bytes(4)
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
PATIENCE_SECONDS = 120
Visit = dict[str, Any]


class Member(asyncio.Protocol):
    """One visit: says hello, reads on to the newest entry, asks for a sign of life, and answers pings."""

    __slots__ = ("_got", "_head", "_transport", "come", "is_lost", "visit")

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.come: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.is_lost = False
        self._got, self._head = b"", -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(UPGRADE)

    def data_received(self, data: bytes) -> None:
        self._got += data
        if self._head < 0:
            head, end, rest = self._got.partition(b"\r\n\r\n")
            if not end:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._transport.abort()
                return
            self._got, self._head = rest, 0
            self._say(TEXT, json.dumps(self.visit["hello"]).encode())
        while self._one_frame():
            pass

    def connection_lost(self, _exc: Exception | None) -> None:
        self.is_lost = True
        if not self.come.done():
            self.come.set_result(None)

    def leave(self) -> None:
        self._transport.abort()

    def _one_frame(self) -> bool:
        """Take one whole frame, if there is one."""
        if len(self._got) < 2:  # noqa: PLR2004 - a frame's first two bytes
            return False
        opcode, length, start = self._got[0] & 15, self._got[1], 2
        if length == 126:  # noqa: PLR2004 - two more bytes tell it
            if len(self._got) < 4:  # noqa: PLR2004
                return False
            (length,), start = struct.unpack(">H", self._got[2:4]), 4
        if len(self._got) < start + length:
            return False
        payload, self._got = self._got[start : start + length], self._got[start + length :]
        if opcode == TEXT:
            self._heard(json.loads(payload))
        elif opcode == PING:
            self._say(PONG, payload)
        elif opcode == CLOSE:
            self._transport.abort()
        return True

    def _heard(self, frame: Visit) -> None:
        hello = self.visit["hello"]
        if frame["t"] == "welcome":
            self._head = frame["head_seq"]
        elif frame["t"] == "entry":
            assert frame["seq"] == hello["last_seq"] + 1, "a gap or a repeat"  # noqa: S101
            hello["last_seq"] = frame["seq"]
        elif frame["t"] == "pong" and not self.come.done():
            self.come.set_result(None)
            return
        if hello["last_seq"] == self._head and frame["t"] in {"welcome", "entry"}:
            self._say(TEXT, b'{"t":"ping","n":1}')

    def _say(self, opcode: int, payload: bytes) -> None:
        size = (
            bytes([128 | len(payload)])
            if len(payload) < 126  # noqa: PLR2004
            else b"\xfe" + struct.pack(">H", len(payload))
        )
        self._transport.write(bytes([128 | opcode]) + size + NO_MASK + payload)


async def permitted(host: str, port: int, visit: Visit) -> None:
    """Get a new pass for a visit, as each that comes back must."""
    body = json.dumps(visit["again"]).encode()
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(
        f"POST /api/v1/conversations HTTP/1.1\r\n{HEADERS}Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
    )
    writer.write(body)
    answer = await reader.read()
    writer.close()
    told = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert "pass" in told, told  # noqa: S101 - a measurement of something else is worth nothing
    visit["hello"]["pass"] = told["pass"]


async def come(url: str, visits: list[Visit], at_once: int) -> list[Member]:
    """Return the members of the crowd when each is live or lost."""
    address = urlsplit(url)
    host, port = str(address.hostname), int(address.port or 80)
    turn = asyncio.Semaphore(at_once)
    loop = asyncio.get_running_loop()

    async def one(visit: Visit) -> Member:
        async with turn:
            if "again" in visit:
                await permitted(host, port, visit)
            _, member = await loop.create_connection(lambda: Member(visit), host, port)
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(member.come), PATIENCE_SECONDS)
            member.is_lost |= not member.come.done()
            return member

    return list(await asyncio.gather(*(one(visit) for visit in visits)))


async def main() -> None:
    """Come, tell, wait for the end of the input, tell."""
    url, number, at_once = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    visits = [json.loads(sys.stdin.readline()) for _ in range(number)]
    begun = time.perf_counter()
    members = await come(url, visits, at_once)
    seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": seconds, "lost": sum(m.is_lost for m in members)}), flush=True)  # noqa: T201
    await asyncio.to_thread(sys.stdin.read)
    print(json.dumps({"lost": sum(m.is_lost for m in members)}), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
