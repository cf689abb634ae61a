"""Keeps conversations: opens and resumes them, permits sockets, adds entries, and forgets."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    Select,
    String,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from assistant.dialogue.state import State, as_row
from assistant.errors import AuthenticationError, NotFoundError, RateLimitedError
from assistant.service.acting import Act
from assistant.service.keys import new_token
from assistant.service.ports import Erasure
from assistant.store import Attendance, Conversation, DataSubjectRequest, Entry, Pass
from assistant.store.base import UtcDateTime
from assistant.terms import Locale

VISITOR, BOT, STAFF = "visitor", "bot", "staff"
ASIDE = "aside"
"""The mode of a chat that its visitor forgot while a legal hold keeps it."""
MOVE_MINUTES = 10
_MOVING = "move"
"""Stands where a permit for a socket has the origin of its site."""
MOST_ENTRIES = 200
_FIRST_EPOCH = 1


@dataclass(frozen=True, slots=True)
class Opening:
    """A conversation and what the visitor needs to talk in it; both secrets are kept only as hashes."""

    conversation: Conversation
    resume_token: str = field(repr=False)
    permit: str = field(repr=False)
    permit_expires: datetime


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is to be added to a conversation. `cid` is the client's own id of what it sent."""

    actor: str
    body: dict[str, Any] = field(repr=False)
    lang: Locale
    kind: str = "message"
    cid: str | None = None
    body_hash: str = ""


def open_conversation(act: Act, controller: str, locale: Locale, *, origin: str) -> Opening:
    """Begin a conversation, without saying anything in it yet.

    Raises:
        NotFoundError: there is no such controller.
    """
    known = act.parts.knowledge().controller(controller)
    token = new_token()
    conversation = Conversation(
        controller=known.id,
        locale=locale,
        origin=origin,
        epoch=_FIRST_EPOCH,
        last_seq=0,
        state=as_row(State(known.id, locale)),
        resume_hash=hash_of(token),
        created=act.now,
        touched=act.now,
    )
    act.session.add(conversation)
    act.session.flush()
    return _opening(act, conversation, token, origin)


def resume(act: Act, token: str, *, controller: str, origin: str) -> Opening:
    """Permit one more socket to the conversation that the token belongs to.

    Raises:
        AuthenticationError: the token belongs to none, or to one on another site or of another controller.
    """
    conversation = by_token(act.session, token)
    if (conversation.origin, conversation.controller) != (origin, controller):
        raise AuthenticationError("This conversation belongs to another site.")
    return _opening(act, conversation, token, origin)


def offer_move(act: Act, conversation: Conversation) -> str:
    """Return a code that takes the conversation to another device, once, within some minutes."""
    code = new_token()
    expires = act.now + timedelta(minutes=MOVE_MINUTES)
    _permit(act, conversation, code, expires, origin=_MOVING)
    return code


def accept_move(act: Act, code: str, *, controller: str, origin: str) -> Opening:
    """Take a conversation over with a code; the device that it came from loses it.

    Raises:
        AuthenticationError: the code was used, is too old or belongs to another controller.
    """
    offered = act.session.get(Pass, hash_of(code))
    if offered is None or offered.origin != _MOVING:
        raise AuthenticationError("This link is not valid; make a new one.")
    conversation = redeem(act, code, offered.conversation_id, origin=_MOVING)
    if conversation.controller != controller:
        raise AuthenticationError("This conversation belongs to another site.")
    act.session.execute(delete(Pass).where(Pass.conversation_id == conversation.id))
    token = new_token()
    conversation.resume_hash, conversation.origin = hash_of(token), origin
    return _opening(act, conversation, token, origin)


def by_token(session: Session, token: str) -> Conversation:
    """Return the conversation that a resume token belongs to.

    Raises:
        AuthenticationError: there is none; it may have been erased.
    """
    found = session.scalar(_BY_TOKEN, {"token_hash": hash_of(token)})
    if found is None:
        raise AuthenticationError("This chat is not known; begin a new one.")
    return found


