"""The bus of a single process: whoever waits for a conversation is woken in the publisher's thread.

Other processes are heard of through the database: a sweep looks now and then whether something was said
that nobody here was woken for.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from assistant.service.conversations import ASIDE
from assistant.store import Conversation

SWEEP_SECONDS = 15.0
_AT_ONCE = 100
"""Conversations that one statement asks for: between two, others have their turn."""
Wake = Callable[[int], None]
log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class Subscription:
    """One who waits for a conversation: how to wake them, and the newest entry that they have heard of."""

    bus: "InProcessBus"
    conversation_id: str
    wake: Wake
    known_seq: int | None = None

    def has_read(self, seq: int) -> None:
        """Note what was read since the subscription began: a sweep need not wake for that."""
        self.known_seq = seq

    def tell(self, seq: int) -> None:
        self.known_seq = seq
        self.wake(seq)

    def end(self) -> None:
        self.bus.unsubscribe(self)


class InProcessBus:
    """Wakes the subscribers of one process. A subscriber's `wake` must not block."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscribers: dict[str, list[Subscription]] = defaultdict(list)

    def publish(self, conversation_id: str, seq: int) -> None:
        self.wake(conversation_id, seq)

    def subscribe(self, conversation_id: str, wake: Wake) -> Subscription:
        subscription = Subscription(self, conversation_id, wake)
        with self._lock:
            self._subscribers[conversation_id].append(subscription)
        return subscription

    def wake(self, conversation_id: str, seq: int) -> None:
        """Wake whoever waits here for this conversation."""
        for subscription in self._of(conversation_id):
            subscription.tell(seq)

    def sweep(self, reads: sessionmaker[Session]) -> int:
        """Wake for whatever was said or erased without a word on the bus; return how many were woken."""
        missed = 0
        with self._lock:
            waiting = iter(list(self._subscribers))
        while some := list(islice(waiting, _AT_ONCE)):
            for conversation_id, seq in _newest(reads, some):
                for subscription in self._of(conversation_id):
                    if subscription.known_seq != seq:
                        missed += 1
                        subscription.tell(seq)
        return missed

    def unsubscribe(self, subscription: Subscription) -> None:
        with self._lock:
            waiting = self._subscribers.get(subscription.conversation_id, [])
            if subscription in waiting:
                waiting.remove(subscription)
            if not waiting:
                self._subscribers.pop(subscription.conversation_id, None)

    def _of(self, conversation_id: str) -> list[Subscription]:
        with self._lock:
            return list(self._subscribers.get(conversation_id, ()))


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
    """Yield the number of the newest entry of each conversation; -1 for one that was erased, or put aside."""
    with reads() as session:
        found = session.execute(
            select(Conversation.id, Conversation.last_seq).where(
                Conversation.id.in_(some), Conversation.mode != ASIDE
            )
        )
        known = {row.id: row.last_seq for row in found}
    for conversation_id in some:
        yield conversation_id, known.get(conversation_id, -1)
