"""Tickets: search, make, read, change, take, answer, comment, delete."""

import base64
import binascii
from collections.abc import Callable, Mapping

from flask import Response, current_app, jsonify, make_response, request
from sqlalchemy import func, select
from werkzeug.exceptions import PreconditionFailed, UnsupportedMediaType

from assistant.errors import InvalidInputError
from assistant.service import desk, finding, hands, staff, tickets
from assistant.service.attachments import NewFile
from assistant.service.hands import Hand
from assistant.service.html_text import plain_text
from assistant.service.wishes import Wishes, text
from assistant.store import Queue, Ticket
from assistant.terms import TicketStatus
from assistant.tickets.permission import Action
from assistant.web.rest.door import body, bp, reading, writing
from assistant.web.rest.shapes import asked, entity, listing, page_asked, pick
from assistant.web.rest.ticket import etag, ticket_fields

SORTS: Mapping[str, str] = {
    "id": "id",
    "due": "due",
    "created": "created",
    "lastupdated": "updated",
    "told": "told",
    "priority": "priority",
    "owner": "owner",
    "status": "status",
    "queue": "queue",
    "subject": "subject",
}
"""What a list can be sorted by, as the protocol and as we call it."""
HTML, PLAIN = "text/html", "text/plain"
ONE = "/ticket/<int(max=2147483647):ticket_id>"


@bp.get("/tickets")
@bp.post("/tickets")
def search() -> Response:
    """List the tickets that a query in TicketSQL finds, among those that the member may see."""
    query = request.values.get("query") or ""
    if request.is_json and not query:
        query = text("query", body().get("query", ""))
    page, per_page = page_asked()
    with reading() as hand:
        grants = staff.grants(hand.member)
        asking = finding.asking(hand.parts, hand.member.name, grants)
        tree = finding.read_query(hand.session, query) if query.strip() else None
        if tree is None:
            raise InvalidInputError("query is missing; for example: query=Status = 'open'")
        serving = Ticket.queue.in_(select(Queue.name).where(Queue.serves_rest))
        found = select(Ticket).where(finding.matching(asking, tree), serving)
        total = hand.session.scalar(select(func.count()).select_from(found.subquery())) or 0
        ordered = found.order_by(*finding.order_by(_sort())).offset((page - 1) * per_page).limit(per_page)
        names = asked() or []
        items = [
            {**pick(hand, ticket_fields(hand, row), names), **entity("ticket", row.id)}
            for row in hand.session.scalars(ordered)
        ]
        return jsonify(listing(items, total))


def _sort() -> str:
    name = request.values.get("orderby", "id")
    if name.casefold() not in SORTS:
        raise InvalidInputError(f"Lists can be sorted by {', '.join(SORTS)}.")
    turned = request.values.get("order", "ASC").upper() == "DESC"
    return ("-" if turned else "") + SORTS[name.casefold()]


@bp.post("/ticket")
def create() -> tuple[Response, int]:
    """Open a plain ticket; everything that is wished for it, or nothing."""
    wanted, files = _sent()
    with writing() as hand:
        made = hands.create(hand, wanted, files, content=_content(wanted))
        return jsonify({**entity("ticket", made.id), "id": made.id}), 201


@bp.get(ONE)
def show(ticket_id: int) -> Response:
    """Show a ticket; that the member saw it is recorded once a day."""
    note_view(ticket_id)
    with reading() as hand:
        ticket = hands.visible(hand, ticket_id)
        fields = ticket_fields(hand, ticket)
        response = jsonify({"id": ticket.id, **pick(hand, fields, asked() or list(fields))})
        response.headers["ETag"] = etag(ticket)
        return make_response(response.make_conditional(request))


def note_view(ticket_id: int) -> None:
    """Record that the member looks at a ticket, unless that is recorded for today."""
    with reading() as hand:
        ticket = hands.visible(hand, ticket_id)
        if desk.has_viewed(hand.session, ticket, hand.member.name, now=hand.parts.now()):
            return
    with writing() as hand:
        held = _held(hand, ticket_id)
        desk.note_view(hand.act(Action.SHOW_TICKET, held.queue), held)


@bp.put(ONE)
def change(ticket_id: int) -> Response:
    """Change a ticket: all that is wished for or nothing, and what is refused is an error."""
    wanted = body()
    with writing() as hand:
        return jsonify(hands.change(hand, _held(hand, ticket_id), wanted))


