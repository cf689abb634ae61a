"""Takes one turn of a conversation: what the visitor did goes in, entries and what they cause come out."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from assistant.dialogue.engine import advance
from assistant.dialogue.events import (
    Alarmed,
    AskedInVain,
    CallPerson,
    Chose,
    Command,
    DropDraft,
    Event,
    File,
    Filed,
    FilingFailed,
    Judged,
    KeepDraft,
    LeaveMessage,
    MessageLeft,
    Opened,
    RaiseAlarm,
    Said,
    Submitted,
)
from assistant.dialogue.replies import Reply, asks
from assistant.dialogue.state import State, as_row, of_row
from assistant.dialogue.texts import label_of
from assistant.dialogue.turn import Scene
from assistant.errors import AssistantError, ConflictError
from assistant.rights.explanation import trace_of
from assistant.rights.states import LineState
from assistant.service import (
    alarm,
    attendance,
    conversations,
    drafts,
    identity,
    live,
    plain,
    queues,
    requests,
    tokens,
    turned,
    unanswered,
)
from assistant.service.acting import Act
from assistant.service.conversations import BOT, VISITOR, Held, NewEntry, Numbered
from assistant.service.masking import clean, mask
from assistant.service.rendering import body as rendered
from assistant.store import Conversation, Entry
from assistant.terms import Locale, Message
from assistant.translations import render, translate

Body = dict[str, Any]
CHAT_CHANNEL = "chat"
_LOOKED_BACK = 10
"""Entries of the visitor that are looked through for the question of an answer."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sent:
    """What a visitor sent: their client's id for it, its body by the protocol, and from which network."""

    cid: str
    body: Mapping[str, Any] = field(repr=False)
    network: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Caller:
    """From which network the visitor comes, and the token of the company's server if a form brought one."""

    network: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """The number under which it was taken; `dup` if that was done before. `entries` are this turn's own.

    `left` is the conversation for a next turn, where that may build upon it; no other turn may then.
    """

    seq: int
    dup: bool
    conversation: Conversation
    entries: tuple[Numbered, ...] = ()
    left: Held | None = None

    @property
    def head(self) -> int:
        return self.conversation.last_seq


def begin(act: Act, conversation_id: str) -> int:
    """Greet, if nothing was said yet; return the number of the newest entry."""
    held = conversations.hold(act, conversation_id)
    if held.conversation.last_seq == 0:
        days = act.parts.limits.conversation_retention_days
        _play(act, held, Opened(days), Caller())
    return held.conversation.last_seq


def take(act: Act, conversation_id: str, sent: Sent, *, left: Held | None = None) -> Taken:
    """Take what a visitor sent and answer it; the same `cid` again changes nothing.

    Given how the last turn `left` the conversation, a plain turn asks nothing of the database: it writes, if
    everything is still so. Else the conversation is held, and the turn taken anew.

    Raises:
        NotFoundError: the conversation was erased.
        ConflictError: this `cid` was used for something else.
        RateLimitedError: it came too soon after others.
    """
    digest = hashlib.sha256(json.dumps(sent.body, sort_keys=True).encode()).hexdigest()
    if left and left.conversation.mode == live.BY_BOT and (taken := _take(act, left, sent, digest)):
        return taken
    held = conversations.hold(act, conversation_id, sent.cid)
    if held.known:
        seq, known = held.known
        if known != digest:
            raise ConflictError("This id was used for another message.")
        return Taken(seq, dup=True, conversation=held.conversation)
    taken = _take(act, held, sent, digest)
    assert taken is not None  # noqa: S101 - for the types: what is locked stays as it is
    return taken


def _take(act: Act, held: Held, sent: Sent, digest: str) -> Taken | None:
    """Take what was sent; None, and nothing is changed, if the conversation must be locked for it."""
    conversation = held.conversation
    conversations.spend_message(act, conversation)
    state = of_row(conversation.state)
    event, shown = _event_of(act, conversation, sent.body, state)
    new = NewEntry(VISITOR, shown, state.locale, cid=sent.cid, body_hash=digest)
    entry = conversations.numbered(act, conversation, new)
    if conversation.mode == live.BY_STAFF and isinstance(event, Said):  # a person answers what is written
        conversations.add(act, [entry])
        live.visitor_typing(act, conversation.id, is_on=False)
        return Taken(entry.seq, dup=False, conversation=conversation, entries=(entry,))
    caller = Caller(sent.network, str(sent.body.get("user_token", "")))
    played = _play(act, held, event, caller, sent=entry)
    if played is None:
        return None
    return Taken(
        entry.seq, dup=False, conversation=conversation, entries=(entry, *played.said), left=played.left
    )


