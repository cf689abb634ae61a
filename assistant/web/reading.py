"""How a socket is read where threads are greenlets: by the event loop, so that one that waits has no stack.

A reader that is a thread holds its stack for as long as the connection lasts, and most connections of a chat
only wait. Here a greenlet is made for what has come, and ends with it.
"""

from typing import Protocol

from gevent import get_hub, spawn

READABLE = 1


class Reads(Protocol):
    """What reads one connection: `take` what has come, `ask` whether the peer is there, and `end`."""

    ping_seconds: float

    def fileno(self) -> int: ...

    def take(self) -> bool:
        """Take what has come; False if that was the last."""

    def ask(self) -> None: ...

    def end(self) -> None:
        """Let go of the connection; this may take a moment."""


class LoopReader:
    """Stands where a connection would have a thread that reads: `start` and a `name` are all that is used."""

    __slots__ = ("_arrivals", "_connection", "_pings", "name")

    def __init__(self, connection: Reads) -> None:
        self.name = ""
        self._connection = connection
        loop = get_hub().loop
        self._arrivals = loop.io(connection.fileno(), READABLE)
        self._pings = loop.timer(connection.ping_seconds, repeat=connection.ping_seconds)

    def start(self) -> None:
        self._arrivals.start(self._arrived)
        self._pings.start(spawn, self._connection.ask)

    def _arrived(self) -> None:
        """Let a greenlet take it: the loop itself must not wait. Until it has, nothing more is told."""
        self._arrivals.stop()
        spawn(self._take)

    def _take(self) -> None:
        goes_on = False
        try:
            goes_on = self._connection.take()
        finally:
            if goes_on:
                self._arrivals.start(self._arrived)
            else:
                self._arrivals.close()
                self._pings.close()
                self._connection.end()
