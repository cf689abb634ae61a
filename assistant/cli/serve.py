"""`assistant serve`: what it is told, and whether its chats are threads or greenlets.

Greenlets need a program that was started for them. So this decides before anything else is loaded, and
what serves stands in `serving`, which is loaded once, in the process that is right for it.
"""

import os
import sys
from typing import NoReturn

import click

from assistant.errors import UsageError
from assistant.settings import Settings, read

MOST_SQLITE_SOCKETS = 500
"""Each open socket of a small site is a thread; beyond this they are in each other's way."""
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
    if settings.is_sqlite:
        _check_size(settings)
    elif not _is_evented():
        _start_evented()
    from assistant.cli import serving  # noqa: PLC0415 - it loads everything, which a new start would do again

    serving.serve(settings, host=host, port=port, role=role)


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


def _is_evented() -> bool:
    """Tell whether sockets and locks of this process give way to each other."""
    patches = sys.modules.get("gevent.monkey")
    return patches is not None and bool(patches.is_module_patched("socket"))


def _start_evented() -> NoReturn:
    """Start this very program again with sockets and locks that give way to each other."""
    command = [sys.executable, "-m", "gevent.monkey", "--module", "assistant", *sys.argv[1:]]
    os.execv(sys.executable, command)  # noqa: S606 - this very program
