"""What stands around a ticket's messages: people, links, fields, reminders, files, articles; values only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.service import (
    articles,
    assigning,
    attachments,
    enclosures,
    fields,
    holding,
    links,
    presence,
    queues,
    reminders,
    staff,
    watchers,
)
from assistant.service.acting import Act, Actor
from assistant.service.parts import Parts
from assistant.service.presence import Doing
from assistant.store import StaffMember, Ticket
from assistant.terms import Role, TicketStatus
from assistant.tickets.lifecycle import LIFECYCLES
from assistant.tickets.permission import Action, Grant, may


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as the ticket sees it: `is_from` tells whether it begins here. Outside pages have no `other`."""

    kind: str
    is_from: bool
    other: int | None
    label: str


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A custom field with the ticket's values and, where there are any, those to choose from."""

    name: str
    kind: str
    values: tuple[str, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReminderShown:
    """A reminder that is not done."""

    id: int
    text: str = field(repr=False)
    due: date
    owner: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file of a message, by the message's transaction."""

    id: int
    transaction: int
    name: str = field(repr=False)
    size: int


@dataclass(frozen=True, slots=True)
class Toolbox:
    """Everything around the messages of a ticket, and what the member may do with it."""

    priority: int
    people: dict[str, list[str]]
    links: tuple[Linked, ...]
    merged_into: int | None
    merged_from: tuple[int, ...]
    fields: tuple[FieldShown, ...]
    reminders: tuple[ReminderShown, ...]
    files: tuple[FileShown, ...]
    enclosed: tuple[FileShown, ...]
    may_enclose: bool
    most_bytes: int
    articles: tuple[tuple[str, str], ...]
    colleagues: tuple[str, ...]
    queues: tuple[str, ...]
    statuses: tuple[TicketStatus, ...]
    others: tuple[tuple[str, Doing], ...]
    may: frozenset[Action]
    is_plain: bool
    can_undo: bool
    undo_seconds: int


def toolbox(session: Session, parts: Parts, member: StaffMember, ticket: Ticket) -> Toolbox:
    """Return what is around a ticket that the member may see."""
    grants = staff.grants(member)
    act = Act(session, parts, Actor(member.name, Role(member.role)), parts.now())
    held = holding.held_of(act, ticket)
    merged = session.scalars(select(Ticket.id).where(Ticket.merged_into == ticket.id).order_by(Ticket.id))
    return Toolbox(
        priority=ticket.priority,
        people={role: watchers.addresses(session, ticket, role) for role in watchers.ROLES},
        links=_links(session, member, ticket),
        merged_into=ticket.merged_into,
        merged_from=tuple(merged),
        fields=_fields(session, ticket),
        reminders=_reminders(session, parts, ticket),
        files=_files(session, ticket),
        enclosed=tuple(
            FileShown(row.id, 0, row.name, row.size)
            for row in enclosures.waiting(session, ticket, member.name)
        ),
        most_bytes=attachments.MOST_BYTES,
        may_enclose=enclosures.may_go(ticket),
        articles=tuple((row.id, row.title) for row in articles.of_queue(session, ticket.queue)),
        colleagues=tuple(assigning.colleagues(session, ticket.queue)),
        queues=_queues(session, grants, ticket),
        statuses=_statuses(session, ticket),
        others=tuple(presence.others(session, ticket.id, member.name, now=parts.now())),
        may=frozenset(action for action in Action if may(grants, action, queue=ticket.queue)),
        is_plain=not ticket.request.lines,
        can_undo=held is not None,
        undo_seconds=max(0, int((held.until - parts.now()).total_seconds())) if held else 0,
    )


def _queues(session: Session, grants: Sequence[Grant], ticket: Ticket) -> tuple[str, ...]:
    """Return the queues that a plain ticket can be moved to, with its own; none if there is no other."""
    if ticket.request.lines:
        return ()
    known = [
        row.name for row in queues.all_queues(session) if may(grants, Action.CREATE_TICKET, queue=row.name)
    ]
    return tuple(known) if set(known) - {ticket.queue} else ()


def _statuses(session: Session, ticket: Ticket) -> tuple[TicketStatus, ...]:
    """Return the status of a plain ticket and those that its queue's lifecycle lets it go to."""
    if ticket.request.lines:
        return ()
    now, moves = TicketStatus(ticket.status), LIFECYCLES[queues.lifecycle_of(session, ticket.queue)].moves
    return tuple(status for status in TicketStatus if status is now or status in moves[now])


def _links(session: Session, member: StaffMember, ticket: Ticket) -> tuple[Linked, ...]:
    grants, shown = staff.grants(member), []
    for row in links.of_ticket(session, ticket):
        is_from = row.ticket_id == ticket.id
        other = row.target if is_from else row.ticket
        if other is None:
            shown.append(Linked(row.kind, is_from, None, row.address))
        elif may(grants, Action.SHOW_TICKET, queue=other.queue):
            shown.append(Linked(row.kind, is_from, other.id, other.request.reference))
    return tuple(shown)


def _fields(session: Session, ticket: Ticket) -> tuple[FieldShown, ...]:
    values = fields.values(session, ticket)
    return tuple(
        FieldShown(
            row.name, row.kind, tuple(values.get(row.name, ())), tuple(fields.choices(row, ticket.queue))
        )
        for row in fields.of_queue(session, ticket.queue)
    )


def _reminders(session: Session, parts: Parts, ticket: Ticket) -> tuple[ReminderShown, ...]:
    today = parts.now().date()
    return tuple(
        ReminderShown(row.id, reminders.text_of(parts, ticket, row), row.due, row.owner, row.due < today)
        for row in reminders.open_of(session, ticket)
    )


def _files(session: Session, ticket: Ticket) -> tuple[FileShown, ...]:
    return tuple(
        FileShown(row.id, row.transaction.seq, row.name, row.size)
        for row in attachments.of_ticket(session, ticket)
    )
