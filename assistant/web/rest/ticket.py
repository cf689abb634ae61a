"""A ticket as the protocol shows it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from assistant.service import desk, fields, links, plain, staff, watchers
from assistant.service.hands import NOBODY, ROLES, Hand
from assistant.service.queues import queue_named
from assistant.store import Ticket
from assistant.terms import TicketStatus
from assistant.tickets.lifecycle import LIFECYCLES
from assistant.tickets.permission import Action, may
from assistant.web.rest.shapes import Fields, Json, entity, instant, url

_REFS = {
    ("depends_on", False): "depends-on",
    ("depends_on", True): "depended-on-by",
    ("refers_to", False): "refers-to",
    ("refers_to", True): "referred-to-by",
    ("member_of", False): "parent",
    ("member_of", True): "child",
}
"""What the protocol calls a link, by its kind here and whether it comes from the other ticket."""


def ticket_fields(hand: Hand, ticket: Ticket) -> Fields:
    """Return what the protocol tells of a ticket, worked out only where it is asked for."""
    last = max(ticket.history, key=lambda row: row.seq)
    return {
        "Subject": lambda: ticket.subject_line,
        "Status": lambda: ticket.status,
        "Queue": lambda: entity("queue", queue_named(hand.session, ticket.queue).id),
        "Owner": lambda: entity("user", ticket.owner or NOBODY),
        "Creator": lambda: entity("user", ticket.history[0].actor),
        "Created": lambda: instant(ticket.created),
        "LastUpdated": lambda: instant(ticket.updated),
        "LastUpdatedBy": lambda: entity("user", last.actor),
        "Started": lambda: instant(ticket.started),
        "Starts": lambda: instant(None),
        "Resolved": lambda: instant(ticket.resolved),
        "Told": lambda: instant(ticket.told),
        "Due": lambda: instant(_due(hand, ticket)),
        "Priority": lambda: str(ticket.priority),
        "InitialPriority": lambda: "0",
        "FinalPriority": lambda: "0",
        "TimeEstimated": lambda: "0",
        "TimeWorked": lambda: "0",
        "TimeLeft": lambda: "0",
        "Type": lambda: "ticket",
        "EffectiveId": lambda: entity("ticket", ticket.merged_into or ticket.id),
        **{name: _people(hand, ticket, role) for name, role in ROLES.items()},
        "CustomFields": lambda: _custom_fields(hand, ticket),
        "_hyperlinks": lambda: _hyperlinks(hand, ticket),
    }


def etag(ticket: Ticket) -> str:
    """Return what changes with every change to a ticket that matters to somebody who writes."""
    return f'"{ticket.id}-{desk.version_of(ticket)}"'


def _due(hand: Hand, ticket: Ticket) -> datetime | None:
    """Return the instant that was given, else the last second of the day on which the law has it due."""
    if ticket.due_at is not None or ticket.due is None:
        return ticket.due_at
    controller = hand.parts.knowledge().controllers.get(ticket.request.controller)
    zone = ZoneInfo(controller.timezone if controller else "UTC")
    return datetime.combine(ticket.due, time(23, 59, 59), zone).astimezone(UTC)


def _people(hand: Hand, ticket: Ticket, role: str) -> Callable[[], list[Json]]:
    return lambda: [entity("user", address) for address in watchers.addresses(hand.session, ticket, role)]


def _custom_fields(hand: Hand, ticket: Ticket) -> list[Json]:
    values = fields.values(hand.session, ticket)
    rows = fields.of_queue(hand.session, ticket.queue)
    return [
        {**entity("customfield", row.id), "name": row.name, "values": values.get(row.name, [])}
        for row in rows
    ]


def _hyperlinks(hand: Hand, ticket: Ticket) -> list[Json]:
    """Return where its parts are, what the member may do with it, and the tickets it is linked to."""
    here, grants = url("ticket", ticket.id), staff.grants(hand.member)
    shown: list[Json] = [
        {"ref": "self", "type": "ticket", "id": ticket.id, "_url": here},
        {"ref": "history", "_url": f"{here}/history"},
    ]
    for ref, action in (("correspond", Action.REPLY), ("comment", Action.COMMENT)):
        if may(grants, action, queue=ticket.queue):
            shown.append({"ref": ref, "_url": f"{here}/{ref}"})
    return [*shown, *_moves(hand, ticket, here), *_links(hand, ticket)]


def _moves(hand: Hand, ticket: Ticket, here: str) -> Iterator[Json]:
    """Yield the statuses that can be set by hand; a request's status cannot."""
    if plain.carries_request(ticket) or not may(
        staff.grants(hand.member), Action.MODIFY_TICKET, queue=ticket.queue
    ):
        return
    moves = LIFECYCLES[queue_named(hand.session, ticket.queue).lifecycle].moves
    for to in moves[TicketStatus(ticket.status)]:
        yield {"ref": "lifecycle", "from": ticket.status, "to": to.value, "label": to.value, "_url": here}


def _links(hand: Hand, ticket: Ticket) -> Iterator[Json]:
    """Yield the links to tickets that the member may see, and to pages outside."""
    seen = staff.grants(hand.member)
    for link in links.of_ticket(hand.session, ticket):
        is_turned = link.ticket_id != ticket.id
        other = link.ticket if is_turned else link.target
        ref = _REFS[link.kind, is_turned]
        if other is not None and may(seen, Action.SHOW_TICKET, queue=other.queue):
            yield {**entity("ticket", other.id), "ref": ref}
        elif link.address and not is_turned:
            yield {"ref": ref, "type": "external", "_url": link.address}
