"""Chats with visitors: who waits, whom a member has taken, and the talk itself.

Pages work without scripts; with them, entries arrive by themselves through a long poll, which a busy proxy
or a laptop that slept cannot lose or double: what is sent carries an id, what comes a number.
"""

import threading
import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, jsonify, make_response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from assistant.errors import AssistantError, ConflictError, InvalidInputError, NotFoundError
from assistant.policy.load import Controller
from assistant.service import attendance, conversations, live
from assistant.service.acting import Act, Actor
from assistant.service.live import Said
from assistant.service.views import frame
from assistant.store import Entry, Handover
from assistant.terms import Role
from assistant.tickets.permission import Action
from assistant.web import rates, wire
from assistant.web.errors import status_of
from assistant.web.pages import link
from assistant.web.runtime import network, runtime
from assistant.web.schema import ID_LIMIT
from assistant.web.staff import door
from assistant.web.staff.frame import controllers, may_anywhere, render

bp = Blueprint("chats", __name__, url_prefix="/staff/chats")
bp.before_request(door.enter)
CHAT = "/<handover_id>"
LONGEST_WAIT_SECONDS = 20
TOLD = (ConflictError, InvalidInputError)


@bp.before_request
def _need_permission() -> None:
    if not may_anywhere(Action.JOIN_CHAT):
        raise NotFoundError("There are no chats for your role.")


@bp.get("/")
def show_chats() -> str:
    """Show who waits and who is talked with, at the companies whose chats the member may join."""
    parts, own = runtime(), controllers(Action.JOIN_CHAT)
    with parts.reads() as session:
        act = staff_act(session)
        return render(
            "chats",
            waiting=live.waiting(session, list(own)),
            talking=live.talking(session, list(own)),
            controllers=own,
            attends=attendance.attends(act, door.member()),
            now=parts.now(),
        )


@bp.post("/attendance")
def attend() -> Response:
    """Begin to answer chats, or stop."""
    with runtime().sessions.begin() as session:
        act = staff_act(session)
        if request.form.get("deed") == "begin":
            attendance.attend(act, door.member())
        else:
            attendance.stop(act, door.member())
    return redirect(link(".show_chats"), 303)


@bp.post("/pulse")
def pulse() -> Response:
    """Say that the member's console is open; return how many wait, for the page to look again."""
    parts, own = runtime(), controllers(Action.JOIN_CHAT)
    with parts.sessions.begin() as session:
        act = staff_act(session)
        if attendance.attends(act, door.member()):
            attendance.attend(act, door.member())
        line = [each.id for each in live.waiting(session, list(own))]
        taken = [f"{each.id}:{each.claimed_by}" for each in live.talking(session, list(own))]
    return jsonify({"waiting": len(line), "mark": "|".join([*line, "", *taken])})


@bp.get(CHAT)
def show_chat(handover_id: str) -> Response:
    """Show one chat with all that was said in it."""
    return _page(handover_id)


@bp.post(f"{CHAT}/claim")
def claim(handover_id: str) -> Response:
    """Take a chat from the line, unless somebody else was quicker."""
    return _do(handover_id, live.claim)


@bp.post(f"{CHAT}/end")
def end(handover_id: str) -> Response:
    """End the chat; the assistant answers the visitor again."""
    return _do(handover_id, live.end, then=".show_chats")


@bp.post(f"{CHAT}/release")
def release(handover_id: str) -> Response:
    """Put the visitor back in line for a colleague."""
    return _do(handover_id, live.give_back, then=".show_chats")


@bp.post(f"{CHAT}/say")
def say(handover_id: str) -> Response:
    """Say something to the visitor; a script sends it with an id of its own and gets JSON back."""
    text, cid = request.form.get("text", ""), request.form.get("cid", "")[:ID_LIMIT] or uuid.uuid4().hex

    def deed(act: Act, chat: str) -> Entry:
        return live.say(act, chat, Said(cid, text))

    if request.accept_mimetypes.best != "application/json":
        return _do(handover_id, deed, typed=text)
    _visible(handover_id)
    with runtime().sessions.begin() as session:
        entry = deed(staff_act(session), handover_id)
        shown = frame(entry)
        session.flush()
        told = _told(session, handover_id)
    _publish(told)
    return jsonify(shown)


