"""Holds that the migrations and the rows tell the same story."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from assistant.errors import UnavailableError
from assistant.store import Row
from assistant.store.database import is_current, open_engine, upgrade


def test_upgrading_an_empty_database_makes_exactly_the_rows_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []
    assert is_current(engine)


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    assert is_current(engine)


def test_a_database_from_a_newer_version_is_refused_and_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnavailableError, match="newer version"):
        upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    path.write_bytes(b"this is a letter, not a database" * 100)
    engine = open_engine(f"sqlite:///{path}")
    with pytest.raises(UnavailableError, match="cannot be used") as caught:
        upgrade(engine)
    assert "\n" not in str(caught.value)
    engine.dispose()
