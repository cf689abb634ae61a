"""The chat over a WebSocket: one handler per socket, a database session per turn, one writer."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NoReturn, cast

import structlog
from flask import Blueprint, Flask, request
from flask_sock import Sock
from jsonschema import Draft202012Validator
from simple_websocket import ConnectionClosed
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from assistant.dialogue.events import AskedForPerson, ChangedLanguage, Event
from assistant.errors import (
    AuthenticationError,
    ConflictError,
    ContentError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    UnavailableError,
)
from assistant.service import conversations, forgetting, live, turns
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.conversations import Held
from assistant.service.masking import clean
from assistant.service.parts import Parts
from assistant.service.turns import Sent
from assistant.service.views import frames
from assistant.store import Conversation
from assistant.store.database import is_away
from assistant.terms import Locale
from assistant.web import hello, outage, rates, watching
from assistant.web.beside import Beside
from assistant.web.framing import Closing, Frame, parsed, send
from assistant.web.origins import is_listed
from assistant.web.pages import speak
from assistant.web.rates import Rates
from assistant.web.runtime import network, runtime
from assistant.web.schema import ID, client_validator
from assistant.web.wire import HardenedServer, is_draining

BESIDE_SECONDS = 5.0
"""How often it is looked at what a person does who is beside the chat."""
_ID = Draft202012Validator(ID)
log = structlog.get_logger()
bp = Blueprint("socket", __name__)
sock = Sock()


def register(app: Flask) -> None:
    """Give the application its sockets."""
    parts = cast("Parts", app.extensions["assistant"])
    rates.register(app, parts.limits)
    sock.init_app(app)


@bp.before_request
def _check_before_upgrade() -> None:
    """Refuse foreign and missing origins, and a full house, before any upgrade."""
    if not is_listed(request.headers.get("Origin")):
        raise PermissionDeniedError("The header Origin must name a site that may embed the chat.")
    if is_draining():
        raise UnavailableError("This process is about to end; come again at once.")
    rates.seats().check(network())


def chat(ws: HardenedServer) -> None:
    """Serve one socket until either side has had enough."""
    parts, origin, peer = runtime(), request.headers["Origin"], network()
    seats = rates.seats()
    with seats.take("all", f"n:{peer}") as has_room:
        try:
            if not has_room:
                _refuse()
            with _told_of_outage():
                _talk(ws, parts, origin, peer)
        except Closing as closing:
            if closing.error:
                send(ws, {"t": "error", "code": closing.error, **closing.more})
            ws.close(closing.code)
        except ConnectionClosed:
            pass
        except Exception as error:  # noqa: BLE001 - whatever fails, the peer is told in its own protocol
            log.error("socket failed", kind=type(error).__name__)  # noqa: TRY400 - a trace could tell personal data
            send(ws, {"t": "error", "code": "internal"})
            ws.close(1011)


sock.route("/api/v1/chat", bp=bp)(chat)


@contextmanager
def _told_of_outage() -> Iterator[None]:
    """Close with a word on how to ask without us while database or content cannot be used. Rule I-5."""
    try:
        yield
    except (SQLAlchemyError, ContentError) as error:
        if isinstance(error, SQLAlchemyError):
            if not is_away(error):
                raise
            log.error("the database is away", kind=type(error).__name__)  # noqa: TRY400 - a trace could tell personal data
        more: dict[str, int | str] = {
            "retry_after_ms": outage.RETRY_SECONDS * 1000,
            "contact": outage.contact(),
        }
        raise Closing(1013, "unavailable", **more) from error


def _refuse() -> NoReturn:
    raise Closing(1013, "overload")


def _talk(ws: HardenedServer, parts: Parts, origin: str, peer: str) -> None:
    """Open the conversation that the first frame names, and serve it."""
    said = hello.read(ws, parts.limits)
    talk = _Talk(ws, parts, rates.rates(), peer, said["conv"])
    # Subscribed before anything is read, so that nothing falls between.
    subscription = parts.bus.subscribe(talk.conversation_id, talk.tell)
    try:
        first = talk.begin(said, origin)
        subscription.has_read(first[0]["head_seq"])  # or the next sweep would wake everybody who came back
        with rates.seats().take(f"c:{talk.conversation_id}") as fits:
            talk.run(first) if fits else _refuse()
    finally:
        subscription.end()


@dataclass(slots=True)
class _Talk:
    """One socket's share in one conversation: takes frames, and passes on every entry once, in order."""

    ws: HardenedServer
    parts: Parts
    rates: Rates
    peer: str
    conversation_id: str
    epoch: int = 0
    owner: str = ""
    """The hash of the token that the conversation answers to; another one after it has moved."""
    last_seq: int = 0
    has_news: bool = False
    shown_seq: int = 0
    """The newest entry that was shown when it was said, without being read again."""
    left: Held | None = None
    """How this socket's last turn left the conversation, for the next one to build upon."""
    thread: int = field(default_factory=threading.get_ident)
    beside: Beside = field(init=False)

    def __post_init__(self) -> None:
        self.beside = Beside(self.parts, self.conversation_id)

    def begin(self, said: Frame, origin: str) -> list[Frame]:
        """Return what answers a hello that may open the conversation: a welcome, and what was missed.

        Raises:
            Closing: neither pass nor token of it opens it.
        """
        try:
            with self.parts.sessions.begin() as session:
                act = Act(session, self.parts, DATA_SUBJECT, self.parts.now())
                conversation = hello.admitted(act, said, origin)
                self.epoch, self.owner = conversation.epoch, conversation.resume_hash
                self.last_seq = hello.known_seq(said, conversation)
                missed, seen = self._read(session, conversation)
        except (AuthenticationError, NotFoundError) as error:
            raise Closing(4401, "unauthorized") from error
        outage.concerns(self.parts.knowledge().controller(conversation.controller))
        speak(conversation.locale)
        self.beside.page = said.get("page", "")
        return [hello.welcome(said, conversation, self.parts.limits), *missed, *self.beside.news(seen)]

    def run(self, first: list[Frame]) -> None:
        with watching.chat(self.conversation_id):
            self._show(first)
            self._loop()

    def tell(self, seq: int) -> None:
        """Note that there is something new; the bus calls this, from any thread."""
        if seq == self.shown_seq and threading.get_ident() == self.thread:
            return  # what this socket said itself, and has shown already
        self.has_news = True
        self.ws.wake()

    def _loop(self) -> None:
        """Take frames and pass entries on; while nobody writes, nothing is asked of the database."""
        idle_seconds = self.parts.limits.idle_minutes * 60
        active = time.monotonic()
        while True:
            while self.has_news:
                self.has_news = False
                self._pass_on()
            left_seconds = active + idle_seconds - time.monotonic()
            most_seconds = BESIDE_SECONDS if self.beside.is_wanted else left_seconds
            raw = self.ws.receive(timeout=max(min(left_seconds, most_seconds), 0))
            if raw is not None:
                if self._take(raw):
                    active = time.monotonic()
            elif left_seconds <= 0:
                raise Closing(1000)
            elif self.beside.is_wanted:  # that somebody stopped typing is told by nobody
                self.has_news = True

    def _pass_on(self) -> None:
        """Send the entries that this socket has not sent yet, and what else is new."""
        with self.parts.reads() as session:
            conversation = session.get(Conversation, self.conversation_id)
            if conversation is None:
                self._erased()
            self._check_owner(conversation)
            missed, seen = self._read(session, conversation)
        self._show([*missed, *self.beside.news(seen)])

    def _read(self, session: Session, conversation: Conversation) -> tuple[list[Frame], dict[str, Frame]]:
        """Return the next entries, and how it stands with a person; if there may be more, there is news."""
        found = conversations.entries(session, self.conversation_id, after=self.last_seq)
        if len(found) == conversations.MOST_ENTRIES:
            self.has_news = True
        shown = frames(session, self.parts, conversation, found)
        return shown, self.beside.look(session, conversation)

    def _check_owner(self, conversation: Conversation) -> None:
        if conversation.mode == conversations.ASIDE:
            self._erased(forgetting.told_of(conversation))
        if conversation.resume_hash != self.owner:
            raise Closing(4409)

    def _show(self, shown: list[Frame]) -> None:
        if shown:
            send(self.ws, *shown)
        self.last_seq = max((frame["seq"] for frame in shown if frame["t"] == "entry"), default=self.last_seq)

    def _take(self, raw: str | bytes) -> bool:
        """Answer one frame; True if a person was behind it."""
        frame = parsed(raw)
        if frame is None:
            self._error("bad_frame")
            return False
        kind = frame.get("t")
        validator = client_validator(kind) if isinstance(kind, str) else None
        if validator is None or kind == "hello":
            self._error("unknown_type" if validator is None else "bad_frame", frame)
            return False
        if not validator.is_valid(frame):
            self._error("bad_frame", frame)
            return False
        try:
            _FRAMES[str(kind)](self, frame)
        except NotFoundError:
            self._erased()
        except ConflictError:
            self._error("cid_conflict", frame)
        except RateLimitedError as error:  # at another process, or before this one began
            self._error("rate_limited", frame, retry_after_ms=error.retry_after_ms)
        return kind not in {"ping", "typing", "read"}

    def sent(self, frame: Frame) -> None:
        body = frame["body"]
        text = body["text"] if body["type"] == "text" else ""
        if len(text) > self.parts.limits.message_characters:
            self._error("too_long", frame)
            return
        if body["type"] == "text" and not clean(text):
            self._error("bad_frame", frame)
            return
        if wait := self.rates.wait_ms(self.conversation_id):
            self._error("rate_limited", frame, retry_after_ms=wait)
            return
        left, self.left = self.left, None  # to be built upon once, and by nobody if it fails
        with watching.turn(), self.parts.sessions.begin() as session:
            act = Act(session, self.parts, DATA_SUBJECT, self.parts.now())
            taken = turns.take(act, self.conversation_id, Sent(frame["cid"], body, self.peer), left=left)
            self._check_owner(taken.conversation)
            is_alone = taken.conversation.mode == live.BY_BOT and not self.beside.is_wanted
            session.flush()
            shown = frames(session, self.parts, taken.conversation, list(taken.entries))
        self.left = taken.left
        ack: Frame = {"t": "ack", "cid": frame["cid"], "seq": taken.seq, "dup": taken.dup}
        try:
            if is_alone and shown and shown[0]["seq"] == self.last_seq + 1:
                self._show([ack, *shown])
                self.shown_seq = self.last_seq
            else:  # there is more to read
                send(self.ws, ack)
        finally:  # also of one who left with these words, others hear at once
            self.parts.bus.publish(self.conversation_id, taken.head)

    def _signal(self, frame: Frame, event: Event) -> None:
        self._take_turn(frame, lambda act: turns.signal(act, self.conversation_id, event))

    def _take_turn(self, frame: Frame, do: Callable[[Act], int]) -> None:
        if wait := self.rates.wait_ms(self.conversation_id):
            self._error("rate_limited", frame, retry_after_ms=wait)
            return
        with self.parts.sessions.begin() as session:
            act = Act(session, self.parts, DATA_SUBJECT, self.parts.now())
            head = do(act)
        self.parts.bus.publish(self.conversation_id, head)
        self._done(frame)

    def human(self, frame: Frame) -> None:
        self._signal(frame, AskedForPerson())

    def leave(self, frame: Frame) -> None:
        """Leave the line or the person; where nobody is, there is nobody to leave."""
        if self.beside.is_wanted:
            self._take_turn(frame, lambda act: live.leave(act, self.conversation_id))
            for conversation_id, seq in self.beside.line():
                self.parts.bus.publish(conversation_id, seq)
        else:
            self._done(frame)

    def language(self, frame: Frame) -> None:
        self._signal(frame, ChangedLanguage(Locale(frame["locale"])))

    def feedback(self, frame: Frame) -> None:
        of, helpful = int(frame["seq"]), bool(frame["helpful"])
        self._take_turn(frame, lambda act: turns.judge(act, self.conversation_id, of, helpful=helpful))

    def forget(self, frame: Frame) -> None:
        with self.parts.sessions.begin() as session:
            act = Act(session, self.parts, DATA_SUBJECT, self.parts.now())
            conversation = conversations.lock(act, self.conversation_id)
            kept = forgetting.told_of(conversation) if forgetting.forget(act, conversation) else ""
        self.parts.bus.publish(self.conversation_id, 0)
        self._done(frame)
        self._erased(kept)

    def ping(self, frame: Frame) -> None:
        send(self.ws, {"t": "pong", **({"n": frame["n"]} if "n" in frame else {})})

    def typing(self, frame: Frame) -> None:
        self._note(lambda act: live.visitor_typing(act, self.conversation_id, is_on=bool(frame["on"])))

    def read(self, frame: Frame) -> None:
        seq = min(int(frame["seq"]), self.last_seq)
        self._note(lambda act: live.visitor_read(act, self.conversation_id, seq))

    def _note(self, do: Callable[[Act], bool]) -> None:
        if self.beside.note(do):
            self.parts.bus.publish(self.conversation_id, self.last_seq)

    def _done(self, frame: Frame) -> None:
        send(self.ws, {"t": "done", **({"re": frame["id"]} if "id" in frame else {})})

    def _error(self, code: str, frame: Frame | None = None, **more: int) -> None:
        about = (frame or {}).get("cid") or (frame or {}).get("id")
        send(self.ws, {"t": "error", "code": code, **({"re": about} if _ID.is_valid(about) else {}), **more})

    def _erased(self, kept: str = "") -> NoReturn:
        send(self.ws, {"t": "erased", "epoch": self.epoch + 1, **({"kept": kept} if kept else {})})
        raise Closing(1000)


_FRAMES: dict[str, Callable[[_Talk, Frame], None]] = {
    "send": _Talk.sent,
    "human": _Talk.human,
    "leave": _Talk.leave,
    "language": _Talk.language,
    "feedback": _Talk.feedback,
    "forget": _Talk.forget,
    "ping": _Talk.ping,
    "typing": _Talk.typing,
    "read": _Talk.read,
}
