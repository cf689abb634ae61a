"""The bus of a single process: whoever waits for a conversation is woken in the publisher's thread.

Other processes are heard of through the database: a sweep looks now and then whether something was said
that nobody here was woken for.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from assistant.store import Conversation

SWEEP_SECONDS = 15.0
_AT_ONCE = 100
"""Conversations that one statement asks for: between two, others have their turn."""
Wake = Callable[[int], None]
log = structlog.get_logger()


class InProcessBus:
    """Wakes the subscribers of one process. A subscriber's `wake` must not block."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscribers: dict[str, list[Wake]] = defaultdict(list)
        self._told: dict[str, int] = {}

    def publish(self, conversation_id: str, seq: int) -> None:
        self.wake(conversation_id, seq)

    def subscribe(self, conversation_id: str, wake: Wake) -> Callable[[], None]:
        with self._lock:
            self._subscribers[conversation_id].append(wake)
        return lambda: self._unsubscribe(conversation_id, wake)

    def wake(self, conversation_id: str, seq: int) -> None:
        """Wake whoever waits here for this conversation."""
        with self._lock:
            wakes = list(self._subscribers.get(conversation_id, ()))
            if wakes:
                self._told[conversation_id] = seq
        for wake in wakes:
            wake(seq)

    def sweep(self, reads: sessionmaker[Session]) -> int:
        """Wake for whatever was said or erased without a word on the bus; return how many conversations."""
        missed = 0
        with self._lock:
            waiting = iter(list(self._subscribers))
        while some := list(islice(waiting, _AT_ONCE)):
            for conversation_id, seq in _newest(reads, some):
                if self._told.get(conversation_id) != seq:
                    missed += 1
                    self.wake(conversation_id, seq)
        return missed

    def _unsubscribe(self, conversation_id: str, wake: Wake) -> None:
        with self._lock:
            remaining = [w for w in self._subscribers.get(conversation_id, ()) if w is not wake]
            if remaining:
                self._subscribers[conversation_id] = remaining
            else:
                self._subscribers.pop(conversation_id, None)
                self._told.pop(conversation_id, None)


class Sweeper:
    """A thread that sweeps again and again while the block lasts."""

    def __init__(self, bus: InProcessBus, reads: sessionmaker[Session], every: float = SWEEP_SECONDS) -> None:
        self._bus, self._reads, self._every_seconds = bus, reads, every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="sweeper", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stop.wait(self._every_seconds):
            try:
                self._bus.sweep(self._reads)
            except SQLAlchemyError as error:  # the next sweep finds what this one did not
                log.warning("sweep failed", kind=type(error).__name__)


def _newest(reads: sessionmaker[Session], some: list[str]) -> Iterator[tuple[str, int]]:
    """Yield the number of the newest entry of each conversation; -1 for one that was erased."""
    with reads() as session:
        found = session.execute(
            select(Conversation.id, Conversation.last_seq).where(Conversation.id.in_(some))
        )
        known = {row.id: row.last_seq for row in found}
    for conversation_id in some:
        yield conversation_id, known.get(conversation_id, -1)
