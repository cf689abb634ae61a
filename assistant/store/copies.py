"""Copies of the whole database: of a SQLite file by SQLite itself, of PostgreSQL by its own programs."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from assistant.errors import UnavailableError

_SQLITE_MAGIC = b"SQLite format 3\0"
_POSTGRES_MAGIC = b"PGDMP"


def backup(url: str, target: Path) -> None:
    """Write a copy of the database, as it is at one instant, for its owner's eyes only.

    Raises:
        UnavailableError: the copy cannot be written, or the program that makes it is missing or fails.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        if _is_sqlite(url):
            with closing(sqlite3.connect(_file(url))) as source, closing(sqlite3.connect(part)) as copy:
                source.backup(copy)
        else:
            _run("pg_dump", url, "--format=custom", f"--file={part}")
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise UnavailableError(f"the copy {target} cannot be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def restore(url: str, source: Path) -> None:
    """Put a copy in the database's place; everything that is there now is lost.

    Raises:
        UnavailableError: it is no copy of this kind of database, or cannot be put in place.
    """
    with source.open("rb") as file:
        begins = file.read(len(_SQLITE_MAGIC))
    if not begins.startswith(_SQLITE_MAGIC if _is_sqlite(url) else _POSTGRES_MAGIC):
        raise UnavailableError(f"{source} is no copy of this kind of database")
    if not _is_sqlite(url):
        whole = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
        _run("pg_restore", url, *whole, str(source))
        return
    target = _file(url)
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(source, part)
        part.chmod(0o600)
        for log in ("-wal", "-shm"):
            target.with_name(target.name + log).unlink(missing_ok=True)
        part.replace(target)
    except OSError as error:
        raise UnavailableError(f"the copy cannot be put in place: {error.strerror}") from error


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _file(url: str) -> Path:
    return Path(str(make_url(url).database))


def _run(program: str, url: str, *arguments: str) -> None:
    """Run a program of PostgreSQL's on a database; its password is in no argument, which anybody may list.

    Raises:
        UnavailableError: it is missing or fails.
    """
    address = make_url(url).set(drivername="postgresql")
    environment = {**os.environ, "PGPASSWORD": str(address.password)} if address.password else None
    database = f"--dbname={address._replace(password=None).render_as_string()}"
    found = shutil.which(program) or next(
        (str(one) for one in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)), None
    )
    if found is None:
        raise UnavailableError(f"the program {program} is missing; install PostgreSQL's client programs")
    done = subprocess.run(  # noqa: S603 - our own arguments
        [found, *arguments, database], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise UnavailableError(f"{program} failed: {done.stderr.strip().splitlines()[-1:]}")
