"""`assistant serve`: the production server, gunicorn in this process."""

import gc
import os
import signal
import socket
import sys
import threading
from contextlib import ExitStack
from typing import Any, cast

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from assistant.adapters.live_content import LiveContent
from assistant.cli.logs import log_as_json
from assistant.cli.run import listen
from assistant.compose import Door, attending, build, is_sqlite
from assistant.errors import UsageError
from assistant.settings import Settings, read
from assistant.web import wire

SPARE_THREADS = 16
"""Threads beside those that open sockets hold, for everything else (D7)."""
SPARE_CONNECTIONS = 1000
"""Connections beside open sockets, for everything else, where they are greenlets."""
MOST_SQLITE_SOCKETS = 500
"""Each open socket of a small site is a thread; beyond this they are in each other's way."""
GRACE_SECONDS = 3
BACKLOG = 2048
ROLES = ("all", "http", "chat")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data", default=None, help="Folder for what the program writes.")
@click.option(
    "--role",
    default="all",
    show_default=True,
    type=click.Choice(ROLES),
    help="Serve chats (/api/v1/chat), everything else (http), or both.",
)
@click.option("--clock", default=None, hidden=True)
def serve(*, host: str, port: int, data: str | None, role: str, clock: str | None) -> None:
    """Serve in production, behind a proxy that speaks https; run `assistant worker` beside it.

    With SQLite each open socket has a thread; with PostgreSQL they are greenlets.

    Example: assistant serve --port 8000

    Example: assistant serve --role chat --port 8001
    """
    if clock is not None:
        raise UsageError("--clock is for assistant run: a server keeps the real time")
    overrides = {} if data is None else {"data": data}
    settings = read(os.environ, overrides=overrides)
    if is_sqlite(settings):
        _check_size(settings)
    else:
        _patch()
    log_as_json()
    checked = build(settings, is_demo=False)  # says in one line what is wrong, before any process
    checked.engine.dispose()
    listener = listen(host, port, backlog=BACKLOG)
    click.echo(f"listening on http://{host}:{port}", err=True)
    gc.collect()
    gc.freeze()  # or the first full collection would write to every page that is shared, and so copy it
    _Server(settings, listener, role, content=cast("LiveContent", checked.parts.content)).run()


def _check_size(settings: Settings) -> None:
    """Refuse more chats than a small site's database carries.

    Raises:
        UsageError: there would be too many threads.
    """
    if (asked := settings.limits.sockets_per_process) > MOST_SQLITE_SOCKETS:
        raise UsageError(
            f"ASSISTANT_SOCKETS_PER_PROCESS={asked}: with SQLite each open chat holds a thread, "
            f"of which there are {MOST_SQLITE_SOCKETS} at most; set ASSISTANT_DATABASE_URL to PostgreSQL, "
            "or a lower number"
        )


def _patch() -> None:
    """Start this program again with sockets and locks that give way to each other, unless that was done."""
    from gevent import monkey  # noqa: PLC0415 - only PostgreSQL needs it

    from assistant.adapters import greenlet_waits  # noqa: PLC0415 - it needs gevent

    if not monkey.is_module_patched("socket"):
        command = [sys.executable, "-m", "gevent.monkey", "--module", "assistant", *sys.argv[1:]]
        os.execv(sys.executable, command)  # noqa: S606 - this very program
    greenlet_waits.install()


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """Gunicorn with one process of ours and without files of its own."""

    def __init__(
        self, settings: Settings, listener: socket.socket, role: str, *, content: LiveContent
    ) -> None:
        self.settings, self.listener, self.role = settings, listener, role
        self.content = content  # read once, and shared with the process that serves
        self.attending = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        sockets = self.settings.limits.sockets_per_process
        threaded = {"worker_class": "gthread", "threads": sockets + SPARE_THREADS}
        evented = {"worker_class": "gevent"}
        chosen: dict[str, Any] = {
            "bind": f"fd://{self.listener.fileno()}",
            "backlog": BACKLOG,
            "workers": 1,
            "worker_connections": sockets + SPARE_CONNECTIONS,
            "graceful_timeout": GRACE_SECONDS,
            "loglevel": "error",  # warnings repeat broken requests, with the peer's address
            "control_socket_disable": True,
            "post_worker_init": _drain_at_end,
            "worker_exit": lambda _arbiter, _worker: self.attending.close(),
            **(threaded if is_sqlite(self.settings) else evented),
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application; gunicorn asks for it after forking, in the process that serves."""
        application = build(self.settings, is_demo=False, door=Door(role=self.role), content=self.content)
        self.attending.enter_context(attending(application.parts))  # until the process ends
        return application.app


def _drain_at_end(_worker: object) -> None:
    """Tell every socket to come back elsewhere as soon as the process is asked to end."""
    end = signal.getsignal(signal.SIGTERM)

    def drain_and_end(number: int, frame: Any) -> None:  # noqa: ANN401 - a frame of the interpreter
        _apart(wire.drain)
        if callable(end):
            end(number, frame)

    signal.signal(signal.SIGTERM, drain_and_end)


def _apart(do: Any) -> None:  # noqa: ANN401 - any function without arguments
    """Run it in a thread or greenlet of its own: a signal may have come while a lock was held."""
    from gevent import monkey, spawn  # noqa: PLC0415 - only PostgreSQL needs it

    if monkey.is_module_patched("socket"):
        spawn(do)
    else:
        threading.Thread(target=do).start()
