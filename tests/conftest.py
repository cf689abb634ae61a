"""Fixtures that many suites share: databases, and a small content folder."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from playwright.sync_api import Browser
from sqlalchemy import Engine, create_engine, make_url, text

from assistant.matcher.load import load_library, save_model
from assistant.matcher.model import fit_model
from assistant.store.database import open_engine, upgrade
from tests import postgres
from tests.chromium import chromium
from tests.library import write_library
from tests.web.content import write_content

settings.register_profile("shared", deadline=None, max_examples=60)  # a busy machine is not a failure
settings.load_profile("shared")

BOTH = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield a real Chromium. Whoever opens a context in it closes that, too."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Yield a server's address. Its folder is not pytest's, which another run closes to other accounts."""
    with TemporaryDirectory(prefix="postgres-") as folder, postgres.server(Path(folder)) as url:
        yield url


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database; the test runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    server: str = request.getfixturevalue("postgres_server")
    return new_database(server)


def new_database(server: str) -> str:
    name = f"test_{uuid.uuid4().hex}"
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty SQLite database with today's schema, to be copied: migrating takes long."""
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()  # the last connection brings everything from the log into the file
    return path


@pytest.fixture
def engine(database_url: str, migrated_file: Path) -> Iterator[Engine]:
    """Yield an engine on an empty database with today's schema."""
    url = make_url(database_url)
    engine = open_engine(database_url)
    if url.get_backend_name() == "sqlite":
        shutil.copy(migrated_file, str(url.database))
    else:
        upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def fitted_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two invented controllers and a small library, fitted once; no test may spoil it."""
    root = tmp_path_factory.mktemp("content")
    intents = write_library(root / "intents")
    write_content(root)
    save_model(intents, fit_model(load_library(intents)))
    return root


@pytest.fixture
def root(fitted_content: Path, tmp_path: Path) -> Path:
    """Return a copy of that folder, which a test may spoil."""
    return Path(shutil.copytree(fitted_content, tmp_path / "home"))
