"""What happened to tickets, and the texts and files that came with it.

Every part of a message has a number of its own: four times the number of its transaction or file, and one
more for a text, two for a file, three for what holds both together.
"""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask import Response, jsonify, request
from sqlalchemy import select

from assistant.errors import InvalidInputError, NotFoundError
from assistant.service import attachments, hands, plain
from assistant.service.hands import Hand
from assistant.service.recording import text_of
from assistant.store import Attachment, Transaction
from assistant.tickets.history import TransactionKind
from assistant.web.rest.door import bp, reading
from assistant.web.rest.shapes import Fields, Json, asked, entity, instant, listing, pick, sliced, url
from assistant.web.rest.tickets import ONE, note_view

_K = TransactionKind
TYPES: Mapping[str, str] = {
    _K.RECEIVED: "Create",
    _K.CORRESPONDENCE: "Correspond",
    _K.COMMENT: "Comment",
    _K.STATUS_CHANGED: "Status",
    _K.ASSIGNED: "Set",
    _K.FIELD_CHANGED: "Set",
    _K.DUE_CHANGED: "Set",
    _K.WATCHED: "AddWatcher",
    _K.UNWATCHED: "DelWatcher",
    _K.LINKED: "AddLink",
    _K.UNLINKED: "DeleteLink",
    _K.MERGED: "AddLink",
    _K.MAIL_SENT: "EmailRecord",
}
"""What the protocol calls a transaction; the others go by their own name."""
SAID = (_K.RECEIVED, _K.CORRESPONDENCE, _K.COMMENT)
FIELD_NAMES = {
    "status": "Status",
    "owner": "Owner",
    "queue": "Queue",
    "priority": "Priority",
    "due": "Due",
    "due_at": "Due",
    "subject_line": "Subject",
    "merged": "MergeInto",
    "merged_into": "MergeInto",
}
TEXT, FILE, WHOLE = 1, 2, 3
LARGEST = "int(max=9000000000)"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a message. `data` is opened only where it is asked for."""

    number: int
    row: Transaction
    name: str = field(repr=False)
    media_type: str
    parent: int
    data: Callable[[], bytes] = field(repr=False)
    size: Callable[[], int]


@bp.get(f"{ONE}/history")
def history(ticket_id: int) -> Response:
    """List what happened to a ticket, oldest first."""
    note_view(ticket_id)
    with reading() as hand:
        rows = hands.visible(hand, ticket_id).history
        items = [_listed(hand, row) for row in sliced(rows)]
        return jsonify(listing(items, len(rows)))


def _listed(hand: Hand, row: Transaction) -> Json:
    return {**pick(hand, _transaction_fields(hand, row), asked() or []), **entity("transaction", row.id)}


@bp.get(f"/transaction/<{LARGEST}:number>")
def transaction(number: int) -> Response:
    """Show one thing that happened, with where its texts and files are."""
    with reading() as hand:
        row = _visible(hand, number)
        fields = _transaction_fields(hand, row)
        names = [*(asked() or fields), "_hyperlinks"]
        return jsonify({**pick(hand, fields, names), "id": row.id})


@bp.get(f"/transaction/<{LARGEST}:number>/attachments")
def attachments_of_transaction(number: int) -> Response:
    """List the parts of one message."""
    with reading() as hand:
        parts = list(_parts(hand, _visible(hand, number)))
        return jsonify(listing([_listed_part(hand, part) for part in sliced(parts)], len(parts)))


@bp.get(f"{ONE}/attachments")
@bp.post(f"{ONE}/attachments")
def attachments_of_ticket(ticket_id: int) -> Response:
    """List the parts of all messages of a ticket that a filter lets through."""
    note_view(ticket_id)
    wanted = _filter()
    with reading() as hand:
        ticket = hands.visible(hand, ticket_id)
        found = [part for row in ticket.history for part in _parts(hand, row) if all(f(part) for f in wanted)]
        return jsonify(listing([_listed_part(hand, part) for part in sliced(found)], len(found)))


@bp.get(f"/attachment/<{LARGEST}:number>")
def attachment(number: int) -> Response:
    """Show one part of a message with its content in base64."""
    with reading() as hand:
        part = _part(hand, number)
    note_view(part.row.ticket_id)
    with reading() as hand:
        part = _part(hand, number)
        fields = _part_fields(part)
        return jsonify({**pick(hand, fields, asked() or list(fields)), "id": part.number})


def _visible(hand: Hand, number: int) -> Transaction:
    row = hand.session.get(Transaction, number) if number < 2**31 else None
    if row is None or not _may_see(hand, row):
        raise NotFoundError(f"There is no transaction {number}.")
    return row


def _may_see(hand: Hand, row: Transaction) -> bool:
    try:
        hands.visible(hand, row.ticket_id)
    except NotFoundError:
        return False
    return True


def _transaction_fields(hand: Hand, row: Transaction) -> Fields:
    own = url("transaction", row.id)
    return {
        "Type": lambda: _type(row),
        "Field": lambda: FIELD_NAMES.get(row.field or "", row.field or ""),
        "OldValue": lambda: row.old or "",
        "NewValue": lambda: row.new or "",
        "Created": lambda: instant(row.at),
        "Creator": lambda: entity("user", row.actor),
        "Description": lambda: _description(row),
        "Data": lambda: row.rule or "",
        "TimeTaken": lambda: "0",
        "Object": lambda: entity("ticket", row.ticket_id),
        "_hyperlinks": lambda: [
            {"ref": "self", "type": "transaction", "id": row.id, "_url": own},
            *(
                {"ref": "attachment", "_url": url("attachment", part.number)}
                for part in _parts(hand, row)
                if part.number % 4 != WHOLE
            ),
        ],
    }


def _type(row: Transaction) -> str:
    if (row.field or "").startswith("CF."):
        return "CustomField"
    return TYPES.get(row.kind) or row.kind.replace("_", " ").title().replace(" ", "")


def _description(row: Transaction) -> str:
    said = row.kind.replace("_", " ").capitalize()
    changed = f": {row.field} from {row.old or 'nothing'} to {row.new or 'nothing'}" if row.new else ""
    return f"{said}{changed}"


def _parts(hand: Hand, row: Transaction) -> Iterator[Part]:
    """Yield the parts of a message: what holds several together, its text, its files."""
    if row.kind not in SAID:
        return
    files = hand.session.scalars(
        select(Attachment).where(Attachment.transaction_id == row.id).order_by(Attachment.position)
    ).all()
    whole = row.id * 4 + WHOLE if files else 0
    if whole:
        yield Part(whole, row, "", "multipart/mixed", 0, lambda: b"", lambda: 0)
    if row.payload is not None:
        yield _text_part(hand, row, whole)
    for file in files:
        yield _file_part(hand, row, file, whole)


def _text_part(hand: Hand, row: Transaction, parent: int) -> Part:
    def data() -> bytes:
        text = text_of(hand.parts, row)
        begins_with_subject = row.kind == _K.RECEIVED and not plain.carries_request(row.ticket)
        return (text.partition("\n\n")[2] if begins_with_subject else text).encode()

    return Part(row.id * 4 + TEXT, row, "", "text/plain", parent, data, lambda: len(data()))


def _file_part(hand: Hand, row: Transaction, file: Attachment, parent: int) -> Part:
    def data() -> bytes:
        return attachments.data_of(hand.parts, file)

    return Part(file.id * 4 + FILE, row, file.name, file.media_type, parent, data, lambda: file.size)


def _part(hand: Hand, number: int) -> Part:
    """Return a part by its number.

    Raises:
        NotFoundError: there is none, or it is of a ticket that the member may not see.
    """
    own, kind = divmod(number, 4)
    if kind == FILE:
        file = hand.session.get(Attachment, own) if own < 2**31 else None
        own = file.transaction_id if file else 0
    row = hand.session.get(Transaction, own) if 0 < own < 2**31 else None
    for part in _parts(hand, row) if row is not None and _may_see(hand, row) else ():
        if part.number == number:
            return part
    raise NotFoundError(f"There is no attachment {number}.")


def _listed_part(hand: Hand, part: Part) -> Json:
    return {**pick(hand, _part_fields(part), asked() or []), **entity("attachment", part.number)}


def _part_fields(part: Part) -> Fields:
    row = part.row
    return {
        "Filename": lambda: part.name,
        "ContentType": lambda: part.media_type,
        "ContentLength": lambda: str(part.size()),
        "ContentEncoding": lambda: "base64",
        "Content": lambda: base64.b64encode(part.data()).decode(),
        "Headers": lambda: _headers(part),
        "Subject": lambda: "",
        "MessageId": lambda: "",
        "Parent": lambda: str(part.parent),
        "TransactionId": lambda: entity("transaction", row.id),
        "Creator": lambda: entity("user", row.actor),
        "Created": lambda: instant(row.at),
        "_hyperlinks": lambda: [
            {"ref": "self", "type": "attachment", "id": part.number, "_url": url("attachment", part.number)}
        ],
    }


def _headers(part: Part) -> str:
    charset = '; charset="utf-8"' if part.number % 4 == TEXT else ""
    lines = [f"Content-Type: {part.media_type}{charset}", f"Content-Length: {part.size()}"]
    return "\n".join(lines)


def _filter() -> Sequence[Callable[[Part], bool]]:
    """Return what the parts of a list must be like, as it was sent in JSON; nothing lets all through.

    Raises:
        InvalidInputError: it cannot be read, or names a field or operator that there is not.
    """
    if request.method != "POST" or not request.get_data(cache=True):
        return ()
    sent = request.get_json(silent=True, force=True)
    if not isinstance(sent, list):
        raise InvalidInputError("A filter is a list of objects with field, operator and value.")
    return tuple(_condition(one) for one in sent)


def _condition(one: object) -> Callable[[Part], bool]:
    if not isinstance(one, Mapping):
        raise InvalidInputError("A filter is a list of objects with field, operator and value.")
    name, value = str(one.get("field", "")), str(one.get("value") or "")
    operator = str(one.get("operator", "=")).upper()
    reads: Mapping[str, Callable[[Part], str]] = {
        "Filename": lambda part: part.name,
        "ContentType": lambda part: part.media_type,
        "TransactionId": lambda part: str(part.row.id),
        "id": lambda part: str(part.number),
    }
    tests: Mapping[str, Callable[[str], bool]] = {
        "=": lambda found: found == value,
        "!=": lambda found: found != value,
        "IS": lambda found: found == "",
        "IS NOT": lambda found: found != "",
        "LIKE": lambda found: value.casefold() in found.casefold(),
        "NOT LIKE": lambda found: value.casefold() not in found.casefold(),
    }
    if name not in reads or operator not in tests:
        raise InvalidInputError(f"Filters know {', '.join(reads)} and {', '.join(tests)}.")
    read, test = reads[name], tests[operator]
    return lambda part: test(read(part))
