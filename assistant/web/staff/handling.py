"""What can be done around a ticket's messages: owner, people, links, fields, reminders, files, presence."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from assistant.errors import InvalidInputError
from assistant.service import (
    assigning,
    attachments,
    board,
    desk,
    fields,
    holding,
    joining,
    links,
    plain,
    presence,
    reminders,
    staff,
    watchers,
)
from assistant.service.acting import Act, Actor
from assistant.service.presence import Doing
from assistant.store import Ticket
from assistant.terms import Role
from assistant.tickets.permission import Action, action_for_status
from assistant.web.runtime import runtime
from assistant.web.staff import door, words
from assistant.web.staff.console import NOTHING_TYPED, TICKET, Typed, do, page, version

bp = Blueprint("handling", __name__, url_prefix="/staff")
bp.before_request(door.enter)
Deed = Callable[[Act, Ticket], None]


@bp.post(f"{TICKET}/steal")
def steal(ticket_id: int) -> AnyResponse:
    """Become the owner in somebody's place."""
    return do(ticket_id, Action.STEAL, _unless_newer(assigning.steal, "owner"))


@bp.post(f"{TICKET}/assign")
def assign(ticket_id: int) -> AnyResponse:
    """Give the ticket to a colleague, or to nobody."""
    name = _text("name")
    deed = _unless_newer(lambda act, ticket: assigning.assign(act, ticket, name), "owner")
    return do(ticket_id, Action.ASSIGN, deed, typed=Typed("assign", name))


@bp.post(f"{TICKET}/priority")
def priority(ticket_id: int) -> AnyResponse:
    """Say how much more than others the ticket matters."""
    number = request.form.get("priority", -1, type=int)
    deed = _unless_newer(lambda act, ticket: plain.set_priority(act, ticket, number), "priority")
    return do(ticket_id, Action.MODIFY_TICKET, deed, typed=Typed("priority", _text("priority")))


@bp.post(f"{TICKET}/queue")
def move(ticket_id: int) -> AnyResponse:
    """Move a plain ticket to another queue, where the member may open tickets."""
    name = _text("queue")

    def deed(act: Act, ticket: Ticket) -> None:
        staff.acting(act.parts, act.session, door.member(), action=Action.CREATE_TICKET, queue=name)
        plain.set_queue(act, ticket, name)

    typed = Typed("queue", name)
    return do(ticket_id, Action.MODIFY_TICKET, _unless_newer(deed, "queue"), typed=typed)


@bp.post(f"{TICKET}/people")
def people(ticket_id: int) -> AnyResponse:
    """Keep somebody informed, or no longer."""
    change = watchers.remove if _text("deed") == "remove" else watchers.add
    role, address = _text("role"), _text("address")
    deed = _unless_newer(lambda act, ticket: change(act, ticket, role, address), role)
    typed = Typed("people", address, choice=role) if change is watchers.add else NOTHING_TYPED
    return do(ticket_id, Action.MODIFY_TICKET, deed, typed=typed)


@bp.post(f"{TICKET}/links")
def link(ticket_id: int) -> AnyResponse:
    """Link the ticket to another or to a page outside, or take a link away."""
    kind, to, is_removed = _text("kind"), _text("to"), _text("deed") == "remove"
    is_address = to.startswith(("http:", "https:"))

    def deed(act: Act, ticket: Ticket) -> None:
        if is_address:
            (links.remove_address if is_removed else links.add_address)(act, ticket, to)
            return
        other = _other(act, to)
        ends = (other, ticket) if _text("turned") else (ticket, other)
        (links.remove if is_removed else links.add)(act, ends[0], kind, ends[1])

    checked = _unless_newer(deed, "refers_to" if is_address else kind)
    typed = NOTHING_TYPED if is_removed else Typed("links", to, choice=kind)
    return do(ticket_id, Action.LINK, checked, typed=typed)


@bp.post(f"{TICKET}/merge")
def merge(ticket_id: int) -> AnyResponse:
    """Let the ticket go on as another."""
    into, reason = _text("into"), _text("reason")

    def deed(act: Act, ticket: Ticket) -> None:
        desk.check_unchanged(ticket, version())
        joining.join(act, ticket, _other(act, into), reason)

    return do(ticket_id, Action.MERGE, deed, typed=Typed("merge", reason, choice=into))


