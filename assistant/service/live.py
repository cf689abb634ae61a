"""Chats with people: the line that visitors wait in, who takes whom from it, and what both sides say.

A hand-over changes only while its conversation is held, so that of two members who take one chat the second
is refused, and entries and hand-over never tell different stories.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from assistant.dialogue.events import Wanted
from assistant.dialogue.state import of_row
from assistant.errors import ConflictError, InvalidInputError, NotFoundError
from assistant.service import conversations, rounds
from assistant.service.acting import SYSTEM, Act
from assistant.service.attendance import PATIENCE
from assistant.service.conversations import BOT, STAFF, NewEntry
from assistant.service.masking import clean
from assistant.service.parts import Parts
from assistant.store import Conversation, Entry, Handover
from assistant.terms import Locale
from assistant.translations import translate

PAGE_CHARACTERS = 255
BY_BOT, QUEUED, BY_STAFF = "bot", "queued", "staff"
TYPING = timedelta(seconds=6)
"""How long somebody counts as typing after they were last seen to."""
TYPING_AGAIN = timedelta(seconds=3)
"""Signs of typing that come sooner than this after another are not written down."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a member sent: their client's id for it, and the text."""

    cid: str
    text: str = field(repr=False)


def call(act: Act, conversation: Conversation, why: Wanted) -> Handover:
    """Put the visitor in line for a person; whoever is in line or with somebody stays where they are.

    The urgent go before all others (I-11). The conversation is held.
    """
    is_urgent = why is Wanted.URGENT
    if found := open_handover(act.session, conversation.id):
        found.is_urgent = found.is_urgent or is_urgent
        if found.claimed_by is None:
            _enter(act, conversation, QUEUED, place=place_of(act.session, found))
        return found
    handover = Handover(
        conversation_id=conversation.id,
        controller=conversation.controller,
        page=conversation.origin,
        why=why.value,
        is_urgent=is_urgent,
        asked_at=act.now,
    )
    act.session.add(handover)
    act.session.flush()
    conversation.mode = QUEUED
    _enter(act, conversation, QUEUED, place=place_of(act.session, handover))
    return handover


def open_handover(session: Session, conversation_id: str) -> Handover | None:
    """Return the hand-over of a conversation that is not over; None if there is none."""
    return session.scalar(
        select(Handover).where(Handover.conversation_id == conversation_id, Handover.ended_at.is_(None))
    )


def waiting(session: Session, controllers: Sequence[str]) -> Sequence[Handover]:
    """Return who is in line at these companies: the urgent first, then who asked first."""
    line = select(Handover).where(
        Handover.controller.in_(controllers), Handover.ended_at.is_(None), Handover.claimed_by.is_(None)
    )
    urgent_first = case((Handover.is_urgent, 0), else_=1)
    return session.scalars(line.order_by(urgent_first, Handover.asked_at, Handover.id)).all()


def talking(session: Session, controllers: Sequence[str]) -> Sequence[Handover]:
    """Return the chats of these companies that somebody has taken, oldest first."""
    taken = select(Handover).where(
        Handover.controller.in_(controllers), Handover.ended_at.is_(None), Handover.claimed_by.is_not(None)
    )
    return session.scalars(taken.order_by(Handover.claimed_at, Handover.id)).all()


def place_of(session: Session, handover: Handover) -> int:
    """Return the place in line: 1 is next."""
    line = [each.id for each in waiting(session, [handover.controller])]
    return line.index(handover.id) + 1 if handover.id in line else 1


def line_of(session: Session, conversation_id: str) -> list[tuple[str, int]]:
    """Return who waits at the company of a conversation: their conversations and newest entries."""
    conversation = session.get(Conversation, conversation_id)
    line = waiting(session, [conversation.controller]) if conversation else []
    return [(each.conversation_id, each.conversation.last_seq) for each in line]


def hold(act: Act, handover_id: str) -> tuple[Handover, Conversation]:
    """Return a hand-over as it stands while its conversation is held.

    Raises:
        NotFoundError: there is none, or its chat was erased.
    """
    known = act.session.get(Handover, handover_id)
    if known is None:
        raise NotFoundError("There is no such chat; the visitor may have erased it.")
    conversation = conversations.lock(act, known.conversation_id)
    act.session.refresh(known)
    return known, conversation


