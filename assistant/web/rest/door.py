"""Who may come in: a token or a name with its password, and only where a queue is open to programs."""

import base64
import binascii
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Blueprint, Response, g, jsonify, make_response, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from assistant.errors import (
    AssistantError,
    AuthenticationError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
)
from assistant.service import staff
from assistant.service.acting import SYSTEM, Act
from assistant.service.hands import Hand
from assistant.store import Queue, StaffMember
from assistant.web.errors import status_of
from assistant.web.origins import is_own
from assistant.web.runtime import network, runtime

PREFIX = "/REST/2.0"
BODY_BYTES = 32 * 1024 * 1024
REMEMBER_SECONDS = 60.0
MOST_REMEMBERED = 1000
bp = Blueprint("rest", __name__, url_prefix=PREFIX)


@dataclass(frozen=True, slots=True)
class _Known:
    member_id: str
    password_hash: str
    until: float

    def fits(self, member: StaffMember) -> bool:
        """Tell whether the password would still let its member in alone."""
        return member.is_active and member.password_hash == self.password_hash and not member.totp_sealed


class Remembered:
    """Passwords that were right a moment ago, by a keyed hash: argon2 is slow on purpose, a program is not.

    The key dies with the process. A changed password, or a member who may come in no longer, counts at once.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._key = seconds, secrets.token_bytes(32)
        self._known: dict[bytes, _Known] = {}
        self._lock = threading.Lock()

    def find(self, name: str, password: str) -> _Known | None:
        """Return whose password this was, if that is not long ago."""
        with self._lock:
            known = self._known.get(self._hash(name, password))
        return known if known and self._seconds() < known.until else None

    def keep(self, name: str, password: str, member: StaffMember) -> None:
        """Remember a password that was right."""
        with self._lock:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            until = self._seconds() + REMEMBER_SECONDS
            self._known[self._hash(name, password)] = _Known(member.id, member.password_hash, until)

    def _hash(self, name: str, password: str) -> bytes:
        return hmac.digest(self._key, f"{name}\0{password}".encode(), hashlib.sha256)


REMEMBERED = Remembered()


@bp.before_request
def enter() -> None:
    """Let a program in that shows whom it works for.

    Raises:
        NotFoundError: no queue is open to programs.
        AuthenticationError: the token, or the name with its password, is missing or wrong.
        PermissionDeniedError: a page of another site sent this.
    """
    request.max_content_length = BODY_BYTES
    request.max_form_memory_size = BODY_BYTES
    origin = request.headers.get("Origin")
    if origin is not None and not is_own(origin):
        raise PermissionDeniedError("Pages of other sites may not use this.")
    with runtime().reads() as session:
        if session.scalar(select(Queue.id).where(Queue.serves_rest).limit(1)) is None:
            raise NotFoundError("Not Found")
    g.rest_member = _member().id


def _member() -> StaffMember:
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    found = None
    if kind.casefold() == "token":
        with runtime().reads() as session:
            found = staff.by_token(Act(session, runtime(), SYSTEM, runtime().now()), shown.strip())
    elif kind.casefold() == "basic":
        found = _by_password(*_pair(shown))
    if found is None:
        raise AuthenticationError("Unauthorized")
    return found


def _pair(shown: str) -> tuple[str, str]:
    try:
        name, _, password = base64.b64decode(shown, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, password


def _by_password(name: str, password: str) -> StaffMember | None:
    parts = runtime()
    known = REMEMBERED.find(name, password)
    if known is not None:
        with parts.reads() as session:
            member = session.get(StaffMember, known.member_id)
            if member and known.fits(member):
                return member
    found = staff.check_password(parts, name, password, network=network())
    if found is not None:
        REMEMBERED.keep(name, password, found)
    return found


@contextmanager
def reading() -> Iterator[Hand]:
    """Yield the member at work, for reading only."""
    with runtime().reads() as session:
        yield _hand(session)


@contextmanager
def writing() -> Iterator[Hand]:
    """Yield the member at work; what they did is kept only if the block ends well."""
    with runtime().sessions.begin() as session:
        yield _hand(session)


def _hand(session: Session) -> Hand:
    return Hand(session, runtime(), session.get_one(StaffMember, g.rest_member))


@bp.errorhandler(AssistantError)
def known_error(error: AssistantError) -> Response:
    """Answer in Request Tracker's shape; what is refused is never said with 200."""
    status, _ = status_of(error)
    told = "Internal Server Error" if status == 500 else str(error)  # noqa: PLR2004 - our own faults
    response = make_response(jsonify(message=told), status)
    if isinstance(error, AuthenticationError):
        response.headers["WWW-Authenticate"] = 'Basic realm="tracker"'
    return response


@bp.errorhandler(HTTPException)
def http_error(error: HTTPException) -> Response:
    """Answer in Request Tracker's shape."""
    response = make_response(jsonify(message=error.name), error.code or 500)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


@bp.route("/", defaults={"path": ""}, methods=["GET", "POST", "PUT", "DELETE"])
@bp.route("/<path:path>", methods=["GET", "POST", "PUT", "DELETE"])
def nothing(path: str) -> Response:
    """Say that there is nothing here, to those who may come in at all."""
    raise NotFoundError(f"There is nothing at {path[:60]}.")


def body() -> dict[str, object]:
    """Return the object that was sent as JSON; nothing at all is an empty one.

    Raises:
        InvalidInputError: it is no JSON object.
    """
    if not request.get_data(cache=True):
        return {}
    sent = request.get_json(silent=True, force=True)
    if not isinstance(sent, dict):
        raise InvalidInputError("The body must be a JSON object.")
    return sent
