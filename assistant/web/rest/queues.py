"""Queues that are open to programs: list, read, add, change, disable; and the program itself."""

from collections.abc import Mapping

from flask import Response, jsonify, request

from assistant import __version__
from assistant.errors import InvalidInputError
from assistant.service import fields, hands, queues, staff
from assistant.service.hands import Hand
from assistant.service.queues import NewQueue
from assistant.service.wishes import check_known, text
from assistant.store import Queue
from assistant.tickets.permission import ANY_QUEUE, Action, may
from assistant.web.rest.door import body, bp, reading, writing
from assistant.web.rest.shapes import Fields, Json, asked, entity, instant, listing, pick, sliced, url

COLUMNS: Mapping[str, str] = {
    "Description": "description",
    "CorrespondAddress": "correspond_address",
    "CommentAddress": "comment_address",
}
CHANGEABLE = ("Name", *COLUMNS, "Disabled", "Lifecycle")


@bp.get("/rt")
def about() -> Response:
    """Say what answers here."""
    return jsonify(Version=f"5.0.0+assistant-{__version__}", Plugins=[])


@bp.get("/queues")
@bp.post("/queues")
@bp.get("/queues/all")
def list_queues() -> Response:
    """List the queues that the member may know of."""
    disabled = request.args.get("find_disabled_rows", "0") not in ("", "0")
    with reading() as hand:
        grants = staff.grants(hand.member)
        rows = [
            row
            for row in queues.all_queues(hand.session, disabled=disabled)
            if row.serves_rest and may(grants, Action.SEE_QUEUE, queue=row.name)
        ]
        return jsonify(listing([_listed(hand, row) for row in sliced(rows)], len(rows)))


def _listed(hand: Hand, row: Queue) -> Json:
    return {**pick(hand, _queue_fields(hand, row), asked() or []), **entity("queue", row.id)}


@bp.get("/queue/<name>")
def show_queue(name: str) -> Response:
    """Show a queue by its name or number."""
    with reading() as hand:
        row = hands.open_queue(hand, name)
        found = _queue_fields(hand, row)
        return jsonify({"id": row.id, **pick(hand, found, asked() or list(found))})


def _queue_fields(hand: Hand, row: Queue) -> Fields:
    here = url("queue", row.id)
    creates = may(staff.grants(hand.member), Action.CREATE_TICKET, queue=row.name)
    create = [{"ref": "create", "type": "ticket", "_url": f"{url('ticket')}?Queue={row.id}"}]
    return {
        "Name": lambda: row.name,
        "Description": lambda: row.description,
        "CorrespondAddress": lambda: row.correspond_address,
        "CommentAddress": lambda: row.comment_address,
        "Lifecycle": lambda: row.lifecycle,
        "Disabled": lambda: str(int(row.is_disabled)),
        "Created": lambda: instant(row.created),
        "LastUpdated": lambda: instant(row.created),
        "SLADisabled": lambda: "1",
        "Cc": list,
        "AdminCc": list,
        "CustomFields": list,
        "TicketCustomFields": lambda: [
            {**entity("customfield", one.id), "ref": "customfield", "name": one.name}
            for one in fields.of_queue(hand.session, row.name)
        ],
        "_hyperlinks": lambda: [
            {"ref": "self", "type": "queue", "id": row.id, "_url": here},
            *(create if creates else []),
        ],
    }


@bp.post("/queue")
def add_queue() -> tuple[Response, int]:
    """Add a queue; it is open to programs, since one made it."""
    wanted = body()
    check_known(wanted, CHANGEABLE)
    values = {column: text(name, wanted[name]) for name, column in COLUMNS.items() if name in wanted}
    lifecycle = text("Lifecycle", wanted.get("Lifecycle") or "default")
    with writing() as hand:
        act = hand.act(Action.MANAGE_QUEUE, ANY_QUEUE)
        new = NewQueue(text("Name", wanted.get("Name", "")), lifecycle=lifecycle, serves_rest=True, **values)
        return jsonify(entity("queue", queues.add(act, new).id)), 201


@bp.put("/queue/<name>")
def change_queue(name: str) -> Response:
    """Change what is told of a queue, or disable it."""
    wanted = body()
    check_known(wanted, (*COLUMNS, "Disabled"))
    with writing() as hand:
        row = hands.open_queue(hand, name)
        hand.act(Action.MANAGE_QUEUE, row.name)
        for field, value in wanted.items():
            if field == "Disabled":
                row.is_disabled = _flag(field, value)
            else:
                setattr(row, COLUMNS[field], text(field, value)[:255])
        return jsonify([f"Queue {row.name}: {field} changed" for field in wanted])


def _flag(name: str, value: object) -> bool:
    if (told := text(name, value)) not in ("0", "1"):
        raise InvalidInputError(f"{name} is 0 or 1.")
    return told == "1"


@bp.delete("/queue/<name>")
def disable_queue(name: str) -> tuple[str, int]:
    """Disable a queue: it takes no more tickets."""
    with writing() as hand:
        row = hands.open_queue(hand, name)
        hand.act(Action.MANAGE_QUEUE, row.name)
        row.is_disabled = True
    return "", 204
