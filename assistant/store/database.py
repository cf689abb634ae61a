"""Opens the database, SQLite or PostgreSQL, and keeps its schema at the newest version."""

import sqlite3
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from time import monotonic
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from assistant.errors import UnavailableError
from assistant.store.fair_pool import FairPool

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_SECONDS = 10
CONNECT_SECONDS = 5
CONNECTIONS = 10
RESTED_SECONDS = 2.0
POSTGRES_OPTIONS: Mapping[str, Any] = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""How soon a server that cannot be reached, or any more, is given up; milliseconds in the last."""
_IN_THE_SERVER = {
    "tcp_keepalives_idle": 10,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "idle_in_transaction_session_timeout": 300_000,
}
"""How soon the server lets go of us, and of what we hold, where our host is cut off: else after two hours."""
_SQLITE_AWAY = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_CANTOPEN",
    "SQLITE_IOERR",
    "SQLITE_FULL",
    "SQLITE_READONLY",
)


def open_engine(url: str, *, busy_seconds: float = BUSY_SECONDS, connections: int = CONNECTIONS) -> Engine:
    """Return an engine whose transactions are safe under many writers.

    On SQLite they begin IMMEDIATE: two turns that read and then write would otherwise deadlock. An
    execution option `sqlite_begin` = "DEFERRED" is for reading only. Nobody waits longer than `busy_seconds`
    for a lock. Errors do not repeat the values of a statement, which may be personal data.

    On PostgreSQL there are at most so many `connections`, given out in the order of asking.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": busy_seconds}, hide_parameters=True)
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
        return engine
    engine = create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        connect_args=dict(POSTGRES_OPTIONS),
        poolclass=FairPool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
    )
    engine.dialect.use_insertmanyvalues_wo_returning = True  # one statement for the entries of a turn
    event.listen(engine, "connect", partial(_prepare, milliseconds=round(busy_seconds * 1000)))
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", _ping_rested)
    return engine


def is_away(error: BaseException) -> bool:
    """Tell whether a database's error passes by itself or by an operator's hand: locked, full, unreachable.

    What is wrong with a statement or with a value is no such error.
    """
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorname", "").startswith(_SQLITE_AWAY)
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def _prepare(connection: Any, _record: ConnectionPoolEntry, *, milliseconds: int) -> None:  # noqa: ANN401 - the driver's
    """Bound waits for locks, and plan for storage without moving parts: what is sorted is read in its order.

    With the default of 4, from the days of turning discs, a search for common words reads all tickets. 0043.
    """
    for name, value in {**_IN_THE_SERVER, "lock_timeout": milliseconds}.items():
        connection.execute(f"SET {name} = {value}")
    connection.execute("SET random_page_cost = 1.1")
    connection.commit()


def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - the driver's
    record.info["rests_since"] = monotonic()


def _ping_rested(
    connection: Any,  # noqa: ANN401 - the driver's
    record: ConnectionPoolEntry,
    _proxy: PoolProxiedConnection,
) -> None:
    """Let go of a connection that broke while it rested; one that was used just now is not asked."""
    if monotonic() - record.info.get("rests_since", monotonic()) < RESTED_SECONDS:
        return
    try:
        connection.execute("")
    except Exception as error:
        raise DisconnectionError from error  # the pool takes another one
    finally:
        if not connection.closed:
            connection.rollback()


def _set_pragmas(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy begins and ends transactions, not the driver
    connection.create_function("lower", 1, _lower, deterministic=True)
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _lower(text: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    return text.lower() if isinstance(text, str) else text  # SQLite's own knows A to Z only


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")


def session_makers(engine: Engine) -> tuple[sessionmaker[Session], sessionmaker[Session]]:
    """Return makers of sessions: for turns that write, and for reading only.

    On PostgreSQL a reader needs no transaction: each statement sees what is committed when it begins, as it
    would within one.
    """
    is_sqlite = engine.dialect.name == "sqlite"
    mode = {"sqlite_begin": "DEFERRED"} if is_sqlite else {"isolation_level": "AUTOCOMMIT"}
    reading = engine.execution_options(**mode)
    return sessionmaker(engine, expire_on_commit=False), sessionmaker(reading, expire_on_commit=False)


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for the migrations that travel in the package."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    attributes: dict[Any, Any] = config.attributes
    attributes["connection"] = connection
    return config


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest version, in one transaction.

    SQLite changes a column by copying its table, which references to the table would forbid; so they are not
    watched meanwhile, and checked before the transaction ends.

    Raises:
        UnavailableError: the database cannot be reached or written, or is of a newer version.
    """
    try:
        with engine.connect() as connection:
            is_sqlite = connection.dialect.name == "sqlite"
            if is_sqlite:
                _watch_references(connection, on=False)
            with connection.begin():
                _refuse_newer(connection)
                command.upgrade(alembic_config(connection), "head")
                if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise UnavailableError("the database has rows that refer to rows that are gone")
            if is_sqlite:
                _watch_references(connection, on=True)
    except DBAPIError as error:
        raise UnavailableError(f"the database cannot be used: {str(error.orig).splitlines()[0]}") from error


def _watch_references(connection: Connection, *, on: bool) -> None:
    # Only outside of a transaction, hence past SQLAlchemy, which would begin one.
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def is_current(engine: Engine) -> bool:
    """Return whether the schema is at the newest version."""
    with engine.connect() as connection:
        return is_newest(connection)


def is_newest(connection: Connection) -> bool:
    """Return whether the schema that a connection sees is at the newest version."""
    return _revision(connection) == _newest()


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(connection: Connection) -> None:
    current = _revision(connection)
    known = {s.revision for s in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    if current is not None and current not in known:
        raise UnavailableError(
            f"the database is of a newer version (schema {current}) than this program; "
            "start the newer program, or restore a backup made with this one"
        )


def scrub(engine: Engine | Connection) -> None:
    """Bring what was erased out of the files as well: SQLite keeps old pages in its log until then.

    PostgreSQL gives erased rows in no dump; its own vacuum frees their space.
    """
    if engine.dialect.name == "sqlite":
        with engine.engine.connect().execution_options(sqlite_begin="DEFERRED") as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