_PASSES = cast("Table", Pass.__table__)
_NOW = bindparam("now", type_=UtcDateTime)
_USE_UP = (
    update(_PASSES)
    .where(
        _PASSES.c.hash == bindparam("permit_hash"),
        _PASSES.c.conversation_id == bindparam("opens"),
        _PASSES.c.origin == bindparam("site"),
        _PASSES.c.expires > _NOW,
        _PASSES.c.used_at.is_(None),
    )
    .values(used_at=_NOW)
)
_PERMIT = insert(_PASSES)
_BY_ID = select(Conversation).where(Conversation.id == bindparam("opens"))
_BY_TOKEN = select(Conversation).where(Conversation.resume_hash == bindparam("token_hash"))


def redeem(act: Act, permit: str, conversation_id: str, *, origin: str) -> Conversation:
    """Use up a permit for a socket.

    Raises:
        AuthenticationError: it was used, is too old, or is for another conversation or site.
    """
    asked = {"permit_hash": hash_of(permit), "opens": conversation_id, "site": origin, "now": act.now}
    used = act.session.connection().execute(_USE_UP, asked)
    conversation = act.session.scalar(_BY_ID, {"opens": conversation_id})
    if used.rowcount != 1 or conversation is None:
        raise AuthenticationError("This pass is not valid; ask for a new one.")
    return conversation


def come_back(session: Session, token: str, conversation_id: str, *, origin: str) -> Conversation:
    """Return the conversation that a resume token opens on its site; no permit is used.

    Raises:
        AuthenticationError: the token belongs to none, or to another conversation, or to one on another site.
    """
    conversation = by_token(session, token)
    if (conversation.id, conversation.origin) != (conversation_id, origin):
        raise AuthenticationError("This token opens another chat, or one on another site.")
    return conversation