def claim(act: Act, handover_id: str) -> Handover:
    """Take a chat from the line; taking one's own again changes nothing.

    Raises:
        NotFoundError: the visitor erased it.
        ConflictError: somebody else has it, or it is over.
    """
    handover, conversation = hold(act, handover_id)
    if handover.ended_at is None and handover.claimed_by == act.actor.name:
        return handover
    if handover.ended_at is not None or handover.claimed_by is not None:
        raise ConflictError("This chat was taken by somebody else, or it is over.")
    handover.claimed_by, handover.claimed_at, handover.seen_at = act.actor.name, act.now, act.now
    handover.staff_read = conversation.last_seq
    conversation.mode = BY_STAFF
    _enter(act, conversation, BY_STAFF, name=act.actor.name)
    return handover


def say(act: Act, handover_id: str, said: Said) -> Entry:
    """Add what the member says to the visitor; the same `cid` again changes nothing.

    Raises:
        NotFoundError: the visitor erased the chat.
        ConflictError: the chat is not the member's, or is over; or the `cid` was used for something else.
        InvalidInputError: there is no text, or too much.
    """
    handover, conversation = own(act, handover_id)
    text = clean(said.text)
    most = act.parts.limits.message_characters
    if not text or len(text) > most:
        raise InvalidInputError(f"Write something, of at most {most} characters.")
    digest = hashlib.sha256(text.encode()).hexdigest()
    known = act.session.scalar(
        select(Entry).where(
            Entry.conversation_id == conversation.id, Entry.actor == STAFF, Entry.cid == said.cid
        )
    )
    if known:
        if known.body_hash != digest:
            raise ConflictError("This id was used for another message.")
        return known
    locale = of_row(conversation.state).locale
    new = NewEntry(STAFF, {"type": "text", "text": text}, locale, cid=said.cid, body_hash=digest)
    entry = conversations.append(act, conversation, new, name=act.actor.name)
    handover.staff_typing_until, handover.seen_at = None, act.now
    return entry


def own(act: Act, handover_id: str) -> tuple[Handover, Conversation]:
    """Return a chat that is the member's, held.

    Raises:
        NotFoundError: the visitor erased it.
        ConflictError: it is not theirs, or is over.
    """
    handover, conversation = hold(act, handover_id)
    if handover.ended_at is not None or handover.claimed_by != act.actor.name:
        raise ConflictError("This chat is not yours, or it is over.")
    return handover, conversation


def end(act: Act, handover_id: str) -> Handover:
    """End a chat that is the member's; the assistant answers again.

    Raises:
        NotFoundError: the visitor erased it.
        ConflictError: it is not theirs, or is over.
    """
    handover, conversation = own(act, handover_id)
    _end(act, handover, conversation, by=act.actor.name)
    return handover


def give_back(act: Act, handover_id: str) -> Handover:
    """Put the visitor back in line, at the place that their time of asking gives.

    Raises:
        NotFoundError: the visitor erased it.
        ConflictError: it is not the member's, or is over.
    """
    handover, conversation = own(act, handover_id)
    _release(act, handover, conversation)
    return handover


def leave(act: Act, conversation_id: str) -> int:
    """The visitor leaves the line or the person; return the number of the newest entry.

    Raises:
        NotFoundError: the conversation was erased.
    """
    conversation = conversations.lock(act, conversation_id)
    if found := open_handover(act.session, conversation_id):
        _end(act, found, conversation, by=conversations.VISITOR)
    return conversation.last_seq


def tell_released(parts: Parts) -> int:
    """Put back in line whose member was not heard of for a while, and wake them; return how many.

    So nobody is left with a member whose computer died. The place in line is that of their first asking.
    """
    limit = parts.now() - PATIENCE
    lost = select(Handover.id).where(
        Handover.ended_at.is_(None), Handover.claimed_by.is_not(None), Handover.seen_at < limit
    )
    with parts.reads() as session:
        found = session.scalars(lost).all()
    return rounds.each(found, lambda handover_id: _release_lost(parts, handover_id, limit))