@bp.post(f"{TICKET}/reminders")
def remind(ticket_id: int) -> AnyResponse:
    """Be reminded of the ticket on a day."""
    text = _text("text")

    def deed(act: Act, ticket: Ticket) -> None:
        try:
            day = date.fromisoformat(_text("due"))
        except ValueError as error:
            raise InvalidInputError("This is no day, such as 2026-12-31.") from error
        reminders.add(act, ticket, text, day)

    return do(ticket_id, Action.COMMENT, deed, typed=Typed("reminder", text, choice=_text("due")))


@bp.post(f"{TICKET}/reminders/<int(max=2147483647):reminder_id>/done")
def finish_reminder(ticket_id: int, reminder_id: int) -> AnyResponse:
    """Mark a reminder as done."""
    return do(ticket_id, Action.COMMENT, lambda act, ticket: reminders.finish(act, ticket, reminder_id))


@bp.post(f"{TICKET}/fields")
def set_field(ticket_id: int) -> AnyResponse:
    """Give a custom field its values: one in each `value`, or one on each line."""
    values = [line for text in request.form.getlist("value") for line in text.splitlines()]
    name = _text("name")

    def deed(act: Act, ticket: Ticket) -> None:
        row = fields.field_named(act.session, ticket.queue, name)
        desk.check_fields(ticket, version(), fields.recorded_as(row))
        fields.set_values(act, ticket, row.name, values)

    return do(ticket_id, Action.MODIFY_TICKET, deed, typed=Typed("fields", "\n".join(values), choice=name))


@bp.post(f"{TICKET}/status")
def set_status(ticket_id: int) -> AnyResponse:
    """Give a plain ticket another status."""

    def deed(act: Act, ticket: Ticket) -> None:
        to = words.status_named(_text("status"))
        staff.acting(act.parts, act.session, door.member(), action=action_for_status(to), queue=ticket.queue)
        plain.set_status(act, ticket, to)

    typed = Typed("status", _text("status"))
    return do(ticket_id, Action.MODIFY_TICKET, _unless_newer(deed, "status"), typed=typed)


@bp.post(f"{TICKET}/undo")
def undo(ticket_id: int) -> AnyResponse:
    """Take the newest reply back before its mail leaves; its text stands in the field again."""
    taken: list[str] = []
    answer = do(ticket_id, Action.REPLY, lambda act, ticket: taken.append(holding.take_back(act, ticket)))
    return page(ticket_id, Typed("reply", taken[0]), done="undo") if taken else answer


@bp.get(f"{TICKET}/files/<int(max=2147483647):file_id>")
def download(ticket_id: int, file_id: int) -> Response:
    """Hand a file out as a download that no browser opens in our name."""
    parts, member = runtime(), door.member()
    with parts.reads() as session:
        ticket = board.visible_ticket(session, member, ticket_id)
        row = attachments.one_of(session, ticket, file_id)
        answer = Response(attachments.data_of(parts, row), mimetype=attachments.ANY_TYPE)
        answer.headers.set("Content-Disposition", "attachment", filename=row.name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@bp.post(f"{TICKET}/presence")
def be_here(ticket_id: int) -> Response:
    """Note that the member has the ticket open; tell who else has, and whether it changed."""
    parts, member = runtime(), door.member()
    doing = request.form.get("doing", "")
    with parts.sessions.begin() as session:
        ticket = board.visible_ticket(session, member, ticket_id)
        act = Act(session, parts, Actor(member.name, Role(member.role)), parts.now())
        presence.note(act, ticket.id, Doing(doing) if doing in set(Doing) else Doing.READING)
        others = presence.others(session, ticket.id, member.name, now=act.now)
        newest = desk.version_of(ticket)
    told = [words.presence(name, does) for name, does in others]
    return jsonify(others=told, changed=newest != version(), notice=words.changed_meanwhile())


def _unless_newer(deed: Deed, field: str) -> Deed:
    """Return the deed, held back where a colleague has changed the same field since the page was made."""

    def checked(act: Act, ticket: Ticket) -> None:
        desk.check_fields(ticket, version(), field)
        deed(act, ticket)

    return checked


def _other(act: Act, text: str) -> Ticket:
    """Return the ticket that a number or a reference names, if the member may see it."""
    return desk.named_ticket(act.session, door.member(), text)


def _text(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n").strip()
