"""Shows on a terminal that a long step is at work, and for how long."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import TextIO

_EVERY_SECONDS = 1


@contextmanager
def at_work(what: str, stream: TextIO) -> Iterator[None]:
    """Show the seconds that the block takes, on one line that goes away; nothing where no person looks."""
    if not stream.isatty():
        yield
        return
    is_over = Event()
    shown = Thread(target=_show, args=(what, stream, is_over), daemon=True)
    shown.start()
    try:
        yield
    finally:
        is_over.set()
        shown.join()


def _show(what: str, stream: TextIO, is_over: Event) -> None:
    began = monotonic()
    while True:
        print(f"\r{what}: {monotonic() - began:.0f} s", end="", file=stream, flush=True)
        if is_over.wait(_EVERY_SECONDS):
            break
    print("\r\x1b[K", end="", file=stream, flush=True)
