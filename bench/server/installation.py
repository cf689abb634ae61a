"""An installation to measure: a real PostgreSQL, the content of this checkout, processes of each role."""

import os
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bench.server.process import Watched
from tests import postgres

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120
GENEROUS = {
    "SOCKETS_PER_PROCESS": "20000",
    "SOCKETS_PER_ADDRESS": "100000",
    "CONVERSATIONS_PER_HOUR_PER_ADDRESS": "1000000",
    "MESSAGES_PER_MINUTE": "100000",
    "MESSAGE_BURST": "100000",
    "PASS_SECONDS": "600",
    "IDLE_MINUTES": "600",
    "PING_SECONDS": "300",
}


@dataclass
class Server:
    """A process that serves, and where."""

    process: "subprocess.Popen[str]"
    url: str

    @property
    def watched(self) -> Watched:
        return Watched(self.process.pid)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Installation:
    """Where everything of a measurement lies; what it starts ends with it."""

    folder: Path
    postgres_url: str
    stack: ExitStack
    home: Path = ROOT
    settings: dict[str, str] = field(default_factory=dict)

    def new_database(self) -> str:
        name = f"bench_{uuid.uuid4().hex}"
        admin = create_engine(
            make_url(self.postgres_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
        )
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        return make_url(self.postgres_url).set(database=name).render_as_string(hide_password=False)

    def serve(self, database: str, *arguments: str) -> Server:
        port = postgres.free_port()
        process = self._start("assistant", "serve", "--port", str(port), *arguments, database=database)
        assert process.stderr is not None  # noqa: S101 - for the types
        first = process.stderr.readline()
        if "listening" not in first:
            raise SystemExit(f"the server does not start: {first}")
        threading.Thread(target=process.stderr.read, daemon=True).start()  # a full pipe would stop the server
        return self._kept(Server(process, f"http://127.0.0.1:{port}"))

    def script(self, module: str, *arguments: str) -> Server:
        """Start one of the servers of this folder, which print their port."""
        process = self._start(module, *arguments)
        assert process.stdout is not None  # noqa: S101
        return self._kept(Server(process, f"http://127.0.0.1:{int(process.stdout.readline())}"))

    def once(self, *arguments: str, database: str) -> None:
        """Run one of the program's commands and wait until it has ended."""
        process = self._start("assistant", *arguments, database=database)
        said, fault = process.communicate(timeout=300)
        if process.returncode:
            raise SystemExit(f"{arguments} ends with {process.returncode}: {said} {fault}")

    def _kept(self, server: Server) -> Server:
        self.stack.callback(server.stop)
        return server

    def _start(self, module: str, *arguments: str, database: str = "") -> "subprocess.Popen[str]":
        given = {
            "HOME": str(self.home),
            "DATA": str(self.folder / "data"),
            "SECRET": "of thirty-two characters or more!",
            "MAIL": "folder",
            "DATABASE_URL": database,
            **GENEROUS,
            **self.settings,
        }
        environment = {f"ASSISTANT_{name}": value for name, value in given.items()}
        log = (self.folder / f"{uuid.uuid4().hex}.log").open("w", encoding="utf-8")
        self.stack.callback(log.close)
        return subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, "-m", module, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if database else log,
            text=True,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
            cwd=ROOT,
        )


@contextmanager
def installation() -> Iterator[Installation]:
    """Yield an installation with a database server of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        postgres.server(Path(folder)) as url,
        ExitStack() as stack,
    ):
        yield Installation(Path(folder), url, stack)
