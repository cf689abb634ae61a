"""The bus over many processes: PostgreSQL's LISTEN and NOTIFY carry `conversation:seq` and nothing else.

What is said stands in the table; a notice only wakes. So a lost notice is harmless: after each new
connection, and now and then, the table is asked for what nobody was woken for.
"""

import os
import selectors
import threading
from contextlib import suppress

import psycopg
import structlog
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from assistant.adapters.bus import InProcessBus
from assistant.store.database import POSTGRES_OPTIONS

CHANNEL = "assistant_chat"
RETRY_SECONDS = 1.0
GATHER_SECONDS = 0.02
"""How long notices are gathered after some were passed on: a quiet process passes them on at once, and a busy
one many together."""
MOST_AT_ONCE = 100
"""Notices that travel in one; PostgreSQL carries less than 8,000 bytes."""
_SEND = "SELECT pg_notify(%s, said) FROM unnest(%s::text[]) AS said"
_Connection = psycopg.Connection[tuple[object, ...]]
log = structlog.get_logger()


class PostgresBus(InProcessBus):
    """Wakes subscribers of this process at once, and those of others through one connection of its own."""

    def __init__(self, url: str, reads: sessionmaker[Session]) -> None:
        super().__init__()
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._reads = reads
        self._to_send: dict[str, int] = {}
        self._stop = threading.Event()
        self._hear, self._nudge = os.pipe()
        os.set_blocking(self._hear, False)
        os.set_blocking(self._nudge, False)
        self._thread = threading.Thread(target=self._work, name="bus", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Send what waits, then end the connection and the thread."""
        self._stop.set()
        self._look_up()
        self._thread.join()
        os.close(self._hear)
        os.close(self._nudge)

    def publish(self, conversation_id: str, seq: int) -> None:
        self.wake(conversation_id, seq)
        with self._lock:
            is_first = not self._to_send
            self._to_send[conversation_id] = seq
        if is_first:  # else the thread was told
            self._look_up()

    def _look_up(self) -> None:
        with suppress(BlockingIOError):  # a full pipe wakes as well as one more byte
            os.write(self._nudge, b"!")

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True, **POSTGRES_OPTIONS) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self.sweep(self._reads)  # what was said while nobody listened
                    self._carry(connection)
            except (psycopg.Error, SQLAlchemyError, OSError) as error:
                log.warning("bus is away", kind=type(error).__name__)
                self._stop.wait(RETRY_SECONDS)

    def _carry(self, connection: _Connection) -> None:
        """Pass notices on in both directions until the connection breaks or the program ends."""
        with selectors.DefaultSelector() as selector:
            selector.register(connection.fileno(), selectors.EVENT_READ)
            selector.register(self._hear, selectors.EVENT_READ)
            while True:
                is_last = self._stop.is_set()
                self._send(connection)
                self._receive(connection)
                if is_last:
                    return
                self._stop.wait(GATHER_SECONDS)
                selector.select()
                self._forget_nudges()

    def _send(self, connection: _Connection) -> None:
        with self._lock:
            waiting, self._to_send = self._to_send, {}
        if not waiting:
            return
        said = [f"{name}:{seq}" for name, seq in waiting.items()]
        parts = [" ".join(said[at : at + MOST_AT_ONCE]) for at in range(0, len(said), MOST_AT_ONCE)]
        try:
            connection.execute(_SEND, (CHANNEL, parts))
        except psycopg.Error:
            with self._lock:
                self._to_send = waiting | self._to_send
            raise

    def _receive(self, connection: _Connection) -> None:
        own = connection.info.backend_pid
        for notice in connection.notifies(timeout=0):
            for said in notice.payload.split() if notice.pid != own else ():
                conversation_id, _, seq = said.rpartition(":")
                if seq.isdecimal():
                    self.wake(conversation_id, int(seq))

    def _forget_nudges(self) -> None:
        with suppress(BlockingIOError):
            while os.read(self._hear, 4096):
                pass
