"""The parts of a running application on an empty database, a small controller, and a clock to set."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from assistant.adapters.bus import InProcessBus
from assistant.answers.knowledge import Knowledge
from assistant.matcher.load import load_library
from assistant.matcher.model import Model, fit_model
from assistant.policy.load import Contact, Controller
from assistant.service.acting import DATA_SUBJECT, Act, Actor
from assistant.service.keys import Keys
from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.service.ports import Mail
from assistant.service.requests import Filing
from assistant.store.database import session_makers
from assistant.terms import Locale, Right, Role
from tests.library import write_library

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
ADDRESS = "aino.virtanen@example.org"
ALVA = Actor("alva", Role.AGENT)
BO = Actor("bo", Role.APPROVER)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return fit_model(load_library(write_library(tmp_path_factory.mktemp("library") / "intents")))


@pytest.fixture
def parts(engine: Engine, clock: Clock, small_model: Model) -> Parts:
    controller = Controller(
        id="nord",
        name="Nord Oy",
        country="FI",
        timezone="Europe/Helsinki",
        locales={Locale.EN: "en.md", Locale.FI: "fi.md", Locale.SV: "sv.md"},
        contact=Contact(email="privacy@nord.example.org"),
        origins=(),
        queue="nord-privacy",
        sender="letters@nord.example.org",
        signature={Locale.EN: "The privacy team at Nord Oy", Locale.FI: "Nord Oy, tietosuojatiimi"},
    )
    knowledge = Knowledge({"nord": controller}, {}, {}, small_model)
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


def acting(parts: Parts, session: Session, actor: Actor = DATA_SUBJECT) -> Act:
    return Act(session, parts, actor, parts.now())


FILING = Filing(
    controller="nord",
    locale=Locale.EN,
    rights=(Right.ACCESS,),
    address=ADDRESS,
    name="Aino Virtanen",
    scope="All of it, please.",
    channel="chat",
    conversation_id=None,
    received_at=NOON,
    idempotency_key="first",
)


def filing(*rights: Right, key: str = "first", address: str = ADDRESS) -> Filing:
    return replace(FILING, rights=rights, idempotency_key=key, address=address)


class Postbox:
    """A mailer that keeps what it gets, or fails as it is told."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.fault: Exception | None = None

    def send(self, mail: Mail) -> None:
        if self.fault is not None:
            raise self.fault
        self.mails.append(mail)

    @property
    def kinds(self) -> list[str]:
        return [dict(mail.headers)["X-Assistant-Kind"] for mail in self.mails]

    @property
    def code(self) -> str:
        """The code in the newest mail that has one."""
        found = [line[6:] for mail in self.mails for line in mail.text.splitlines() if line[:6] == "Code: "]
        return found[-1]


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()
