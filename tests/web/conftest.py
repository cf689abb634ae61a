"""An application over a small content folder, an empty database and a clock that stands still."""

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from assistant.adapters.bus import InProcessBus
from assistant.answers.knowledge import Knowledge
from assistant.answers.load import load_knowledge
from assistant.service.keys import Keys
from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.store.database import open_engine, session_makers
from assistant.web import wire
from assistant.web.app import create_app
from assistant.web.runtime import Face
from tests.web.chatting import Visitor, serving

NOON = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)
OWN = {"Origin": "https://privacy.example.org"}


class Clock:
    """A clock that moves only when a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture(scope="session")
def knowledge(fitted_content: Path) -> Knowledge:
    return load_knowledge(fitted_content)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def parts(tmp_path: Path, migrated_file: Path, knowledge: Knowledge, clock: Clock) -> Iterator[Parts]:
    shutil.copy(migrated_file, tmp_path / "web.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'web.db'}")
    sessions, reads = session_makers(engine)
    yield Parts(
        sessions=sessions,
        reads=reads,
        now=clock,
        knowledge=lambda: knowledge,
        keys=Keys.derive("a secret that only these tests know"),
        limits=Limits(undo_seconds=0),
        bus=InProcessBus(),
        base_url="https://privacy.example.org",
    )
    engine.dispose()


@pytest.fixture
def mail_folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def app(parts: Parts, mail_folder: Path) -> Flask:
    wire.install(parts.limits)  # a server that another test has stopped left this process draining
    return create_app(parts, Face(is_demo=True, mail_folder=mail_folder))


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Serve the application to a real browser."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def port(app: Flask, parts: Parts) -> Iterator[int]:
    """Serve the application, sockets and all, while the test lasts."""
    with serving(app, parts.limits) as port:
        yield port


@pytest.fixture
def visitor(app: Flask, port: int) -> Visitor:
    """One who has opened a chat at nord and holds its pass."""
    return Visitor(app, port).open()
