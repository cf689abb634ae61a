"""The work on one line: its checklist and files, the answer from proposal to closing. Rules F-1 to R-5."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from assistant.errors import (
    AssistantError,
    ConflictError,
    InvalidInputError,
    PermissionDeniedError,
    TransitionNotAllowedError,
)
from assistant.rights.checklist import ItemState
from assistant.rights.states import LineOutcome, LineState
from assistant.service import (
    board,
    checklists,
    desk,
    files,
    outcomes,
    packages,
    readiness,
    retention,
    staff,
    tickets,
)
from assistant.service.acting import Act
from assistant.service.files import Upload
from assistant.service.letters import AnswerWords
from assistant.service.outcomes import Proposal
from assistant.store import Answer, RequestLine, Ticket
from assistant.terms import Right
from assistant.tickets.permission import Action, may
from assistant.web.errors import status_of
from assistant.web.pages import link, speak
from assistant.web.runtime import runtime
from assistant.web.staff import case_words, console, door, words
from assistant.web.staff.casefile import casefile
from assistant.web.staff.frame import render
from assistant.web.staff.workfile import workfile

bp = Blueprint("workbench", __name__, url_prefix="/staff/tickets/<int(max=2147483647):ticket_id>")
LINE = "/lines/<int:position>"
TOLD = (ConflictError, InvalidInputError, PermissionDeniedError, TransitionNotAllowedError)
FORM_OVERHEAD = 64 * 1024
Deed = Callable[[Act, Ticket, RequestLine], None]


@dataclass(frozen=True, slots=True)
class After:
    """Where somebody is led after something was done: a page, and a place on it."""

    view: str = ".show_line"
    anchor: str = ""


HERE = After()


@bp.before_request
def widen() -> None:
    """Let a file in that is as large as a checklist takes; every other body keeps the usual bound."""
    if request.endpoint == "workbench.add_file":
        request.max_content_length = runtime().limits.upload_megabytes * 1024 * 1024 + FORM_OVERHEAD


bp.before_request(door.enter)


@bp.get(LINE)
def show_line(ticket_id: int, position: int) -> Response:
    """Show the work on a line."""
    return _page(ticket_id, position)


@bp.post(f"{LINE}/begin")
def begin(ticket_id: int, position: int) -> Response:
    """Begin the work, which makes the checklist."""
    return _do((ticket_id, position), Action.MOVE_LINE, _begin)


def _begin(act: Act, _ticket: Ticket, line: RequestLine) -> None:
    tickets.move_line(act, line, LineState.IN_PROGRESS)


@bp.post(f"{LINE}/items/<item>")
def mark(ticket_id: int, position: int, item: str) -> Response:
    """Record what came of an item."""
    state, note = request.form.get("state", ""), _text("note")

    def deed(act: Act, ticket: Ticket, line: RequestLine) -> None:
        if state not in set(ItemState):
            raise InvalidInputError("Choose what came of it.")
        row = checklists.item_of(act, line, item)
        desk.check_fields(ticket, console.version(), checklists.recorded_as(row))
        checklists.mark(act, ticket, row, ItemState(state), note=note)

    typed = {"item": item, "state": state, "note": note}
    after = After(anchor=f"item-{item}")
    return _do((ticket_id, position), Action.MOVE_LINE, deed, typed=typed, after=after)


@bp.post(f"{LINE}/items/<item>/owner")
def assign_item(ticket_id: int, position: int, item: str) -> Response:
    """Give an item to somebody."""
    owner = request.form.get("owner", "")

    def deed(act: Act, ticket: Ticket, line: RequestLine) -> None:
        row = checklists.item_of(act, line, item)
        desk.check_fields(ticket, console.version(), checklists.recorded_as(row))
        checklists.assign(act, ticket, row, owner)

    typed, after = {"item": item, "owner": owner}, After(anchor=f"item-{item}")
    return _do((ticket_id, position), Action.MOVE_LINE, deed, typed=typed, after=after)


@bp.post(f"{LINE}/items/<item>/files")
def add_file(ticket_id: int, position: int, item: str) -> Response:
    """Add a file to an item."""
    upload = _upload()

    def deed(act: Act, ticket: Ticket, line: RequestLine) -> None:
        if not upload.name:
            raise InvalidInputError("Choose a file first.")
        checklists.add_file(act, ticket, checklists.item_of(act, line, item), upload)

    return _do((ticket_id, position), Action.UPLOAD, deed, after=After(anchor=f"item-{item}"))


def _upload() -> Upload:
    sent = request.files.get("file")
    if sent is None:
        return Upload("", b"")
    with sent.stream:
        return Upload(sent.filename or "", sent.read())


@bp.post(f"{LINE}/items/<item>/files/<file>/remove")
def remove_file(ticket_id: int, position: int, item: str, file: str) -> Response:
    """Erase a file that was added by mistake."""

    def deed(act: Act, ticket: Ticket, line: RequestLine) -> None:
        checklists.remove_file(act, ticket, checklists.item_of(act, line, item), file)

    return _do((ticket_id, position), Action.UPLOAD, deed, after=After(anchor=f"item-{item}"))


@bp.get(f"{LINE}/files/<file>")
def show_file(ticket_id: int, position: int, file: str) -> Response:
    """Hand a file out to be saved; no browser opens it as a page of ours."""
    parts, member = runtime(), door.member()
    with parts.reads() as session:
        ticket = board.visible_ticket(session, member, ticket_id)
        kept = files.find(session, tickets.line_at(ticket, position), file)
        return attachment(files.content_of(parts, kept), files.name_of(parts, kept), kept.media_type)


@bp.post(f"{LINE}/own")
def erase_own(ticket_id: int, position: int) -> Response:
    """Erase what the assistant itself holds of the person who asks for erasure."""

    def deed(act: Act, ticket: Ticket, line: RequestLine) -> None:
        if line.right != Right.ERASURE or line.state != LineState.IN_PROGRESS:
            raise TransitionNotAllowedError("The checklist can be changed only while the line is worked on.")
        retention.erase_about(act, ticket)

    return _do((ticket_id, position), Action.APPROVE, deed)


@bp.post(f"{LINE}/answer")
def propose(ticket_id: int, position: int) -> Response:
    """Propose the answer; its letter is shown next."""
    chosen = request.form.get("outcome", "")
    written = AnswerWords(_text("done"), _text("reasons"), _text("demonstration"))

    def deed(act: Act, ticket: Ticket, line: RequestLine) -> None:
        desk.check_unchanged(ticket, console.version())
        if chosen not in set(LineOutcome):
            raise InvalidInputError("Choose how this right was answered.")
        unfounded = "unfounded" in request.form
        outcomes.propose(act, ticket, line, Proposal(LineOutcome(chosen), written, is_unfounded=unfounded))

    typed = {"outcome": chosen, "words": written, "unfounded": "unfounded" in request.form}
    return _do((ticket_id, position), Action.MOVE_LINE, deed, typed=typed, after=After(".show_answer"))


@bp.get(f"{LINE}/answer")
def show_answer(ticket_id: int, position: int) -> Response:
    """Show the letter exactly as it would be sent."""
    return _letter_page(ticket_id, position)


@bp.post(f"{LINE}/answer/send")
def send(ticket_id: int, position: int) -> Response:
    """Approve the answer and send the letter that was seen."""
    seen, reason = request.form.get("seen", ""), _text("override_reason")

    def deed(act: Act, ticket: Ticket, line: RequestLine) -> None:
        answer = _answer(act.session, line)
        needed = _needed(answer)
        own = staff.acting(act.parts, act.session, door.member(), action=needed, queue=ticket.queue)
        outcomes.send(own, ticket, answer, seen=seen, override_reason=reason)

    try:
        with runtime().sessions.begin() as session:
            deed(*_held(session, ticket_id, position, Action.REPLY))
    except TOLD as error:
        return _letter_page(ticket_id, position, fault=error, reason=reason)
    return _back((ticket_id, position), "send")


@bp.post(f"{LINE}/answer/close")
def close(ticket_id: int, position: int) -> Response:
    """Close the line with the outcome that its person was told."""

    def deed(act: Act, _ticket: Ticket, line: RequestLine) -> None:
        outcomes.close(act, _answer(act.session, line))

    return _do((ticket_id, position), Action.MOVE_LINE, deed)


@bp.post(f"{LINE}/package")
def open_package(ticket_id: int, position: int) -> Response:
    """Hand the package to an approver, who looks at what the person would get."""
    with runtime().sessions.begin() as session:
        act, ticket, line = _held(session, ticket_id, position, Action.OPEN_PACKAGE)
        content = packages.opened(act, line)
    return attachment(content, f"{ticket.request.reference}.zip", "application/zip")


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """Return bytes that a browser saves and never shows."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _needed(answer: Answer) -> Action:
    if answer.is_unfounded:
        return Action.REFUSE
    return Action.APPROVE if outcomes.needs_two(answer) else Action.REPLY


