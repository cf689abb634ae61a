"""Wires settings into a running application: the only module that sees both the web and the adapters."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from flask import Flask
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError

from assistant.adapters.anchor_file import AnchorFile
from assistant.adapters.bus import InProcessBus, Sweeper
from assistant.adapters.erasure_file import ErasureFile
from assistant.adapters.live_content import LiveContent, Watcher
from assistant.adapters.mail_folder import MailFolder
from assistant.adapters.postgres_bus import PostgresBus
from assistant.adapters.request_tracker import RequestTrackerClient
from assistant.adapters.smtp import SmtpMailer
from assistant.errors import UnavailableError, UsageError
from assistant.policy.load import Controller
from assistant.service import keyring, mirrors, queues
from assistant.service.acting import SYSTEM, Act
from assistant.service.mirror_port import Mirrors
from assistant.service.parts import Parts
from assistant.service.ports import Mailer
from assistant.settings import SECRET_LENGTH, Settings, find_content
from assistant.store.database import open_engine, session_makers, upgrade
from assistant.web import wire
from assistant.web.app import create_app
from assistant.web.runtime import Face

Clock = Callable[[], datetime]
DATABASES = ("sqlite", "postgresql")
SECRET_FILE = "secret"  # noqa: S105 - the name of its file
MAIL_FOLDER = "mail"
ERASURES = "erasures.jsonl"
ANCHORS = "anchors.jsonl"


@dataclass(frozen=True, slots=True)
class Application:
    """Everything wired. Whoever built it disposes of the engine."""

    parts: Parts
    app: Flask
    mailer: Mailer
    mirrors: Mirrors
    engine: Engine


@dataclass(frozen=True, slots=True)
class Door:
    """Whom a process serves: `origins` may embed any widget; `role` is `http`, `chat` or `all`."""

    origins: tuple[str, ...] = ()
    role: str = "all"


def build(
    settings: Settings,
    *,
    is_demo: bool,
    clock: Clock | None = None,
    door: Door = Door(),
    content: LiveContent | None = None,
) -> Application:
    """Return the application; the content is read, and the database is at its newest version.

    A demonstration makes its own secret and never sends a mail out. `content` was read before, by the
    process that this one comes from.

    Raises:
        UsageError: a setting is missing or wrong.
        ContentError: a file of the content cannot be used.
        UnavailableError: the data folder or the database cannot be used.
    """
    content = content or content_of(settings)
    content.prepare()  # what cannot be used is said before anything is opened
    secret = secret_of(settings, may_make=is_demo)
    engine = open_database(settings)
    wired = _parts(settings, engine, content, secret=secret, now=clock or utc_now)
    parts = replace(wired, is_demo=is_demo)
    with parts.sessions.begin() as session:
        queues.ensure(Act(session, parts, SYSTEM, parts.now()))
    face = Face(
        is_demo=is_demo,
        trusted_proxies=settings.trusted_proxies,
        mail_folder=mail_folder(settings) if is_demo else None,
        secure_cookies=settings.base_url.startswith("https:"),
        origins=door.origins,
        serves_pages=door.role != "chat",
        serves_sockets=door.role != "http",
        metrics=settings.metrics,
        metrics_token=settings.metrics_token,
    )
    mailer = MailFolder(mail_folder(settings)) if is_demo else mailer_of(settings)
    wire.install(settings.limits)
    made = mirrors_of(settings)
    try:
        mirrors.check(parts, made)
    except BaseException:
        engine.dispose()
        raise
    return Application(parts, create_app(parts, face), mailer, made, engine)


@contextmanager
def opened(settings: Settings) -> Iterator[Parts]:
    """Yield the parts for a command that serves nobody; content is read only if it is asked for.

    Raises:
        UsageError: a setting is missing or wrong.
        UnavailableError: the database cannot be used.
    """
    secret = secret_of(settings, may_make=False)
    engine = open_database(settings)
    try:
        yield _parts(settings, engine, content_of(settings), secret=secret, now=utc_now)
    finally:
        engine.dispose()


def content_of(settings: Settings) -> LiveContent:
    """Return what keeps the content in force, of which nothing is read yet."""
    return LiveContent(find_content(settings.home), at_hand=settings.controllers_at_hand)


def utc_now() -> datetime:
    """Return the instant that it is."""
    return datetime.now(UTC)


def open_database(settings: Settings) -> Engine:
    """Return an engine on the database, brought to the newest version.

    Raises:
        UsageError: the address is not one of a database that we know.
        UnavailableError: it cannot be reached or written, or is of a newer version.
    """
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        raise _wrong_database() from None
    if url.get_backend_name() not in DATABASES:
        raise _wrong_database()
    if settings.is_sqlite:
        prepare_folder(settings.data)
    engine = open_engine(settings.database_url, connections=settings.database_connections)
    try:
        upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def mail_folder(settings: Settings) -> Path:
    """Return where mail goes that goes into a folder."""
    return settings.data.resolve() / MAIL_FOLDER


def mailer_of(settings: Settings) -> Mailer:
    """Return what sends mail, as the settings say."""
    if settings.mail == "folder":
        return MailFolder(mail_folder(settings))
    return SmtpMailer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_username,
        settings.smtp_password,
    )


def mirrors_of(settings: Settings) -> Mirrors:
    """Return what speaks to the mirrors of controllers, with the tokens of the settings."""

    def make(controller: Controller) -> RequestTrackerClient:
        if controller.mirror is None:
            raise UsageError(f"{controller.id} has no mirror")
        return RequestTrackerClient(controller.mirror, _token(settings.mirror_tokens, controller.id))

    return make


def _token(tokens: str, controller: str) -> str:
    """Return the token of a controller; one that stands alone is for all."""
    given = tokens.replace(",", " ").split()
    named = dict(one.split("=", 1) for one in given if "=" in one)
    alone = [one for one in given if "=" not in one]
    token = named.get(controller) or next(iter(alone), "")
    if not token:
        raise UsageError(f"{controller} has a mirror and no token for it; set ASSISTANT_MIRROR_TOKENS")
    return token


def prepare_folder(folder: Path) -> None:
    """Make the data folder, for its owner only, unless it is there.

    Raises:
        UnavailableError: it is not there and cannot be made, or cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnavailableError(f"the data folder {folder} cannot be made: {error.strerror}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UnavailableError(f"the data folder {folder} cannot be written; name another in ASSISTANT_DATA")


def secret_of(settings: Settings, *, may_make: bool) -> str:
    """Return the master secret: the setting, else the one a demonstration has left in the data folder.

    Raises:
        UsageError: there is none and none may be made.
        UnavailableError: its file cannot be read or written.
    """
    if settings.secret:
        return settings.secret
    path = settings.data / SECRET_FILE
    try:
        if not path.is_file():
            if not may_make:
                raise UsageError(
                    "ASSISTANT_SECRET is missing: it seals texts and signs the audit; for example: "
                    "export ASSISTANT_SECRET=$(openssl rand -hex 32)"
                )
            prepare_folder(settings.data)
            _keep_new_secret(path)
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UnavailableError(f"the secret in {path} cannot be read or written") from error
    if len(secret) < SECRET_LENGTH:
        raise UnavailableError(f"the secret in {path} is not whole; restore it, or remove the data folder")
    return secret


def _keep_new_secret(path: Path) -> None:
    """Write a fresh secret for the owner's eyes; another process that is quicker wins."""
    part = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(SECRET_LENGTH))
    try:
        path.hardlink_to(part)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _wrong_database() -> UsageError:
    example = "ASSISTANT_DATABASE_URL=postgresql://assistant@db/assistant"
    return UsageError(f"ASSISTANT_DATABASE_URL is no address of SQLite or PostgreSQL; for example: {example}")


def _parts(settings: Settings, engine: Engine, content: LiveContent, *, secret: str, now: Clock) -> Parts:
    sessions, reads = session_makers(engine)
    return Parts(
        sessions=sessions,
        reads=reads,
        now=now,
        knowledge=content,
        content=content,
        keys=keyring.ready(sessions, secret, settings.secret_former, now=now()),
        limits=settings.limits,
        bus=InProcessBus() if settings.is_sqlite else PostgresBus(settings.database_url, reads),
        base_url=settings.base_url,
        erasures=ErasureFile(settings.data / ERASURES),
        anchors=AnchorFile(settings.data / ANCHORS),
    )


@contextmanager
def carrying(parts: Parts) -> Iterator[None]:
    """Let the bus reach other processes while the block runs."""
    bus = parts.bus
    if not isinstance(bus, PostgresBus):
        yield
        return
    bus.start()
    try:
        yield
    finally:
        bus.stop()


@contextmanager
def attending(parts: Parts) -> Iterator[None]:
    """Keep content and sockets up with what other processes and people do, while the block runs."""
    bus = cast("InProcessBus", parts.bus)
    with carrying(parts), Watcher(parts.content), Sweeper(bus, parts.reads):
        yield