def lock(act: Act, conversation_id: str) -> Conversation:
    """Return the conversation, held for this transaction so that its entries stay in one order.

    Raises:
        NotFoundError: it was erased.
    """
    return hold(act, conversation_id).conversation


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation that a turn builds upon, and what was asked of the database with it.

    `known` tells number and hash of what the visitor sent under the same id before; `is_attended`, whether
    any member answers chats now; `before`, the newest number and the pace before the turn. Unless it
    `is_locked`, it is how an earlier turn left it, and may have changed since.
    """

    conversation: Conversation
    known: tuple[int, str] | None
    is_attended: bool
    before: tuple[int, datetime | None]
    is_locked: bool = True


_EARLIER = aliased(Entry)
_HOLD = (
    select(
        Conversation,
        _EARLIER.seq,
        _EARLIER.body_hash,
        select(func.max(Entry.seq)).where(Entry.conversation_id == Conversation.id).scalar_subquery(),
        exists().where(Attendance.until > bindparam("now", type_=UtcDateTime)),
    )
    .outerjoin(
        _EARLIER,
        and_(
            _EARLIER.conversation_id == Conversation.id,
            _EARLIER.actor == VISITOR,
            _EARLIER.cid == bindparam("cid", type_=String),
        ),
    )
    .where(Conversation.id == bindparam("conversation_id"))
    .with_for_update(of=Conversation, key_share=True)  # a new permit or message need not wait
    .execution_options(populate_existing=True)
)


def hold(act: Act, conversation_id: str, cid: str | None = None) -> Held:
    """Return the conversation, held for this transaction, and what it knows of an id of its visitor's.

    PostgreSQL waits for whoever holds it, and then shows the conversation of now beside entries of before;
    so they are asked for again if something was said meanwhile.

    Raises:
        NotFoundError: it was erased, or put aside.
    """
    asked = {"conversation_id": conversation_id, "cid": cid, "now": act.now}
    found = act.session.execute(_HOLD, asked).first()
    if found is None or found[0].mode == ASIDE:
        raise NotFoundError("This chat was erased.")
    conversation, seq, body_hash, newest, is_attended = found
    if conversation.last_seq != (newest or 0):
        _, seq, body_hash, _, is_attended = act.session.execute(_HOLD, asked).one()
    before = conversation.last_seq, conversation.paced_until
    return Held(conversation, None if seq is None else (seq, body_hash), bool(is_attended), before)


def spend_message(act: Act, conversation: Conversation) -> None:
    """Count one message of a conversation that is held; `message_burst` may come at once. Rule S-7.

    Raises:
        RateLimitedError: it came too soon; nothing was counted.
    """
    limits = act.parts.limits
    each = timedelta(minutes=1) / limits.messages_per_minute
    paced_until = max(conversation.paced_until or act.now, act.now)
    if paced_until > act.now + each * limits.message_burst:  # a clock was set back: begin to count anew
        paced_until = act.now
    wait = paced_until - act.now - each * (limits.message_burst - 1)
    if wait > timedelta():
        wait_ms = wait // timedelta(milliseconds=1) + 1
        raise RateLimitedError("There were too many messages in a short time.", retry_after_ms=wait_ms)
    conversation.paced_until = paced_until + each


@dataclass(frozen=True, slots=True)
class Numbered:
    """An entry with its place in a conversation that is held: a row of `Entry` that is yet to be written."""

    conversation_id: str
    seq: int
    kind: str
    actor: str
    name: str
    cid: str | None
    body: dict[str, Any] = field(repr=False)
    body_hash: str
    lang: Locale
    at: datetime

    @property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _ENTRY_COLUMNS}


_ENTRIES = cast("Table", Entry.__table__)
_ENTRY_COLUMNS = tuple(_ENTRIES.columns.keys())
_FOLLOWING = (
    select(*(_ENTRIES.c[name] for name in Numbered.__slots__))
    .where(_ENTRIES.c.conversation_id == bindparam("of"), _ENTRIES.c.seq > bindparam("after"))
    .order_by(_ENTRIES.c.seq)
    .limit(bindparam("most"))
)


def append(act: Act, conversation: Conversation, new: NewEntry, *, name: str = "") -> Entry:
    """Add an entry to a conversation that this transaction holds; its number follows the last one.

    `name` is the member's who wrote it.
    """
    entry = Entry(**numbered(act, conversation, new, name=name).values)
    act.session.add(entry)
    return entry


def numbered(act: Act, conversation: Conversation, new: NewEntry, *, name: str = "") -> Numbered:
    """Return the entry that follows the last one of a conversation that is held, to be written by a turn."""
    conversation.last_seq += 1
    conversation.touched = act.now
    return Numbered(
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        kind=new.kind,
        actor=new.actor,
        name=name,
        cid=new.cid,
        body=new.body,
        body_hash=new.body_hash,
        lang=new.lang,
        at=act.now,
    )


def add(act: Act, entries: Iterable[Numbered]) -> None:
    """Add numbered entries to what the session writes."""
    act.session.add_all(Entry(**entry.values) for entry in entries)


def entries(
    session: Session, conversation_id: str, *, after: int, most: int = MOST_ENTRIES
) -> list[Numbered]:
    """Return the entries that follow a number, in order."""
    asked = {"of": conversation_id, "after": after, "most": most}
    return [Numbered(*row) for row in session.connection().execute(_FOLLOWING, asked)]


def erase(act: Act, conversation: Conversation) -> None:
    """Erase a conversation with all its entries; a request that it made stays on record (T-4)."""
    act.parts.erasures.note(Erasure("conversation", conversation.id))
    act.session.execute(
        update(DataSubjectRequest)
        .where(DataSubjectRequest.conversation_id == conversation.id)
        .values(conversation_id=None)
    )
    act.session.execute(delete(Conversation).where(Conversation.id == conversation.id))
    act.session.expunge(conversation)


def forget_permits(act: Act) -> None:
    """Delete the permits that are too old to be of use."""
    act.session.execute(delete(Pass).where(Pass.expires < act.now))


def old(limit: datetime) -> Select[Conversation]:
    """Return what finds the conversations nobody wrote in since then, without a request or put aside."""
    made_one = select(DataSubjectRequest.id).where(
        DataSubjectRequest.conversation_id == Conversation.id, Conversation.mode != ASIDE
    )
    return select(Conversation).where(Conversation.touched < limit, ~made_one.exists())


def hash_of(secret: str) -> str:
    """Return what is kept of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _opening(act: Act, conversation: Conversation, token: str, origin: str) -> Opening:
    permit = new_token()
    expires = act.now + timedelta(seconds=act.parts.limits.pass_seconds)
    _permit(act, conversation, permit, expires, origin=origin)
    return Opening(conversation, token, permit, expires)


def _permit(act: Act, conversation: Conversation, secret: str, expires: datetime, *, origin: str) -> None:
    kept = {"hash": hash_of(secret), "conversation_id": conversation.id, "origin": origin, "expires": expires}
    act.session.connection().execute(_PERMIT, kept)
