"""Starts a real PostgreSQL server for the tests, in a folder of its own, and stops it."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def bin_folder() -> Path | None:
    """Return the newest folder with PostgreSQL's programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def run(*command: str) -> None:
    """Run one of PostgreSQL's programs, which refuse to run as root."""
    person = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*person, *command], check=True, stdout=subprocess.DEVNULL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server in the folder; yield the address of its administration database."""
    programs = bin_folder()
    assert programs is not None, "PostgreSQL is missing; run: bash .ci/packages"
    data, port = folder / "cluster", free_port()
    folder.chmod(0o777)
    run(f"{programs}/initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    control = [f"{programs}/pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log")]
    run(*control, "-o", options, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        run(*control, "-m", "immediate", "stop")
