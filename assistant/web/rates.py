"""Bounds how fast and how many: a token bucket per conversation, and seats for sockets. One process each."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import structlog
from flask import Flask, current_app

from assistant.errors import UnavailableError
from assistant.service.limits import Limits

MOST_BUCKETS = 10_000
RATES = "assistant.socket"
TELL_SECONDS = 60.0
_CAPS = {"all": "sockets_per_process", "n:": "sockets_per_address", "c:": "sockets_per_conversation"}
log = structlog.get_logger()


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Rates:
    """Lets `message_burst` messages through at once and `messages_per_minute` in the long run."""

    def __init__(self, limits: Limits, seconds: Callable[[], float]) -> None:
        self._full, self._per_second = float(limits.message_burst), limits.messages_per_minute / 60
        self._seconds = seconds
        self._buckets: dict[str, _Bucket] = {}
        self._most = MOST_BUCKETS
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return of how many it is remembered when they wrote."""
        return len(self._buckets)

    def wait_ms(self, key: str) -> int:
        """Return 0 and count the message, or the milliseconds after which one may come."""
        with self._lock:
            now = self._seconds()
            if len(self._buckets) >= self._most:
                self._forget_full(now)
            bucket = self._buckets.setdefault(key, _Bucket(self._full, now))
            bucket.tokens, bucket.at = self._tokens(bucket, now), now
            if bucket.tokens >= 1:
                bucket.tokens -= 1
                return 0
            return int((1 - bucket.tokens) / self._per_second * 1000) + 1

    def _tokens(self, bucket: _Bucket, now: float) -> float:
        return min(self._full, bucket.tokens + (now - bucket.at) * self._per_second)

    def _forget_full(self, now: float) -> None:
        """Forget who may send a whole burst again; when that is to be done anew, grows with who is left."""
        self._buckets = {k: b for k, b in self._buckets.items() if self._tokens(b, now) < self._full}
        self._most = max(MOST_BUCKETS, 2 * len(self._buckets))


class Seats:
    """Counts open sockets and waiting reads: of the process, of a network address and of a conversation."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._taken: Counter[str] = Counter()
        self._silent_until: dict[str, float] = {}
        self._lock = threading.Lock()

    def check(self, network: str) -> None:
        """Hold that one more socket from this address has room.

        Raises:
            UnavailableError: it has not; to be tried again later.
        """
        with self._lock:
            full = next((key for key in ("all", f"n:{network}") if not self._fits(key, 1)), None)
        if full is not None:
            self._tell(_cap(full))
            raise UnavailableError("There are too many open chats just now; try again in a minute.")

    def _tell(self, cap: str) -> None:
        """Tell the operator which cap is reached, but not each time: many may be turned away at once."""
        now = time.monotonic()
        if now >= self._silent_until.get(cap, 0):
            self._silent_until[cap] = now + TELL_SECONDS
            most = getattr(self._limits, cap)
            log.warning(
                "chats are turned away: a cap is reached", setting=f"ASSISTANT_{cap.upper()}", cap=most
            )

    @contextmanager
    def take(self, *keys: str) -> Iterator[bool]:
        """Hold a seat under each key while the block runs; False if one of them has no more seats.

        `all` is the process; `n:` begins a network address and `c:` a conversation.
        """
        with self._lock:
            self._taken.update(keys)
            fits = all(self._fits(key, 0) for key in keys)
        try:
            yield fits
        finally:
            with self._lock:
                self._taken.subtract(keys)
                for key in keys:
                    if not self._taken[key]:
                        del self._taken[key]

    def _fits(self, key: str, more: int) -> bool:
        most: int = getattr(self._limits, _cap(key))
        return self._taken[key] + more <= most


def _cap(key: str) -> str:
    """Return the setting that bounds the seats of a key."""
    return _CAPS.get(key[:2], _CAPS["all"])


def register(app: Flask, limits: Limits) -> None:
    """Give the application its rates and seats."""
    app.extensions[RATES] = (Rates(limits, time.monotonic), Seats(limits))


def rates() -> Rates:
    """Return the rates of the application that serves this request."""
    return cast("tuple[Rates, Seats]", current_app.extensions[RATES])[0]


def seats() -> Seats:
    """Return the seats of the application that serves this request."""
    return cast("tuple[Rates, Seats]", current_app.extensions[RATES])[1]
