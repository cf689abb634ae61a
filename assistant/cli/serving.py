"""The production server of `assistant serve`: gunicorn in this process, and one process that serves."""

import gc
import signal
import socket
import threading
from contextlib import ExitStack
from typing import Any, cast

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from assistant.adapters.live_content import LiveContent
from assistant.cli.logs import log_as_json
from assistant.cli.run import listen
from assistant.compose import Door, attending, build
from assistant.settings import Settings
from assistant.web import wire

SPARE_THREADS = 16
"""Threads beside those that open sockets hold, for everything else (D7)."""
SPARE_CONNECTIONS = 1000
"""Connections beside open sockets, for everything else, where they are greenlets."""
GRACE_SECONDS = 3
BACKLOG = 2048


def serve(settings: Settings, *, host: str, port: int, role: str) -> None:
    """Serve until the process is asked to end.

    Raises:
        AssistantError: a setting, the content or the database cannot be used, or the port is taken.
    """
    if not settings.is_sqlite:
        from assistant.adapters import greenlet_waits  # noqa: PLC0415 - it needs gevent

        greenlet_waits.install()
    log_as_json()
    checked = build(settings, is_demo=False)  # says in one line what is wrong, before any process
    checked.engine.dispose()
    listener = listen(host, port, backlog=BACKLOG)
    click.echo(f"listening on http://{host}:{port}", err=True)
    gc.collect()
    gc.freeze()  # or the first full collection would write to every page that is shared, and so copy it
    _Server(settings, listener, role, content=cast("LiveContent", checked.parts.content)).run()


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
            **(threaded if self.settings.is_sqlite else evented),
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
