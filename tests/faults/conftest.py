"""A PostgreSQL server that can be stopped and started, and a site of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError

import psycopg
import pytest

from tests import postgres
from tests.cli.command import Site
from tests.conftest import new_database


@dataclass
class Cluster:
    """A database server. With `fsync` off it still keeps what it committed when only processes die."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self._control("-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        self._control("-m", mode, "stop")

    def _control(self, *words: str) -> None:
        programs = postgres.bin_folder()
        data, log = str(self.folder / "cluster"), str(self.folder / "log")
        postgres.run(f"{programs}/pg_ctl", "-D", data, "-w", "-l", log, *words)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Yield a running server."""
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        made = Cluster(folder, postgres.free_port())
        programs = postgres.bin_folder()
        data = str(folder / "cluster")
        postgres.run(
            f"{programs}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"
        )
        made.start()
        try:
            yield made
        finally:
            with suppress(CalledProcessError):
                made.stop()


@pytest.fixture
def server() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@pytest.fixture
def database(server: Cluster) -> str:
    return new_database(server.url)


@pytest.fixture
def site(root: Path, tmp_path: Path) -> Site:
    return Site(home=root, data=tmp_path / "data")


def rows(database: str, statement: str) -> list[tuple[object, ...]]:
    """Return what stands in the database, asked for from outside."""
    with psycopg.connect(database) as connection:
        return list(connection.execute(statement.encode()).fetchall())
