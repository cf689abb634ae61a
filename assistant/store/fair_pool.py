"""A pool of connections that serves in the order of coming: nobody who waits is overtaken.

SQLAlchemy's own lets whoever comes by at the right moment take a connection before those who wait. With
hundreds of chats on few connections, some waited in vain although connections came back all the time.
"""

import threading
from collections import deque
from typing import Any

from sqlalchemy.pool import QueuePool
from sqlalchemy.util.queue import Empty, Full, QueueCommon


class FairQueue(QueueCommon[Any]):
    """Hands each thing that comes in to whoever has waited for the longest."""

    def __init__(self, maxsize: int = 0, use_lifo: bool = False) -> None:  # noqa: FBT001, FBT002 - as the pool calls it
        self.maxsize, self.use_lifo = maxsize, use_lifo
        self._lock = threading.Lock()
        self._things: deque[Any] = deque()
        self._waiting: deque[_Waiter] = deque()

    def empty(self) -> bool:
        return not self._things

    def full(self) -> bool:
        return 0 < self.maxsize <= len(self._things)

    def qsize(self) -> int:
        return len(self._things)

    def put_nowait(self, item: Any) -> None:  # noqa: ANN401 - the pool's own
        self.put(item, block=False)

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: ANN401, ARG002, FBT001, FBT002
        with self._lock:
            if self._waiting:
                self._waiting.popleft().give(item)
            elif self.full():
                raise Full
            else:
                self._things.append(item)

    def get_nowait(self) -> Any:  # noqa: ANN401
        return self.get(block=False)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:  # noqa: ANN401, FBT001, FBT002
        with self._lock:
            if self._things:
                return self._things.pop() if self.use_lifo else self._things.popleft()
            if not block:
                raise Empty
            waiter = _Waiter()
            self._waiting.append(waiter)
        if not waiter.came.wait(timeout):
            with self._lock:
                if not waiter.came.is_set():
                    self._waiting.remove(waiter)
                    raise Empty
        return waiter.thing


class _Waiter:
    """Somebody who waits, and what they are given."""

    def __init__(self) -> None:
        self.came = threading.Event()
        self.thing: Any = None

    def give(self, thing: Any) -> None:  # noqa: ANN401
        self.thing = thing
        self.came.set()


class FairPool(QueuePool):
    """A bounded pool without overtaking."""

    _queue_class = FairQueue
