"""`assistant run`: the whole demonstration in one process."""

import errno
import fcntl
import json
import os
import secrets
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy import make_url
from werkzeug.serving import WSGIRequestHandler, make_server

from assistant.cli.fitting import ensure
from assistant.cli.worker import Worker
from assistant.compose import Application, Door, attending, build, mail_folder
from assistant.errors import UnavailableError, UsageError
from assistant.service import staff
from assistant.service.acting import SYSTEM, Act
from assistant.service.parts import Parts
from assistant.service.staff import STAFF_ROLES, Newcomer
from assistant.settings import PREFIX, Settings, find_content, read
from assistant.web import wire

BACKLOG = 256
PASSWORD_BYTES = 12
LOCK_FILE = "run.lock"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free one."
)
@click.option("--data", default=None, help="Folder for database, mail and secret; made if it is missing.")
@click.option(
    "--origin", "origins", multiple=True, help="A site that may embed the widget; may be given often."
)
@click.option("--clock", "clock_file", default=None, help="File with an instant that stands for now.")
def run(host: str, port: int, data: str | None, origins: tuple[str, ...], clock_file: str | None) -> None:
    """Run the demonstration: a page per company with the widget in its corner, and mail into a folder.

    Example: assistant run

    Example: assistant run --port 0 --data /tmp/demo --origin http://localhost:3000
    """
    allowed = tuple(_origin(origin) for origin in origins)
    clock = FileClock(Path(clock_file)) if clock_file else None
    overrides = {} if data is None else {"data": data}
    root = find_content(read(os.environ, overrides=overrides).home)
    ensure(root / "intents")
    with closing(listen(host, port)) as listener:
        if PREFIX + "BASE_URL" not in os.environ:
            overrides["base_url"] = _url(listener)
        settings = read(os.environ, overrides=overrides)
        application = build(settings, is_demo=True, clock=clock, door=Door(origins=allowed))
        try:
            with alone(settings.data):
                _serve(application, listener, settings)
        finally:
            application.engine.dispose()


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the data folder while the block runs: a second demonstration would renew the staff's passwords.

    Raises:
        UnavailableError: another one holds it.
    """
    with (data / LOCK_FILE).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            fault = f"another assistant run uses the data folder {data}; stop it, or give another with --data"
            raise UnavailableError(fault) from error
        yield


def listen(host: str, port: int, *, backlog: int = BACKLOG) -> socket.socket:
    """Return a socket that listens.

    Raises:
        UnavailableError: the port is in use or may not be used.
        UsageError: there is no such address here.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=backlog)
    except (OSError, OverflowError, UnicodeError) as error:
        number = getattr(error, "errno", None)
        if number in {errno.EADDRINUSE, errno.EACCES}:
            fault = f"cannot listen on {host} port {port}: {os.strerror(number)}; give another with --port"
            raise UnavailableError(fault) from error
        raise UsageError(f"--host {host} is not this machine; for example: --host 127.0.0.1") from error


class FileClock:
    """Tells the instant in a file, read again each time; while the file is being written, the last one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.last = self._read()

    def __call__(self) -> datetime:
        with suppress(UsageError):
            self.last = self._read()
        return self.last

    def _read(self) -> datetime:
        try:
            instant = datetime.fromisoformat(self.path.read_text(encoding="utf-8").strip())
        except (OSError, ValueError) as error:
            raise _no_clock(self.path) from error
        if instant.tzinfo is None:
            raise _no_clock(self.path)
        return instant


def _no_clock(path: Path) -> UsageError:
    return UsageError(f"--clock {path}: the file must hold an instant such as 2026-03-05T12:00:00+02:00")


class _QuietHandler(WSGIRequestHandler):
    """Logs no requests, broken ones neither: their addresses hold what only one visitor may know."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the name it has in Werkzeug
        pass


def _serve(application: Application, listener: socket.socket, settings: Settings) -> None:
    """Serve until a signal says stop; then nobody new is let in and every socket is told to come back."""
    accounts = _demo_staff(application.parts)
    host, port = listener.getsockname()[:2]
    server = make_server(
        host, port, application.app, threaded=True, request_handler=_QuietHandler, fd=listener.fileno()
    )
    serving = threading.Thread(target=server.serve_forever, args=[0.1], name="serve")
    parts = application.parts
    with _signals() as stop, attending(parts), Worker(parts, application.mailer, application.mirrors):
        serving.start()
        _say_ready(settings, accounts)
        stop.wait()
        server.shutdown()
        wire.drain()
    serving.join()
    server.server_close()


@contextmanager
def _signals() -> Iterator[threading.Event]:
    """Yield an event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    known = {
        number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield stop
    finally:
        for number, handler in known.items():
            signal.signal(number, handler)


def _say_ready(settings: Settings, accounts: list[dict[str, str]]) -> None:
    """Print the one line that programs wait for, and a hint for people beside it."""
    ready = {
        "url": settings.base_url,
        "staff": accounts,
        "mail": str(mail_folder(settings)),
        "database": make_url(settings.database_url).render_as_string(hide_password=True),
    }
    click.echo(f"ready {json.dumps(ready, ensure_ascii=False)}")
    click.echo(f"open {settings.base_url} in a browser; stop with Ctrl-C", err=True)


def _demo_staff(parts: Parts) -> list[dict[str, str]]:
    """Give the demonstration one member of each role, each time with a new password."""
    accounts = [
        {"name": role.value, "role": role.value, "password": secrets.token_urlsafe(PASSWORD_BYTES)}
        for role in STAFF_ROLES
    ]
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        for role, account in zip(STAFF_ROLES, accounts, strict=True):
            address = f"{account['name']}@staff.example.org"
            staff.add_or_renew(act, Newcomer(account["name"], role, account["password"], email=address))
    return accounts


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def _origin(text: str) -> str:
    """Return the origin without a final slash.

    Raises:
        UsageError: it is none.
    """
    origin = text.rstrip("/")
    try:
        parts = urlsplit(origin)
        is_origin = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_origin = False
    if not is_origin or f"{parts.scheme}://{parts.netloc}" != origin or "@" in parts.netloc:
        raise UsageError(f"--origin {text} is no origin; for example: --origin http://localhost:3000")
    return origin