def signal(act: Act, conversation_id: str, event: Event) -> int:
    """Take something that is no message, such as a change of language; return the newest number.

    Raises:
        NotFoundError: the conversation was erased.
        RateLimitedError: it came too soon after others.
    """
    held = conversations.hold(act, conversation_id)
    conversations.spend_message(act, held.conversation)
    _play(act, held, event, Caller())
    return held.conversation.last_seq


def judge(act: Act, conversation_id: str, of: int, *, helpful: bool) -> int:
    """Take whether the reply with this number helped; return the newest number."""
    question = "" if helpful else _question(act, conversation_id, of)
    return signal(act, conversation_id, Judged(helpful, of, question))


def _question(act: Act, conversation_id: str, of: int) -> str:
    """Return what the visitor wrote that an answer was given to; empty if that is no answer."""
    answer = act.session.get(Entry, (conversation_id, of))
    if answer is None or answer.body["type"] != "answer":
        return ""
    asked = select(Entry).where(
        Entry.conversation_id == conversation_id, Entry.seq < of, Entry.actor == VISITOR
    )
    for entry in act.session.scalars(asked.order_by(Entry.seq.desc()).limit(_LOOKED_BACK)):
        if entry.body["type"] == "text" or str(entry.body.get("id", "")).startswith("ask:"):
            return str(entry.body["text"])
    return ""


def _event_of(
    act: Act, conversation: Conversation, body: Mapping[str, Any], state: State
) -> tuple[Event, Body]:
    """Return the event that a body stands for, and what is kept of it in the chat."""
    match body:
        case {"type": "choice", "of": number, "id": str(choice)}:
            of = int(number)  # JSON does not tell 1.0 from 1
            label = _label(act, conversation, of, choice) or _label_of_link(choice, state.locale)
            return Chose(of, choice, label), {"type": "choice", "of": of, "id": choice, "text": label}
        case {"type": "form", "of": number, "values": dict(values)}:
            of = int(number)
            text = translate("chat", state.locale, "I sent the form.")
            return Submitted(of, values), {"type": "form", "of": of, "text": text}
        case _:
            text, masked = mask(clean(str(body["text"])), state)
            return Said(text, masked), {"type": "text", "text": text}


def _label(act: Act, conversation: Conversation, of: int, choice: str) -> str:
    """Return what the pressed button said; nothing if no such button was shown."""
    entry = act.session.get(Entry, (conversation.id, of))
    shown = entry.body.get("choices", []) if entry else []
    return next((str(found["label"]) for found in shown if found["id"] == choice), "")


def _label_of_link(choice: str, locale: Locale) -> str:
    """Return what a choice in a link says; the id itself if there is no such choice."""
    label = label_of(choice)
    return render(label, locale) if isinstance(label, Message) else choice


@dataclass(frozen=True, slots=True)
class _Played:
    """What is said, and the conversation for a next turn where that may build upon it."""

    said: tuple[Numbered, ...]
    left: Held | None = None


def _play(
    act: Act, held: Held, event: Event, caller: Caller, *, sent: Numbered | None = None
) -> _Played | None:
    """Let the engine answer, do what it asks for, and keep what was sent and is said.

    None, and nothing is changed, if the conversation must be locked for it.
    """
    act, conversation = act.holding, held.conversation
    knowledge = act.parts.knowledge()
    controller = knowledge.controller(conversation.controller)
    people = attendance.people(act, controller, is_attended=held.is_attended)
    scene = Scene(knowledge, act.now, people)
    turn = advance(of_row(conversation.state), event, scene)
    new = [sent] if sent else []
    if all(isinstance(command, AskedInVain) for command in turn.commands):
        entries = _say(act, conversation, turn.state, turn.replies)
        left = turned.write(act, held, [*new, *entries])
        if left is None:
            return None
        for command in turn.commands:
            _do(act, conversation, command, caller, key="")
        return _Played(tuple(entries), left)
    if not held.is_locked:
        return None
    conversations.add(act, new)  # commands may look at what was sent
    said: list[Reply] = list(turn.replies)
    key = f"{conversation.id}:{sent.seq if sent else None}"
    for command in turn.commands:
        if followed := _do(act, conversation, command, caller, key=key):
            turn = advance(turn.state, followed, scene)
            said += turn.replies
            if isinstance(followed, FilingFailed):
                break
    entries = _say(act, conversation, turn.state, said)
    conversations.add(act, entries)
    return _Played(tuple(entries))