@bp.delete(ONE)
def delete(ticket_id: int) -> tuple[str, int]:
    """Give a ticket the status `deleted`."""
    with writing() as hand:
        hands.change(hand, _held(hand, ticket_id), {"Status": TicketStatus.DELETED.value})
    return "", 204


@bp.put(f"{ONE}/<any(take, untake, steal):way>")
def take(ticket_id: int, way: str) -> Response:
    """Make the member the owner, or no longer."""
    with writing() as hand:
        return jsonify([hands.take(hand, _held(hand, ticket_id), way=way)])


@bp.post(f"{ONE}/comment")
def comment(ticket_id: int) -> tuple[Response, int]:
    """Add what only staff read."""
    return _say(ticket_id, hands.comment, "Comments added")


@bp.post(f"{ONE}/correspond")
def correspond(ticket_id: int) -> tuple[Response, int]:
    """Answer the requestor."""
    return _say(ticket_id, hands.correspond, "Correspondence added")


def _say(ticket_id: int, say: Callable[..., object], told: str) -> tuple[Response, int]:
    wanted, files = _sent()
    for name in set(wanted) - {"Content", "ContentType", "Status", "Attachments"}:
        raise InvalidInputError(f"There is no field {name[:60]!r}; known: Content, ContentType, Status.")
    with writing() as hand:
        ticket = _held(hand, ticket_id)
        say(hand, ticket, _content(wanted), files)
        more = hands.change(hand, ticket, {"Status": wanted["Status"]}) if "Status" in wanted else []
        return jsonify([told, *more]), 201


def _held(hand: Hand, ticket_id: int) -> Ticket:
    """Return the ticket, kept from others until this turn ends and still as `If-Match` has it.

    Raises:
        PreconditionFailed: it changed since.
    """
    ticket = tickets.hold(hand.session, hands.visible(hand, ticket_id).request)
    wanted = request.headers.get("If-Match", "*").strip()
    if wanted != "*" and etag(ticket) not in [one.strip() for one in wanted.split(",")]:
        raise PreconditionFailed
    return ticket


def _sent() -> tuple[Wishes, list[NewFile]]:
    """Return what was sent: JSON, or a form with JSON in its field of that name and files beside it.

    Raises:
        InvalidInputError: the JSON or a file cannot be read.
        UnsupportedMediaType: it is neither.
    """
    if request.mimetype == "multipart/form-data":
        try:
            wanted = current_app.json.loads(request.form.get("JSON") or "{}")
        except ValueError:
            raise InvalidInputError("The field JSON must hold a JSON object.") from None
        if not isinstance(wanted, dict):
            raise InvalidInputError("The field JSON must hold a JSON object.")
        uploaded = request.files.getlist("Attachments")
        files = [NewFile(one.filename or "file", one.mimetype or "", one.read()) for one in uploaded]
        return wanted, files + _files_in(wanted)
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    wanted = body()
    return wanted, _files_in(wanted)


def _files_in(wanted: Wishes) -> list[NewFile]:
    """Return the files that stand in the JSON itself, as base64."""
    given = wanted.get("Attachments") or []
    if not isinstance(given, list):
        raise InvalidInputError("Attachments must be a list.")
    files = []
    for one in given:
        if not isinstance(one, Mapping):
            raise InvalidInputError(
                "An attachment must be an object with FileName, FileType and FileContent."
            )
        try:
            data = base64.b64decode(text("FileContent", one.get("FileContent", "")), validate=True)
        except (binascii.Error, ValueError):
            raise InvalidInputError("FileContent must be base64.") from None
        name, kind = text("FileName", one.get("FileName", "file")), text("FileType", one.get("FileType", ""))
        files.append(NewFile(name, kind, data))
    return files


def _content(wanted: Wishes) -> str:
    """Return what was written as plain text: our letters have no other."""
    written = text("Content", wanted.get("Content") or "").replace("\r\n", "\n")
    kind = text("ContentType", wanted.get("ContentType") or PLAIN).partition(";")[0].strip()
    if kind not in (PLAIN, HTML):
        raise InvalidInputError(f"ContentType is {PLAIN} or {HTML}.")
    return plain_text(written) if kind == HTML else written
