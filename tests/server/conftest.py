"""A small site and an empty database of each kind."""

from pathlib import Path

import pytest

from tests.cli.command import Site
from tests.conftest import new_database


@pytest.fixture
def site(root: Path, tmp_path: Path) -> Site:
    return Site(home=root, data=tmp_path / "data")


@pytest.fixture
def shared_database(postgres_server: str) -> str:
    """Return the address of an empty PostgreSQL database."""
    return new_database(postgres_server)
