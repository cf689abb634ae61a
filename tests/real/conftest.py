"""A real Request Tracker for the session, and our parts with a mirror in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine

from assistant.adapters.bus import InProcessBus
from assistant.adapters.request_tracker import RequestTrackerClient
from assistant.answers.knowledge import Knowledge
from assistant.matcher.load import load_library
from assistant.matcher.model import Model, fit_model
from assistant.policy.load import Contact, Controller, Mirror
from assistant.service.keys import Keys
from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.store.database import session_makers
from assistant.terms import Locale
from tests.library import write_library
from tests.real.request_tracker import QUEUE, RequestTracker, is_installed, running
from tests.service.conftest import Clock, Postbox

NORD = Controller(
    id="nord",
    name="Nord Oy",
    country="FI",
    timezone="Europe/Helsinki",
    locales={Locale.EN: "en.md"},
    contact=Contact(email="privacy@nord.example.org"),
    origins=(),
    queue="nord-privacy",
    sender="letters@nord.example.org",
)


@pytest.fixture(scope="session")
def real() -> Iterator[RequestTracker]:
    """Yield a server. Its folder is not pytest's, which another account may not enter."""
    assert is_installed(), "Request Tracker is missing; run as root: bash .ci/packages"
    memory = Path("/dev", "shm")  # no disk to wait for at every commit
    with (
        TemporaryDirectory(prefix="request-tracker-", dir=memory if memory.is_dir() else None) as folder,
        running(Path(folder)) as tracker,
    ):
        yield tracker


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return fit_model(load_library(write_library(tmp_path_factory.mktemp("library") / "intents")))


@pytest.fixture
def clock() -> Clock:
    """Return a clock at the real time, since the real server keeps that; it stands still all the same."""
    return Clock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def controller(real: RequestTracker) -> Controller:
    return replace(NORD, mirror=Mirror("request-tracker", real.url, QUEUE))


@pytest.fixture
def client(real: RequestTracker, controller: Controller) -> RequestTrackerClient:
    assert controller.mirror is not None
    return RequestTrackerClient(controller.mirror, real.token)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def parts(engine: Engine, clock: Clock, model: Model, controller: Controller) -> Parts:
    knowledge = Knowledge({"nord": controller}, {}, {}, model)
    sessions, reads = session_makers(engine)
    return Parts(
        sessions=sessions,
        reads=reads,
        now=clock,
        knowledge=lambda: knowledge,
        keys=Keys.derive("a master secret of the tests, long enough"),
        limits=Limits(),
        bus=InProcessBus(),
        base_url="https://assistant.example.org",
    )
