"""A visitor who does not give up: comes back after every cut and sends again what nobody has taken."""

import random
import threading
import time
import urllib.error
import uuid
from contextlib import ExitStack, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.server.caller import Caller, Frame, Talk
from tests.server.fleet import Process

QUESTION = "how long do you keep my data"
AWAY = (ConnectionClosed, InvalidHandshake, urllib.error.URLError, OSError, TimeoutError, ConnectionError)
PATIENCE_SECONDS = 120
PAUSE_SECONDS = 0.1


class Refused(Exception):  # noqa: N818 - a way out of a loop
    """The server said that it cannot take it now."""


class Visitor:
    """Talks to whichever of the processes answers."""

    def __init__(self, processes: list[Process], number: int) -> None:
        self.processes, self.number = processes, number
        self.chance = random.Random(number)  # noqa: S311 - the same tests each time
        self.caller = Caller(processes[0].url)
        self.told: list[Frame] = []
        self.failures: list[str] = []
        self._line: Talk | None = None
        self._stack = ExitStack()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.rounds = 0
        self.is_filing = False

    def start(self, rounds: int, *, is_filing: bool = False) -> None:
        self.rounds, self.is_filing = rounds, is_filing
        self.thread.start()

    def _run(self) -> None:
        try:
            for _ in range(self.rounds):
                self.deliver({"type": "text", "text": QUESTION})
            if self.is_filing:
                self.file()
        except BaseException as error:  # noqa: BLE001 - told by the test
            self.failures.append(repr(error))
        finally:
            with suppress(*AWAY):
                self._stack.close()

    def deliver(self, body: Frame, cid: str = "") -> str:
        """Send until it is acknowledged."""
        cid = cid or uuid.uuid4().hex
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert time.monotonic() < end, "not taken in time"
            try:
                line = self._connected()
                line.give(body, cid)
                while cid not in self.caller.acked:
                    self._look(line.next(timeout=30))
            except (Refused, *AWAY):
                self._cut()
            else:
                return cid

    def wait_for(self, kind: str, after: int) -> Frame:
        """Return the reply of a kind after a number, also if it comes at another process."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert time.monotonic() < end, f"no {kind} in time"
            for seq, frame in sorted(self.caller.seen.items()):
                if seq > after and frame["body"]["type"] == kind:
                    return frame
            try:
                self._look(self._connected().next(timeout=30))
            except (Refused, *AWAY):
                self._cut()

    def file(self) -> None:
        """Make a request, by its steps."""
        before = max(self.caller.seen, default=0)
        self.deliver({"type": "text", "text": "please erase everything about me"})
        offer = self.wait_for("offer", before)
        self.deliver({"type": "choice", "of": offer["seq"], "id": "confirm"})
        form = self.wait_for("form", offer["seq"])
        values = {"email": f"person{self.number}@example.org", "name": "", "scope": ""}
        self.deliver({"type": "form", "of": form["seq"], "values": values})
        self.wait_for("filed", form["seq"])

    def _look(self, frame: Frame) -> None:
        if frame["t"] == "error":
            self.told.append(frame)
            if frame["code"] in {"unavailable", "overload", "internal"}:
                raise Refused

    def _connected(self) -> Talk:
        if self._line is None:
            self.caller.url = self.chance.choice(self.processes).url
            self.caller = self.caller.again() if self.caller.opened else self.caller.open()
            self._line = self._stack.enter_context(self.caller.talking())
        return self._line

    def _cut(self) -> None:
        self._line = None
        with suppress(*AWAY):
            self._stack.close()
        self._stack = ExitStack()
        time.sleep(PAUSE_SECONDS * (1 + self.chance.random()))

    @property
    def kept(self) -> dict[str, Any]:
        return {"conversation": self.caller.opened["conversation"], "acked": self.caller.acked}
