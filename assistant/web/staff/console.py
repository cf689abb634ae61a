"""The tickets of a staff member: the list, one ticket with all that happened, and what can be done to it."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from enum import StrEnum
from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, make_response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from assistant.errors import (
    AssistantError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    TransitionNotAllowedError,
)
from assistant.rights.states import LineOutcome, LineState, Move
from assistant.service import (
    articles,
    attachments,
    board,
    desk,
    enclosures,
    letters,
    live,
    plain,
    posting,
    requests,
    searches,
    staff,
    tickets,
)
from assistant.service.acting import Act
from assistant.service.attachments import NewFile
from assistant.service.board import Show, Wish
from assistant.store import Ticket
from assistant.tickets.permission import Action, queues_for
from assistant.web.errors import status_of
from assistant.web.pages import link, speak
from assistant.web.runtime import runtime
from assistant.web.staff import door, newer, words
from assistant.web.staff.casefile import casefile, offered
from assistant.web.staff.frame import controllers, may_anywhere, render, sees_tickets
from assistant.web.staff.toolbox import toolbox

bp = Blueprint("console", __name__, url_prefix="/staff")


@bp.before_request
def widen() -> None:
    """Let a comment or a reply bring files; every other body keeps the usual bound.

    More is read than is kept: whoever sends too much finds the page again with what they wrote.
    """
    if request.endpoint in ("console.comment", "console.reply"):
        request.max_content_length = MOST_READ


bp.before_request(door.enter)
TOLD = (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    TransitionNotAllowedError,
)
"""Errors after which the ticket's page comes back with what was typed."""
TICKET = "/tickets/<int(max=2147483647):ticket_id>"
"""No database counts further; a greater number is as unknown as any."""
MOST_PAGES = 10_000
MOST_READ = 32 * 1024 * 1024
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody was writing in a form of the ticket, and what is wrong with it.

    `position`, `to` and `outcome` tell which step of which line a reason was for; `choice` is what was chosen
    beside the text.
    """

    form: str = ""
    text: str = field(default="", repr=False)
    fault: AssistantError | None = None
    position: int = 0
    to: str = ""
    outcome: str = ""
    choice: str = ""


NOTHING_TYPED = Typed()


@bp.get("/")
def show_tickets() -> Response:
    """Show the list that is asked for, or what a search finds in it; a search that cannot be read is told.

    Who edits the content and has no tickets is led to the content.
    """
    parts, member, wish = runtime(), door.member(), _wish()
    if not sees_tickets() and may_anywhere(Action.EDIT_CONTENT):
        return redirect(link("editing.show_content"))
    fault: InvalidInputError | None = None
    with parts.reads() as session:
        try:
            found = board.board(session, parts, member, wish)
        except InvalidInputError as error:
            fault = error
            found = board.board(session, parts, member, replace(wish, query="", sort="due"))
        by_queue = board.queue_counts(session, member)
        saved = searches.of_member(session, member)
        in_chat = len(live.waiting(session, list(controllers(Action.JOIN_CHAT))))
    is_worker = bool(queues_for(staff.grants(member), Action.SHOW_TICKET))
    shown = {"board": found, "wish": wish, "by_queue": by_queue, "is_worker": is_worker, "fault": fault}
    shown["in_chat"] = in_chat if may_anywhere(Action.JOIN_CHAT) else None
    done = request.args.get("done", "")
    page = render("tickets", **shown, saved=saved, done=done if done in words.DONE else "")
    return make_response(page, status_of(fault)[0] if fault else 200)


def _wish() -> Wish:
    query = request.args.get("q", "").strip()
    length = request.args.get("length", board.PAGE_LENGTH, type=int)
    return Wish(
        Show.ALL if query else _choice(Show, request.args.get("show")) or Show.OPEN,
        request.args.get("queue", ""),
        query,
        min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES),
        request.args.get("sort", "due"),
        length if length in board.PAGE_LENGTHS else board.PAGE_LENGTH,
    )


@bp.get(TICKET)
def show_ticket(ticket_id: int) -> Response:
    """Show a ticket; that the member saw it is recorded once a day."""
    parts, member = runtime(), door.member()
    with parts.reads() as session:
        ticket = board.visible_ticket(session, member, ticket_id)
        is_known = desk.has_viewed(session, ticket, member.name, now=parts.now())
    if not is_known:
        with parts.sessions.begin() as session:
            act, held = _held(session, ticket_id, Action.SHOW_TICKET)
            desk.note_view(act, held)
    return page(ticket_id)


@bp.post(f"{TICKET}/take")
def take(ticket_id: int) -> Response:
    """Make the member the ticket's owner, unless somebody else is."""
    return do(ticket_id, Action.TAKE, tickets.take)


@bp.post(f"{TICKET}/untake")
def untake(ticket_id: int) -> Response:
    """Leave the ticket to somebody else."""
    return do(ticket_id, Action.TAKE, tickets.untake)


@bp.post(f"{TICKET}/comment")
def comment(ticket_id: int) -> Response:
    """Add what only staff read."""
    text, files = _text("text"), _files()

    def deed(act: Act, ticket: Ticket) -> None:
        desk.check_unchanged(ticket, version())
        attachments.check(files)
        attachments.add(act, tickets.comment(act, ticket, text), files)

    return do(ticket_id, Action.COMMENT, deed, typed=Typed("comment", text))


