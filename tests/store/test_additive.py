"""Holds that migrations only add, so that the version of before goes on serving beside the new schema.

`docs/operating.md` promises it for every upgrade. A real database is brought from each version to the next:
what the code of before reads is still there, and what it does not know of fills itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from assistant.store.database import alembic_config, open_engine

FIRST_PROMISED = "0011"
"""Earlier versions were never released: nobody upgrades from them while serving."""


@dataclass(frozen=True)
class Column:
    """What code that does not know of a column, or goes on using it, depends on."""

    kind: str
    is_required: bool
    fills_itself: bool
    length: int | None


def columns(engine: Engine) -> dict[str, dict[str, Column]]:
    """Return every column of every table."""
    found = inspect(engine)
    return {
        table: {str(row["name"]): _column(row) for row in found.get_columns(table)}
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def _column(row: Mapping[str, Any]) -> Column:
    fills = row.get("default") is not None or bool(row.get("autoincrement") is True or row.get("identity"))
    return Column(
        type(row["type"]).__name__, not row["nullable"], fills, getattr(row["type"], "length", None)
    )


def broken(before: dict[str, dict[str, Column]], after: dict[str, dict[str, Column]]) -> Iterator[str]:
    """Yield what the code of before would stumble over."""
    for table, own in before.items():
        if table not in after:
            yield f"{table} is gone"
            continue
        for name, old in own.items():
            new = after[table].get(name)
            if new is None:
                yield f"{table}.{name} is gone"
            elif new.kind != old.kind or (new.length or 10**9) < (old.length or 0):
                yield f"{table}.{name} became {new.kind}({new.length})"
            elif new.is_required and not old.is_required:
                yield f"{table}.{name} became required"
        for name in after[table].keys() - own.keys():
            if after[table][name].is_required and not after[table][name].fills_itself:
                yield f"{table}.{name} must be filled by code that does not know it"


def revisions() -> list[str]:
    script = ScriptDirectory.from_config(alembic_config())
    return [one.revision for one in reversed(list(script.walk_revisions()))]


def test_the_code_of_before_goes_on_beside_each_new_schema(database_url: str) -> None:
    engine = open_engine(database_url)
    before: dict[str, dict[str, Column]] = {}
    for revision in revisions():
        with engine.begin() as connection:
            command.upgrade(alembic_config(connection), revision)
        after = columns(engine)
        if revision > FIRST_PROMISED:
            assert list(broken(before, after)) == [], f"{revision}: add first, take away later"
        before = after
    engine.dispose()


TEXT = Column("TEXT", is_required=False, fills_itself=False, length=None)
REQUIRED = replace(TEXT, is_required=True)
LONG, SHORT = (replace(TEXT, kind="VARCHAR", length=length) for length in (64, 32))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ({"a": TEXT}, {}, "t.a is gone"),
        ({}, {"b": REQUIRED}, "t.b must be filled by code that does not know it"),
        ({"a": LONG}, {"a": SHORT}, "t.a became VARCHAR(32)"),
        ({"a": TEXT}, {"a": REQUIRED}, "t.a became required"),
    ],
)
def test_what_would_stop_the_code_of_before_is_named(
    old: dict[str, Column], new: dict[str, Column], told: str
) -> None:
    assert list(broken({"t": old}, {"t": new})) == [told]
