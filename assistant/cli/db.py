"""`assistant db`: bring the database to the newest version, and hold the migrations against the rows."""

import os
import tempfile
from pathlib import Path

import click
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from assistant.cli.patience import bar
from assistant.compose import open_database, opened
from assistant.errors import ContentError, UnavailableError, UsageError
from assistant.service import audit, reindexing, retention
from assistant.settings import read
from assistant.store import Row, copies
from assistant.store.database import MIGRATIONS, open_engine
from assistant.store.database import upgrade as upgrade_schema


@click.group()
def db() -> None:
    """Look after the database.

    Example: assistant db upgrade
    """


@db.command()
def upgrade() -> None:
    """Bring the database to the newest version; one that is there already stays as it is.

    Example: ASSISTANT_DATABASE_URL=postgresql://assistant@db/assistant assistant db upgrade
    """
    open_database(read(os.environ)).dispose()
    click.echo("the database is at the newest version")


@db.command()
def check() -> None:
    """Apply every migration to an empty database and hold the result against the code's rows.

    Example: assistant db check
    """
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'check.db'}")
        try:
            upgrade_schema(engine)
            with engine.connect() as connection:
                context = MigrationContext.configure(connection, opts={"compare_type": True})
                differences = compare_metadata(context, Row.metadata)
        finally:
            engine.dispose()
    if differences:
        kinds = ", ".join(sorted({str(d[0] if isinstance(d, tuple) else d[0][0]) for d in differences}))
        fault = f"rows and migrations differ ({kinds}); write a migration for the change"
        raise ContentError(MIGRATIONS, fault, code="SCHEMA")


@db.command()
def reindex() -> None:
    """Make the index of words anew, by which staff find tickets; everything goes on running.

    For after an upgrade that says so, or where a search misses what stands in a text.

    Example: assistant db reindex
    """
    settings = read(os.environ)
    open_database(settings).dispose()
    done = 0
    with opened(settings) as parts, bar("reading tickets") as told:
        for done, number in reindexing.reindex(parts):
            told(done, number)
    click.echo(f"{done} tickets are found by their words")


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write a copy of the database to a file, while everything goes on running.

    The master secret is not in it, and without that secret no text in it can be read: keep both, apart.
    Leave erasures.jsonl and anchors.jsonl of the data folder out of what you restore.

    Example: assistant db backup /var/backups/assistant.copy
    """
    settings = read(os.environ)
    open_database(settings).dispose()
    copies.backup(settings.database_url, file)
    click.echo(f"the database is copied to {file}")


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Yes: what is in the database now is lost.")
def restore(file: Path, *, replace: bool) -> None:
    """Put a copy in the database's place, and erase again what was erased since it was made.

    Stop the server and the worker first.

    Example: assistant db restore /var/backups/assistant.copy --replace
    """
    settings = read(os.environ)
    if not replace:
        raise UsageError("what is in the database now would be lost; say so with --replace")
    copies.restore(settings.database_url, file)
    with opened(settings) as parts:
        gone = retention.replay(parts, parts.erasures.all())
        with parts.reads() as session:
            parts.anchors.restart(audit.anchors(session))
            found = audit.verify_all(session, parts, kept=parts.anchors.all(), gone=audit.erased(parts))
    click.echo(f"the copy is in place; {gone} erasures were gone through; {len(found)} records do not hold")
    if found:
        raise UnavailableError("a record does not hold; see: assistant audit verify")