def _release_lost(parts: Parts, handover_id: str, limit: datetime) -> bool:
    try:
        with parts.sessions.begin() as session:
            act = Act(session, parts, SYSTEM, parts.now())
            handover, conversation = hold(act, handover_id)
            if handover.ended_at or handover.seen_at is None or handover.seen_at >= limit:
                return False  # heard of, or over, at this very moment
            _release(act, handover, conversation)
            told = (conversation.id, conversation.last_seq)
    except NotFoundError:
        return False
    parts.bus.publish(*told)
    return True


def visitor_typing(act: Act, conversation_id: str, *, is_on: bool) -> bool:
    """Note that the visitor types, or stopped; return whether anything changed."""
    until = act.now + TYPING if is_on else None
    column = Handover.visitor_typing_until
    return _note(act, conversation_id, column.key, until)


def visitor_read(act: Act, conversation_id: str, seq: int) -> bool:
    """Note up to where the visitor has read; return whether that is further than before."""
    found = open_handover(act.session, conversation_id)
    if found is None or found.visitor_read >= seq:
        return False
    found.visitor_read = seq
    return True


def on_page(act: Act, conversation_id: str, path: str) -> bool:
    """Note on which page the visitor is who waits for a person; return whether there is one to note it of."""
    found = open_handover(act.session, conversation_id)
    if found is None:
        return False
    found.page = f"{found.conversation.origin}{path}"[:PAGE_CHARACTERS]
    return True


def pulse(act: Act, handover_id: str, *, read: int, is_typing: bool) -> bool:
    """Note that the member's page is open, what it shows and whether they type.

    Returns whether the visitor has something to be told of.
    """
    handover = act.session.get(Handover, handover_id)
    if handover is None or handover.ended_at or handover.claimed_by != act.actor.name:
        return False
    before = (handover.staff_read, is_on(handover.staff_typing_until, act.now))
    handover.seen_at = act.now
    handover.staff_read = max(handover.staff_read, read)
    handover.staff_typing_until = act.now + TYPING if is_typing else None
    return before != (handover.staff_read, is_typing)


def _note(act: Act, conversation_id: str, column: str, until: datetime | None) -> bool:
    found = open_handover(act.session, conversation_id)
    if found is None:
        return False
    known: datetime | None = getattr(found, column)
    if until and known and until - known < TYPING_AGAIN:
        return False
    setattr(found, column, until)
    return True


def is_on(until: datetime | None, now: datetime) -> bool:
    """Tell whether a sign of typing still counts."""
    return until is not None and until > now


def _end(act: Act, handover: Handover, conversation: Conversation, *, by: str) -> None:
    was_with = handover.claimed_by or ""
    handover.ended_at, handover.ended_by = act.now, by
    act.session.execute(
        update(Handover)
        .where(Handover.id == handover.id)
        .values(visitor_typing_until=None, staff_typing_until=None)
    )
    conversation.mode = BY_BOT
    _enter(act, conversation, BY_BOT, name=was_with)


def _release(act: Act, handover: Handover, conversation: Conversation) -> None:
    handover.claimed_by = handover.claimed_at = handover.seen_at = handover.staff_typing_until = None
    act.session.flush()
    conversation.mode = QUEUED
    _enter(act, conversation, QUEUED, place=place_of(act.session, handover))


def _enter(act: Act, conversation: Conversation, state: str, *, place: int = 0, name: str = "") -> None:
    """Say in the conversation who answers from here on."""
    locale = of_row(conversation.state).locale
    body: dict[str, object] = {
        "type": "state",
        "state": state,
        "text": _sentence(state, locale, place=place, name=name),
        "lang": locale.value,
    }
    if state == QUEUED:
        body["queue_pos"] = place
    if state == BY_STAFF:
        body["name"] = name
    conversations.append(act, conversation, NewEntry(BOT, body, locale, kind="state"))


def _sentence(state: str, locale: Locale, *, place: int, name: str) -> str:
    match state:
        case "queued" if place == 1:
            next_text = "You are next in line for a person. Until then I go on answering."
            return translate("chat", locale, next_text)
        case "queued":
            waiting_text = "You are number %(place)d in line for a person. Until then I go on answering."
            return translate("chat", locale, waiting_text, place=place)
        case "staff":
            return translate("chat", locale, "%(name)s, a person, is here now and answers you.", name=name)
        case _ if name:
            return translate("chat", locale, "%(name)s has left the chat. I answer again.", name=name)
        case _:
            return translate("chat", locale, "You are no longer in line. I go on answering.")
