"""WebSocket connections that a careless or hostile peer cannot break, block or fill.

They take the place of simple-websocket's own, which sends without a lock and in part, never asks a silent
peer, keeps unread messages without bound, and leaves a handler asleep when a message is too big.
"""

import selectors
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakSet

import flask_sock
from simple_websocket import ConnectionClosed, Server
from werkzeug.exceptions import BadRequest
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Message, Ping, Pong, TextMessage
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from assistant.service.limits import Limits
from assistant.web import handshake

if TYPE_CHECKING:
    from assistant.web.reading import LoopReader

INBOX_MESSAGES = 64
"""Messages that may wait for their handler; one more closes the connection."""
SEND_SECONDS = 10.0
"""How long a peer may leave a frame unread before its connection is cut."""
CLOSE_SECONDS = 1.0
"""How long a peer has to take our last frame and to answer it."""

_BROKEN = (OSError, ValueError, ConnectionClosed, LocalProtocolError, RemoteProtocolError)

_live: WeakSet["HardenedServer"] = WeakSet()
_live_lock = threading.Lock()
_draining = threading.Event()


class HardenedServer(Server):
    """One connection. `send` and `close` may be called from any thread; `receive` from one."""

    def __init__(
        self, environ: dict[str, Any], *, limits: Limits, send_seconds: float, **_options: object
    ) -> None:
        self._lock = threading.RLock()  # one writer at a time: a handler, a waker, or the reader's replies
        self._ended = threading.Event()
        self._woken = False
        self.ping_seconds, self._send_seconds = limits.ping_seconds, send_seconds
        self._parts: list[str | bytes] = []
        self._size = 0
        reader = cast("Any", self._reader)
        super().__init__(environ, max_message_size=limits.frame_bytes, thread_class=reader)

    def handshake(self) -> None:
        self._peer = cast("socket.socket", self.sock)
        self._peer.settimeout(self._send_seconds)  # bounds writing; reading waits for something to come first
        try:
            accepted = handshake.answer(self.environ)
        except handshake.HandshakeError as error:
            raise BadRequest("This is no WebSocket handshake.") from error
        self.environ = {}  # nothing of the request is held for as long as the connection lasts
        self.ws = cast("Any", Connection(ConnectionType.SERVER))
        try:
            self._peer.sendall(accepted)
        except OSError as error:
            raise BadRequest("The peer is gone.") from error
        self.connected = True
        with _live_lock:
            _live.add(self)
        if is_draining():  # it came in by the door that was closing
            self.leave(CloseReason.SERVICE_RESTART)

    def send(self, *messages: str | bytes) -> None:
        """Send whole messages, in order and at once.

        Raises:
            ConnectionClosed: the connection is closed, or was cut because the peer does not read.
        """
        with self._lock:
            if not self.connected:
                raise ConnectionClosed(self.close_reason, self.close_message)
            self._write(*(BytesMessage(m) if isinstance(m, bytes) else TextMessage(m) for m in messages))

    def close(self, reason: int | None = None, message: str | None = None) -> None:
        """Say goodbye and wait, not long, for the peer to do the same.

        Raises:
            ConnectionClosed: it was closed before.
        """
        was_connected = self._hang_up(CloseConnection(reason or CloseReason.NORMAL_CLOSURE, message))
        if not self._ended.wait(CLOSE_SECONDS):
            self._cut()
            self._ended.wait(CLOSE_SECONDS)  # nothing may be read any more when the web server closes it
        if not was_connected:
            raise ConnectionClosed(self.close_reason, self.close_message)

    def receive(self, timeout: float | None = None) -> str | bytes | None:
        """Return the next message; None after the time-out, or because `wake` was called.

        Raises:
            ConnectionClosed: the connection is closed and every message was taken.
        """
        while self.connected and not self.input_buffer:
            if self._woken or not self.event.wait(timeout):
                self._woken = False
                return None
            self.event.clear()
        with suppress(IndexError):  # also of a flood, which is dropped at the moment it is too much
            taken: str | bytes = self.input_buffer.pop(0)
            return taken
        raise ConnectionClosed(self.close_reason, self.close_message)

    def wake(self) -> None:
        """Let whoever receives look up from waiting; from any thread, and never blocking."""
        self._woken = True
        self.event.set()

    def leave(self, reason: int, *, can_wait: bool = True) -> bool:
        """Say goodbye without waiting for an answer; whoever receives on this connection is woken.

        A frame that is stuck halfway is given a moment, then the connection is cut, for nothing can follow
        it; or False is returned and nothing done, if that `can_wait` is not said.
        """
        if self._lock.acquire(timeout=CLOSE_SECONDS) if can_wait else self._lock.acquire(blocking=False):
            try:
                self._hang_up(CloseConnection(reason), seconds=0)
            finally:
                self._lock.release()
        elif can_wait:
            self._cut()
        else:
            return False
        return True

    def _reader(self, target: Callable[[], None]) -> "threading.Thread | LoopReader":
        """Return what reads this connection from when it is started."""
        if not _is_evented():
            return threading.Thread(target=target)
        from assistant.web.reading import LoopReader  # noqa: PLC0415 - it needs gevent

        return LoopReader(self)

    def fileno(self) -> int:
        return self._peer.fileno()

    def take(self) -> bool:
        """Take what has come; False if the connection is over."""
        try:
            received = self._peer.recv(self.receive_bytes)
            if received:
                with self._lock:
                    self.ws.receive_data(received)
                    self._handle_events()
            else:
                self._cut()
        except _BROKEN:
            self._cut()
        return self.connected

    def ask(self) -> None:
        """Ask the peer for a sign of life; one that gave none since the last time is let go."""
        with self._lock, suppress(*_BROKEN):
            if not self.pong_received:
                self._hang_up(CloseConnection(CloseReason.POLICY_VIOLATION, "no answer to a ping"))
            elif self.connected:
                self.pong_received = False
                self._write(Ping())

    def end(self) -> None:
        """Read on to the peer's end, and let the handler know.

        Closing over unread bytes would take our last frame from the peer.
        """
        if self.connected:  # it broke without a goodbye
            self._cut()
        until = monotonic() + CLOSE_SECONDS
        with suppress(OSError, ValueError), selectors.DefaultSelector() as selector:
            selector.register(self._peer, selectors.EVENT_READ)
            while (left := until - monotonic()) > 0 and selector.select(left):
                if not self._peer.recv(self.receive_bytes):
                    break
        with _live_lock:
            _live.discard(self)
        self._ended.set()
        with self._lock:
            self._peer.close()

    def _thread(self) -> None:
        """Read until the end, where the reader is a thread."""
        ping_at = monotonic() + self.ping_seconds
        with suppress(OSError, ValueError), selectors.DefaultSelector() as selector:
            selector.register(self._peer, selectors.EVENT_READ)
            while self.connected:
                wait_seconds = ping_at - monotonic()
                if wait_seconds > 0 and selector.select(wait_seconds):
                    self.take()
                else:
                    self.ask()
                    ping_at = monotonic() + self.ping_seconds
        self.end()

    def _handle_events(self) -> bool:
        """Take what the peer sent; return whether the connection goes on. The lock is held."""
        for event in self.ws.events():
            match event:
                case Ping():
                    self._write(event.response())
                case Pong():
                    self.pong_received = True
                case CloseConnection():
                    self._hang_up(event.response())
                case Message():
                    self._gather(event)
                case _:
                    pass
            if not self.connected:
                break
        return self.connected

    def _gather(self, event: Message[Any]) -> None:
        """Join the parts of a message; a full one waits for the handler, one too many or too big ends it."""
        data = event.data
        self._size += len(data.encode()) if isinstance(data, str) else len(data)
        if self.max_message_size is not None and self._size > self.max_message_size:
            self._hang_up(CloseConnection(CloseReason.MESSAGE_TOO_BIG, "message is too big"))
            return
        if data:
            self._parts.append(data if isinstance(data, str) else bytes(data))
        if not event.message_finished:
            return
        if len(self.input_buffer) >= INBOX_MESSAGES:
            self._hang_up(CloseConnection(CloseReason.POLICY_VIOLATION, "too many messages at once"))
            self.input_buffer.clear()
            return
        empty = "" if isinstance(event, TextMessage) else b""
        self.input_buffer.append(empty.join(self._parts))  # type: ignore[arg-type] # of one kind, by protocol
        self._parts, self._size = [], 0
        self.event.set()

    def _write(self, *events: Any) -> None:  # noqa: ANN401 - any of wsproto's events
        """Send whole frames. The lock is held.

        Raises:
            ConnectionClosed: the peer is gone or does not read.
        """
        try:
            self._peer.sendall(b"".join(self.ws.send(event) for event in events))
        except OSError as error:
            self._cut()
            raise ConnectionClosed(self.close_reason, self.close_message) from error

    def _hang_up(self, last: CloseConnection, *, seconds: float = CLOSE_SECONDS) -> bool:
        """Send the last frame unless it was sent; return whether the connection was open until now.

        A peer that has left no room for it within so many seconds is cut.
        The handler is woken when the connection is marked as closed and nothing can be written any more.
        """
        with self._lock:
            if not self.connected:
                return False
            self.connected = False
            self.close_reason = cast("CloseReason", last.code)  # or a number of our own
            self.close_message = last.reason
            try:
                self._peer.settimeout(seconds)
                self._peer.sendall(self.ws.send(last))
                self._peer.shutdown(socket.SHUT_WR)
            except (OSError, LocalProtocolError):
                self._cut()
            self.event.set()
            return True

    def _cut(self) -> None:
        """End the connection without a word, and wake whoever waits on it."""
        self.connected = False
        with suppress(OSError):
            self._peer.shutdown(socket.SHUT_RDWR)
        self.event.set()


def _is_evented() -> bool:
    """Return whether threads of this process are greenlets."""
    patches = sys.modules.get("gevent.monkey")
    return patches is not None and bool(patches.is_module_patched("threading"))


def install(limits: Limits, *, send_seconds: float = SEND_SECONDS) -> None:
    """Make every socket of this process one of these, bounded by these limits."""
    _draining.clear()
    flask_sock.Server = partial(HardenedServer, limits=limits, send_seconds=send_seconds)


def open_sockets() -> int:
    """Return how many connections this process holds."""
    with _live_lock:
        return len(_live)


def is_draining() -> bool:
    """Return whether this process is about to end, so that whoever is new must go elsewhere."""
    return _draining.is_set()


def drain() -> None:
    """Close every connection because this process ends; the widget comes back by itself.

    Peers that do not read come last: each of them may take a moment, and nobody else is to wait for that.
    """
    _draining.set()
    with _live_lock:
        live = list(_live)
    stuck = [each for each in live if not each.leave(CloseReason.SERVICE_RESTART, can_wait=False)]
    for each in stuck:
        each.leave(CloseReason.SERVICE_RESTART)
