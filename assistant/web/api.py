"""The chat over plain HTTP: begin or resume a conversation, read its entries, read the schemas."""

import re
import threading
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import Session

from assistant.errors import AuthenticationError, InvalidInputError, PermissionDeniedError, RateLimitedError
from assistant.policy.load import Controller
from assistant.service import budgets, conversations, turns
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.conversations import MOST_ENTRIES, Opening
from assistant.service.keys import keyed_hash
from assistant.service.parts import Parts
from assistant.service.views import frames
from assistant.store import Conversation
from assistant.terms import Locale
from assistant.web import outage, rates, transcripts, wire
from assistant.web.origins import is_allowed, is_listed
from assistant.web.pages import speak
from assistant.web.runtime import network, runtime
from assistant.web.schema import document, opening_validator

HOUR = timedelta(hours=1)
LONGEST_WAIT_SECONDS = 25
_NUMBER = re.compile(r"[0-9]{1,9}")
bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.after_request
def _share(response: Response) -> Response:
    """Let the sites that may embed a widget read the answer; nobody else's script can."""
    origin = request.headers.get("Origin")
    response.vary.add("Origin")
    if origin and is_listed(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@bp.post("/conversations")
def open_or_resume() -> tuple[Response, int]:
    """Begin a conversation, or permit another socket to one that the resume token belongs to."""
    body = _checked(request.get_json(silent=True))
    parts, origin = runtime(), request.headers.get("Origin", "")
    controller = parts.knowledge().controller(body["controller"])
    outage.concerns(controller)
    speak(body["locale"])
    _require_origin(origin, controller)
    with parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        if code := body.get("move"):
            opening = conversations.accept_move(act, code, controller=controller.id, origin=origin)
        elif token := body.get("resume_token"):
            opening = conversations.resume(act, token, controller=controller.id, origin=origin)
        else:
            _spend(act)
            opening = conversations.open_conversation(
                act, controller.id, Locale(body["locale"]), origin=origin
            )
            turns.begin(act, opening.conversation.id)
        shown = _opened(opening, controller, parts)
    if code:
        parts.bus.publish(shown["conversation"], 0)
    return jsonify(shown), 201


@bp.get("/conversations/<conversation_id>/entries")
def read_entries(conversation_id: str) -> Response:
    """Return the entries after a number; `wait` seconds hold the answer back until there is one."""
    parts = runtime()
    after, most = _number("after", 0), min(_number("limit", MOST_ENTRIES), MOST_ENTRIES)
    wait = min(_number("wait", 0), LONGEST_WAIT_SECONDS)
    woken = threading.Event()
    subscription = parts.bus.subscribe(conversation_id, lambda _seq: woken.set())
    try:
        shown = _entries(parts, conversation_id, after, most)
        if wait and not shown["entries"]:
            # A seat like a socket's, for it holds a thread as well; whoever finds none does not wait.
            with rates.seats().take("all", f"n:{network()}", f"c:{conversation_id}") as has_room:
                is_woken = has_room and _wait(woken, wait)
            shown = _entries(parts, conversation_id, after, most) if is_woken else shown
    finally:
        subscription.end()
    return jsonify(shown)


def _wait(woken: threading.Event, seconds: int) -> bool:
    """Wait to be woken, but not for longer than this process lives."""
    for _ in range(seconds):
        if woken.wait(1) or wire.is_draining():
            break
    return woken.is_set()


@bp.post("/conversations/<conversation_id>/move")
def move(conversation_id: str) -> tuple[Response, int]:
    """Return a code that takes the conversation to another device, once."""
    parts = runtime()
    with parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        code = conversations.offer_move(act, _own(session, conversation_id))
    return jsonify(code=code, minutes=conversations.MOVE_MINUTES), 201


@bp.get("/conversations/<conversation_id>/transcript")
def transcript(conversation_id: str) -> Response:
    """Return the whole conversation to be kept: `format` html, txt or json, `lang` of the words around it."""
    parts = runtime()
    form = request.args.get("format", "json")
    if form not in transcripts.FORMATS:
        raise InvalidInputError("format must be html, txt or json.")
    with parts.reads() as session:
        conversation = _own(session, conversation_id)
        zone = parts.knowledge().controller(conversation.controller).timezone
        speak(conversation.locale, domain="widget", zone=zone)
        told = transcripts.tell(session, parts, conversation)
    return transcripts.answer(told, form)


@bp.get("/schema.json")
def schema() -> Response:
    """Return the JSON Schemas of everything here and on the socket."""
    return jsonify(document())


def _entries(parts: Parts, conversation_id: str, after: int, most: int) -> dict[str, Any]:
    with parts.reads() as session:
        conversation = _own(session, conversation_id)
        found = conversations.entries(session, conversation.id, after=after, most=most)
        return {
            "epoch": conversation.epoch,
            "head_seq": conversation.last_seq,
            "entries": frames(session, parts, conversation, found),
        }


def _own(session: Session, conversation_id: str) -> Conversation:
    """Return the conversation that the token of this call belongs to."""
    conversation = conversations.by_token(session, _bearer())
    if conversation.id != conversation_id:
        raise AuthenticationError("This token belongs to another conversation.")
    if not is_listed(request.headers.get("Origin")) and "Origin" in request.headers:
        raise PermissionDeniedError("This site may not read the conversation.")
    return conversation


def _checked(body: object) -> dict[str, Any]:
    if not isinstance(body, dict) or not opening_validator().is_valid(body):
        raise InvalidInputError('Send JSON such as {"controller": "secapp", "locale": "en"}.')
    return body


def _require_origin(origin: str, controller: Controller) -> None:
    if not is_allowed(origin, controller):
        raise PermissionDeniedError("The header Origin must name a site that is listed for this controller.")


def _spend(act: Act) -> None:
    limit = act.parts.limits.conversations_per_hour_per_address
    from_there = keyed_hash(act.parts.keys.address, "network", network())
    if not budgets.spend(act, "conversations", from_there, limit=limit, window=HOUR):
        text = "Too many chats were begun from here; try again later."
        raise RateLimitedError(text, retry_after_ms=HOUR // timedelta(milliseconds=1))


def _opened(opening: Opening, controller: Controller, parts: Parts) -> dict[str, Any]:
    conversation, limits = opening.conversation, parts.limits
    return {
        "conversation": conversation.id,
        "epoch": conversation.epoch,
        "pass": opening.permit,
        "pass_expires": opening.permit_expires.isoformat(),
        "resume_token": opening.resume_token,
        "limits": {
            "message_characters": limits.message_characters,
            "messages_per_minute": limits.messages_per_minute,
        },
        "retention_days": limits.conversation_retention_days,
        "locale": conversation.locale,
        "controller_name": controller.name,
    }


def _bearer() -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise AuthenticationError("Send the header Authorization: Bearer and the resume token.")
    return token.strip()


def _number(name: str, default: int) -> int:
    raw = request.args.get(name, str(default))
    if not _NUMBER.fullmatch(raw):
        raise InvalidInputError(f"{name} must be a whole number of at most nine digits.")
    return int(raw)
