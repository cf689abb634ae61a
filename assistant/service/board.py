"""What staff see of the tickets: lists and counts of those that a member may see, soonest due first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, false, func, select, true
from sqlalchemy.orm import Session, contains_eager, selectinload

from assistant.answers.knowledge import Knowledge
from assistant.errors import NotFoundError
from assistant.rights.deadline import local_date
from assistant.service.parts import Parts
from assistant.service.staff import grants
from assistant.service.tickets import UNVERIFIED_SUFFIX
from assistant.store import DataSubjectRequest, StaffMember, Ticket
from assistant.terms import Right, TicketStatus
from assistant.tickets.lifecycle import INACTIVE
from assistant.tickets.permission import ANY_QUEUE, Action, may, queues_for

SOON_DAYS = 7
PAGE_LENGTH = 50
_NOT_OF_REFERENCE = re.compile(r"[^0-9A-Z]")
_LOOKALIKES = str.maketrans("OIL", "011")


class Show(StrEnum):
    """The lists that staff choose from."""

    OPEN = "open"
    MINE = "mine"
    UNOWNED = "unowned"
    DUE = "due"
    UNVERIFIED = "unverified"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants listed. `reference` is any part of one; pages count from 1."""

    show: Show = Show.OPEN
    queue: str = ""
    reference: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """One ticket in a list. `days_left` is below zero once it is late, None once it is closed."""

    id: int
    reference: str
    rights: tuple[Right, ...]
    queue: str
    status: TicketStatus
    owner: str | None
    due: date | None
    days_left: int | None
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Board:
    """One page of a list, how many tickets each list of the queue has, and the queues to choose from."""

    tickets: tuple[Listed, ...]
    counts: Mapping[Show, int]
    queues: tuple[str, ...]
    has_more: bool


def board(session: Session, parts: Parts, member: StaffMember, wish: Wish) -> Board:
    """Return what a member may see of what they wish to see: open work by due date, then what is closed."""
    now = parts.now()
    seen = _visible(queues_for(grants(member), Action.SHOW_TICKET))
    chosen = and_(seen, Ticket.queue == wish.queue) if wish.queue else seen
    wanted = _lists(member, now)[wish.show]
    with_lines = contains_eager(Ticket.request).options(selectinload(DataSubjectRequest.lines))
    query = select(Ticket).join(Ticket.request).options(with_lines).where(chosen, wanted)
    if typed := _NOT_OF_REFERENCE.sub("", wish.reference.upper()).translate(_LOOKALIKES):
        query = query.where(func.replace(DataSubjectRequest.reference, "-", "").contains(typed))
    order = (_is_closed(), Ticket.due, Ticket.id)
    rows = session.scalars(
        query.order_by(*order).offset((wish.page - 1) * PAGE_LENGTH).limit(PAGE_LENGTH + 1)
    ).all()
    tickets = tuple(_listed(row, parts.knowledge(), now) for row in rows[:PAGE_LENGTH])
    counts = _counts(session, chosen, _lists(member, now))
    return Board(tickets, counts, _queues(session, seen), len(rows) > PAGE_LENGTH)


def queue_counts(session: Session, member: StaffMember) -> dict[str, int]:
    """Return the number of open tickets by queue, of the queues that the member may know of."""
    seen = _visible(queues_for(grants(member), Action.SEE_QUEUE))
    query = select(Ticket.queue, func.sum(case((_is_closed(), 0), else_=1))).where(seen)
    rows = session.execute(query.group_by(Ticket.queue).order_by(Ticket.queue)).all()
    return {queue: int(number) for queue, number in rows}


def visible_ticket(session: Session, member: StaffMember, ticket_id: int) -> Ticket:
    """Return a ticket that the member may see.

    Raises:
        NotFoundError: there is none, or it is in a queue that is not theirs: the two look the same.
    """
    ticket = session.get(Ticket, ticket_id)
    if ticket is None or not may(grants(member), Action.SHOW_TICKET, queue=ticket.queue):
        raise NotFoundError(f"There is no ticket {ticket_id}.")
    return ticket


def today(knowledge: Knowledge, request: DataSubjectRequest, now: datetime) -> date:
    """Return the date where the request's controller is; in UTC if there is no such controller any more."""
    controller = knowledge.controllers.get(request.controller)
    return local_date(now, controller.timezone if controller else "UTC")


def days_left(ticket: Ticket, on: date) -> int | None:
    """Return the days until a ticket is due, below zero once it is late; None if closed or without date."""
    return (ticket.due - on).days if ticket.due and TicketStatus(ticket.status) not in INACTIVE else None


def is_verified(request: DataSubjectRequest) -> bool:
    """Tell whether the requestor has shown control of the mailbox, at least."""
    return request.verified_at is not None


def _visible(queues: Iterable[str]) -> ColumnElement[bool]:
    names = set(queues)
    if ANY_QUEUE in names:
        return true()
    return Ticket.queue.in_(names) if names else false()


def _is_closed() -> ColumnElement[bool]:
    return Ticket.status.in_([status.value for status in INACTIVE])


def _lists(member: StaffMember, now: datetime) -> dict[Show, ColumnElement[bool]]:
    waiting, active = Ticket.queue.endswith(UNVERIFIED_SUFFIX, autoescape=True), ~_is_closed()
    work = and_(active, ~waiting)
    return {
        Show.OPEN: work,
        Show.MINE: and_(active, Ticket.owner == member.name),
        Show.UNOWNED: and_(work, Ticket.owner.is_(None)),
        Show.DUE: and_(active, Ticket.due <= now.date() + timedelta(days=SOON_DAYS)),
        Show.UNVERIFIED: and_(active, waiting),
        Show.ALL: true(),
    }


def _counts(
    session: Session, chosen: ColumnElement[bool], lists: Mapping[Show, ColumnElement[bool]]
) -> dict[Show, int]:
    sums = [func.coalesce(func.sum(case((wanted, 1), else_=0)), 0) for wanted in lists.values()]
    row = session.execute(select(*sums).select_from(Ticket).where(chosen)).one()
    return dict(zip(lists, (int(number) for number in row), strict=True))


def _queues(session: Session, seen: ColumnElement[bool]) -> tuple[str, ...]:
    return tuple(session.scalars(select(Ticket.queue).where(seen).distinct().order_by(Ticket.queue)))


def _listed(ticket: Ticket, knowledge: Knowledge, now: datetime) -> Listed:
    request = ticket.request
    return Listed(
        id=ticket.id,
        reference=request.reference,
        rights=tuple(Right(line.right) for line in request.lines),
        queue=ticket.queue,
        status=TicketStatus(ticket.status),
        owner=ticket.owner,
        due=ticket.due,
        days_left=days_left(ticket, today(knowledge, request, now)),
        is_verified=is_verified(request),
    )