@bp.post(f"{CHAT}/pulse")
def pulse_chat(handover_id: str) -> Response:
    """Say up to where the member's page shows the chat, and whether they type."""
    _visible(handover_id)
    read, is_typing = request.form.get("read", 0, type=int), request.form.get("typing") == "1"
    with runtime().sessions.begin() as session:
        changed = live.pulse(staff_act(session), handover_id, read=max(read, 0), is_typing=is_typing)
        told = _told(session, handover_id) if changed else []
    _publish(told)
    return make_response("", 204)


@bp.get(f"{CHAT}/entries")
def read_entries(handover_id: str) -> Response:
    """Return the entries after a number and how the chat stands; held back until something changes."""
    parts = runtime()
    after = max(request.args.get("after", 0, type=int), 0)
    mark = request.args.get("mark", "")
    conversation_id = _visible(handover_id).conversation_id
    woken = threading.Event()
    subscription = parts.bus.subscribe(conversation_id, lambda _seq: woken.set())
    try:
        shown = _state(handover_id, after)
        if not shown["entries"] and shown["mark"] == mark:
            with rates.seats().take("all", f"n:{network()}") as has_room:
                for _ in range(LONGEST_WAIT_SECONDS if has_room else 0):
                    if woken.wait(1) or wire.is_draining():
                        break
            shown = _state(handover_id, after)
    finally:
        subscription.end()
    return jsonify(shown)


def staff_act(session: Session) -> Act:
    """Return the member doing something in this transaction."""
    member = door.member()
    return Act(session, runtime(), Actor(member.name, Role(member.role)), runtime().now())


def _visible(handover_id: str) -> Handover:
    """Return a chat at a company whose chats the member may join.

    Raises:
        NotFoundError: there is none, or it is another company's.
    """
    with runtime().reads() as session:
        found = session.get(Handover, handover_id)
        if found is None or found.controller not in controllers(Action.JOIN_CHAT):
            raise NotFoundError("There is no such chat; the visitor may have erased it.")
        return found


def _do(
    handover_id: str, deed: Callable[[Act, str], object], *, then: str = ".show_chat", typed: str = ""
) -> Response:
    """Do something with a chat, tell everybody whom it concerns, and show what came of it."""
    _visible(handover_id)
    try:
        with runtime().sessions.begin() as session:
            deed(staff_act(session), handover_id)
            session.flush()
            told = _told(session, handover_id)
    except TOLD as error:
        return _page(handover_id, fault=error, typed=typed)
    _publish(told)
    where = {"handover_id": handover_id} if then == ".show_chat" else {}
    return redirect(link(then, **where), 303)


def _told(session: Session, handover_id: str) -> list[tuple[str, int]]:
    """Return whom a change concerns: the visitor, and whoever waits at the same company."""
    handover = session.get_one(Handover, handover_id)
    own = (handover.conversation_id, handover.conversation.last_seq)
    return [own, *live.line_of(session, handover.conversation_id)]


def _publish(told: list[tuple[str, int]]) -> None:
    for conversation_id, seq in dict(told).items():
        runtime().bus.publish(conversation_id, seq)


def _page(handover_id: str, fault: AssistantError | None = None, typed: str = "") -> Response:
    parts = runtime()
    _visible(handover_id)
    with parts.reads() as session:
        handover = session.get_one(Handover, handover_id)
        conversation = handover.conversation
        shown = [frame(entry) for entry in conversations.entries(session, conversation.id, after=0)]
        page = render(
            "chat",
            chat=handover,
            conversation=conversation,
            controller=_controller(handover),
            entries=shown,
            is_mine=handover.claimed_by == door.member().name and handover.ended_at is None,
            most=parts.limits.message_characters,
            fault=fault,
            typed=typed,
        )
    return make_response(page, status_of(fault)[0] if fault else 200)


def _controller(handover: Handover) -> Controller:
    return runtime().knowledge().controller(handover.controller)


def _state(handover_id: str, after: int) -> dict[str, Any]:
    """Return what a page that shows a chat up to a number has to add, and how the chat stands."""
    parts = runtime()
    with parts.reads() as session:
        handover = session.get(Handover, handover_id)
        if handover is None:
            return {"entries": [], "erased": True, "mark": "erased"}
        found = conversations.entries(session, handover.conversation_id, after=after)
        is_typing = live.is_on(handover.visitor_typing_until, parts.now())
        is_over = handover.ended_at is not None
        standing = [handover.claimed_by or "", str(is_over), str(is_typing), str(handover.visitor_read)]
        return {
            "entries": [frame(entry) for entry in found],
            "erased": False,
            "claimed_by": handover.claimed_by,
            "over": is_over,
            "typing": is_typing,
            "read": handover.visitor_read,
            "mark": ",".join(standing),
        }
