"""`assistant db`: bring the database to the newest version, and hold the migrations against the rows."""

import os
import tempfile
from pathlib import Path

import click
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from assistant.compose import open_database
from assistant.errors import ContentError
from assistant.settings import read
from assistant.store import Row
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