@bp.post(f"{TICKET}/reply")
def reply(ticket_id: int) -> Response:
    """Show the mail as the requestor will get it; send it when `step` is `send`.

    `change`, `article` and `drop` go back to the text. Files wait from the step that brings them.
    """
    text, step, files = _text("text"), request.form.get("step", "preview"), _files()
    typed = Typed("reply", text + _article(ticket_id) if step == "article" else text)
    dropped = request.form.get("drop", 0, type=int)
    if dropped:
        kept = do(ticket_id, Action.REPLY, lambda a, t: enclosures.drop(a, t, dropped), typed=typed)
    else:
        kept = do(ticket_id, Action.REPLY, lambda a, t: enclosures.enclose(a, t, files), typed=typed)
    if kept.status_code != HTTPStatus.SEE_OTHER:
        return kept
    if dropped or step in ("change", "article"):
        return page(ticket_id, typed)

    def deed(act: Act, ticket: Ticket) -> Response | None:
        desk.check_unchanged(ticket, version())
        if step != "send":
            return _preview(act, ticket, text)
        if "enclosed" in request.form:
            enclosures.check_seen(act, ticket, request.form["enclosed"])
        requests.reply(act, ticket, text, version=ticket.version, can_undo=True)
        if not plain.carries_request(ticket):
            plain.stand_after_mail(act, ticket)
        return None

    return do(ticket_id, Action.REPLY, deed, typed=typed)


def _article(ticket_id: int) -> str:
    """Return the chosen article to be put behind what is written already."""
    chosen = _text("article")
    with runtime().reads() as session:
        ticket = board.visible_ticket(session, door.member(), ticket_id)
        known = {row.id: row for row in articles.of_queue(session, ticket.queue)}
        return f"\n\n{articles.filled(known[chosen], ticket)}" if chosen in known else ""


@bp.post(f"{TICKET}/lines/<int:position>")
def move_line(ticket_id: int, position: int) -> Response:
    """Take one right of the request a step on."""
    to = _choice(LineState, request.form.get("to"))
    outcome = _choice(LineOutcome, request.form.get("outcome"))
    reason = _text("reason")

    def deed(act: Act, ticket: Ticket) -> None:
        desk.check_unchanged(ticket, version())
        if to is None:
            raise InvalidInputError("This step is not known.")
        line = tickets.line_at(ticket, position)
        if not any(move.target is to and _ends_in(move, outcome) for move in offered(line, act.actor.role)):
            raise TransitionNotAllowedError("This step cannot be taken from here.")
        tickets.move_line(act, line, to, outcome=outcome, reason=reason)
        if outcome is LineOutcome.WITHDRAWN:
            posting.confirm_withdrawal(act, ticket, line)

    typed = Typed("line", reason, position=position, to=to or "", outcome=outcome or "")
    return do(ticket_id, Action.MOVE_LINE, deed, typed=typed)


def _ends_in(move: Move, outcome: LineOutcome | None) -> bool:
    return outcome in move.outcomes if move.outcomes else outcome is None


def do(
    ticket_id: int,
    action: Action,
    deed: Callable[[Act, Ticket], Response | None],
    *,
    typed: Typed = NOTHING_TYPED,
) -> Response:
    """Do something to a ticket and go back to it; what cannot be done comes back with what was typed."""
    try:
        with runtime().sessions.begin() as session:
            answer = deed(*_held(session, ticket_id, action))
    except TOLD as error:
        return page(ticket_id, replace(typed, fault=error))
    here = url_for("console.show_ticket", ticket_id=ticket_id, done=str(request.endpoint).rpartition(".")[2])
    return answer or redirect(here, 303)


def _held(session: Session, ticket_id: int, action: Action) -> tuple[Act, Ticket]:
    member = door.member()
    ticket = desk.held_ticket(session, member, ticket_id)
    return staff.acting(runtime(), session, member, action=action, queue=ticket.queue), ticket


def page(ticket_id: int, typed: Typed = NOTHING_TYPED, *, done: str = "") -> Response:
    """Answer with the ticket as it is now, and with what was typed if that could not be accepted."""
    parts, member = runtime(), door.member()
    with parts.reads() as session:
        ticket = board.visible_ticket(session, member, ticket_id)
        case, tools = casefile(parts, member, ticket), toolbox(session, parts, member, ticket)
    speak(zone=case.zone)
    told = done or request.args.get("done", "")
    shown = {"case": case, "tools": tools, "typed": typed, "Action": Action}
    shown["newer"] = newer.value(typed.fault, case, tools)
    text = render("ticket", **shown, done=told if told in words.DONE else "")
    return make_response(text, status_of(typed.fault)[0] if typed.fault else 200)


def _preview(act: Act, ticket: Ticket, text: str) -> Response:
    if not text.strip():
        raise InvalidInputError("There is no text.")
    mail = letters.correspondence(act.parts, ticket.request, text.strip())
    case = casefile(act.parts, door.member(), ticket)
    going = enclosures.waiting(act.session, ticket, act.actor.name)
    enclosed = enclosures.seen_as(going)
    return make_response(render("preview", case=case, mail=mail, text=text, going=going, enclosed=enclosed))


def _files() -> list[NewFile]:
    found = []
    for file in request.files.getlist("files"):
        with closing(file):
            if file.filename:
                found.append(NewFile(file.filename, file.mimetype, file.stream.read()))
    return found


def _text(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n")


def version() -> int:
    """Return the version that the form's page was made from; -1 if it says none."""
    return request.form.get("version", -1, type=int)


def _choice(kind: type[_Choice], text: str | None) -> _Choice | None:
    return kind(text) if text in set(kind) else None
