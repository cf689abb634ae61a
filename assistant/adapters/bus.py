"""The bus of a single process: whoever waits for a conversation is woken in the publisher's thread."""

import threading
from collections import defaultdict
from collections.abc import Callable


class InProcessBus:
    """Wakes the subscribers of one process. A subscriber's `wake` must not block."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscribers: dict[str, list[Callable[[int], None]]] = defaultdict(list)

    def publish(self, conversation_id: str, seq: int) -> None:
        with self._lock:
            wakes = list(self._subscribers.get(conversation_id, ()))
        for wake in wakes:
            wake(seq)

    def subscribe(self, conversation_id: str, wake: Callable[[int], None]) -> Callable[[], None]:
        with self._lock:
            self._subscribers[conversation_id].append(wake)
        return lambda: self._unsubscribe(conversation_id, wake)

    def _unsubscribe(self, conversation_id: str, wake: Callable[[int], None]) -> None:
        with self._lock:
            remaining = [w for w in self._subscribers.get(conversation_id, ()) if w is not wake]
            if remaining:
                self._subscribers[conversation_id] = remaining
            else:
                self._subscribers.pop(conversation_id, None)