def _do(act: Act, conversation: Conversation, command: Command, caller: Caller, *, key: str) -> Event | None:
    match command:
        case KeepDraft(values=values, received_at=received_at):
            drafts.keep(act, conversation.id, values, received_at=received_at)
        case DropDraft():
            drafts.drop(act, conversation.id)
        case AskedInVain():
            unanswered.note(act, conversation.controller, command)
        case File():
            return _file(act, conversation, command, caller, key=key)
        case CallPerson(why=why):
            live.call(act, conversation, why)
        case RaiseAlarm():
            return _alarm(act, conversation)
        case LeaveMessage():
            return _pass_on(act, conversation, command)
    return None


def _file(act: Act, conversation: Conversation, command: File, caller: Caller, *, key: str) -> Event:
    """File the request; if that fails, nothing of it stays and the chat goes on.

    Whoever is signed in at the company needs no code, if that proves enough. Decision 0044.
    """
    filing = requests.Filing(
        controller=conversation.controller,
        locale=of_row(conversation.state).locale,
        rights=command.rights,
        address=command.address.text,
        name=command.name,
        scope=command.scope,
        channel=CHAT_CHANNEL,
        conversation_id=conversation.id,
        received_at=command.received_at,
        idempotency_key=key,
    )
    try:
        with act.session.begin_nested():
            request = requests.file(act, filing)
            nonce = identity.new_nonce()
            is_signed_in = bool(caller.token) and tokens.prove_with_form(act, request, caller.token)
            needs_code = any(line.state == LineState.RECEIVED_UNVERIFIED for line in request.lines)
            if needs_code:
                identity.send_code(act, request, nonce=nonce, network=caller.network)
    except (SQLAlchemyError, AssistantError) as error:
        log.warning("filing_failed", conversation=conversation.id, error=type(error).__name__)
        return FilingFailed()
    path = f"/requests/{request.reference}"
    trace = trace_of(request.trace)
    verify = f"{path}/verify?page={nonce}"
    return Filed(request.reference, request.due, trace, needs_code, verify, path, is_signed_in)


def _alarm(act: Act, conversation: Conversation) -> Event | None:
    """Tell people of what the visitor wrote last; if that fails, the chat still says how to reach them."""
    said = select(Entry).where(Entry.conversation_id == conversation.id, Entry.actor == VISITOR)
    entry = act.session.scalar(said.order_by(Entry.seq.desc()).limit(1))
    text = str(entry.body.get("text", "")) if entry else ""
    try:
        with act.session.begin_nested():
            reference = alarm.from_chat(act, conversation, text, of_row(conversation.state).locale)
    except (SQLAlchemyError, AssistantError) as error:
        log.error("alarm_failed", conversation=conversation.id, error=type(error).__name__)  # noqa: TRY400 - a trace could tell personal data
        return None
    return Alarmed(reference)


def _pass_on(act: Act, conversation: Conversation, command: LeaveMessage) -> Event:
    """Put the message on the ticket of what the chat reported, or on one of its own.

    If that fails, nothing of it stays and the chat goes on.
    """
    controller = act.parts.knowledge().controller(conversation.controller)
    locale = of_row(conversation.state).locale
    new = plain.NewTicket(
        controller.queue,
        translate("chat", locale, "A message from the chat"),
        command.text,
        requestors=(command.address.text,),
        locale=locale,
        channel=CHAT_CHANNEL,
    )
    try:
        with act.session.begin_nested():
            queues.ensure(act)
            reference = alarm.add_message(act, conversation, command.text, command.address.text)
            reference = reference or plain.open_ticket(act, new).request.reference
    except (SQLAlchemyError, AssistantError) as error:
        log.warning("message_failed", conversation=conversation.id, error=type(error).__name__)
        return FilingFailed()
    return MessageLeft(reference)


def _say(act: Act, conversation: Conversation, state: State, replies: Iterable[Reply]) -> list[Numbered]:
    """Return the replies as entries to be kept; the last one that asks something is what is open now."""
    said = []
    for reply in replies:
        new = NewEntry(BOT, rendered(reply, state.locale), state.locale)
        entry = conversations.numbered(act, conversation, new)
        said.append(entry)
        if asks(reply):
            state = replace(state, asked=entry.seq)
    conversation.state, conversation.locale = as_row(state), state.locale
    return said