def _answer(session: Session, line: RequestLine) -> Answer:
    answer = readiness.answer_of(session, line)
    if answer is None:
        raise TransitionNotAllowedError("Propose the answer first, with its outcome and its words.")
    return answer


def _held(session: Session, ticket_id: int, position: int, action: Action) -> tuple[Act, Ticket, RequestLine]:
    member = door.member()
    ticket = desk.held_ticket(session, member, ticket_id)
    act = staff.acting(runtime(), session, member, action=action, queue=ticket.queue)
    return act, ticket, tickets.line_at(ticket, position)


def _do(
    place: tuple[int, int],
    action: Action,
    deed: Deed,
    *,
    typed: Mapping[str, object] | None = None,
    after: After = HERE,
) -> Response:
    try:
        with runtime().sessions.begin() as session:
            deed(*_held(session, *place, action))
    except TOLD as error:
        return _page(*place, typed=typed, fault=error)
    return _back(place, str(request.endpoint).rpartition(".")[2], after)


def _back(place: tuple[int, int], done: str, after: After = HERE) -> Response:
    ticket_id, position = place
    anchor = after.anchor or None
    here = link(after.view, ticket_id=ticket_id, position=position, done=done, _anchor=anchor)
    return redirect(here, 303)


def _page(
    ticket_id: int,
    position: int,
    *,
    typed: Mapping[str, object] | None = None,
    fault: AssistantError | None = None,
) -> Response:
    parts, member = runtime(), door.member()
    with parts.reads() as session:
        ticket = board.visible_ticket(session, member, ticket_id)
        case = casefile(parts, member, ticket)
        work = workfile(session, parts, member, ticket, tickets.line_at(ticket, position))
    speak(zone=case.zone)
    done = request.args.get("done", "")
    page = render(
        "line",
        terms=case_words,
        case=case,
        work=work,
        typed=typed or {},
        fault=fault,
        done=done if done in words.DONE else "",
        limits=parts.limits,
        kinds=", ".join(sorted(files.TYPES)),
    )
    return make_response(page, status_of(fault)[0] if fault else 200)


def _letter_page(
    ticket_id: int, position: int, *, fault: AssistantError | None = None, reason: str = ""
) -> Response:
    parts, member = runtime(), door.member()
    with parts.reads() as session:
        ticket = board.visible_ticket(session, member, ticket_id)
        line = tickets.line_at(ticket, position)
        answer = _answer(session, line)
        act = staff.acting(parts, session, member, action=Action.SHOW_TICKET, queue=ticket.queue)
        mail = outcomes.letter_of(act, answer)
        values = {
            "case": casefile(parts, member, ticket),
            "work": workfile(session, parts, member, ticket, line),
            "mail": mail,
            "seen": outcomes.fingerprint(mail),
            "needs_two": outcomes.needs_two(answer),
            "is_doer": member.name in outcomes.doers(act, answer),
            "may_approve": may(staff.grants(member), _needed(answer), queue=ticket.queue),
        }
    page = render("answer", fault=fault, reason=reason, **values)
    return make_response(page, status_of(fault)[0] if fault else 200)


def _text(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n")
