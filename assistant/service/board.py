"""What staff see of the tickets: lists and counts of those that a member may see, soonest due first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from assistant.answers.knowledge import Knowledge
from assistant.errors import NotFoundError
from assistant.rights.deadline import local_date
from assistant.rights.states import LineState
from assistant.service import finding, people
from assistant.service.finding import Asking, visible
from assistant.service.parts import Parts
from assistant.service.staff import grants
from assistant.service.tickets import UNVERIFIED_SUFFIX
from assistant.store import DataSubjectRequest, RequestLine, StaffMember, Ticket
from assistant.terms import Right, TicketStatus
from assistant.tickets.lifecycle import INACTIVE
from assistant.tickets.permission import Action, may

SOON_DAYS = 7
PAGE_LENGTH = 50
MOST_COUNTED = 1000
"""How far the tickets of the list of all are counted."""
PAGE_LENGTHS = (50, 100, 200)


class Show(StrEnum):
    """The lists that staff choose from."""

    OPEN = "open"
    MINE = "mine"
    UNOWNED = "unowned"
    DUE = "due"
    LATE = "late"
    IDENTITY = "identity"
    WAITING = "waiting"
    UNVERIFIED = "unverified"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants listed. `query` is words or TicketSQL; pages count from 1."""

    show: Show = Show.OPEN
    queue: str = ""
    query: str = ""
    page: int = 1
    sort: str = "due"
    length: int = PAGE_LENGTH


@dataclass(frozen=True, slots=True)
class Listed:
    """One ticket in a list. `days_left` is below zero once it is late, None if closed or without date.

    `subject_line` stands for the rights of a ticket that carries none.
    """

    id: int
    version: int
    reference: str
    rights: tuple[Right, ...]
    subject_line: str
    queue: str
    status: TicketStatus
    owner: str | None
    priority: int
    due: date | None
    due_at: datetime | None
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
    """Return what a member may see of what they wish to see; what is closed comes last.

    Raises:
        QueryError: the query was meant as TicketSQL and cannot be read.
        InvalidInputError: there is nothing of that name to sort by.
    """
    asking = finding.asking(parts, member.name, grants(member))
    lists = _lists(asking, _acts_for(session, asking))
    chosen = and_(visible(asking.grants), Ticket.merged_into.is_(None))
    if wish.queue:
        chosen = and_(chosen, Ticket.queue == wish.queue)
    wanted = and_(chosen, lists[wish.show])
    if wish.query.strip():
        wanted = and_(wanted, finding.found(session, asking, wish.query))
    rows = list_tickets(session, wanted, wish)
    tickets = tuple(_listed(row, parts.knowledge(), asking.now) for row in rows[: wish.length])
    counts = _counts(session, chosen, lists)
    return Board(tickets, counts, _queues(session, asking), len(rows) > wish.length)


def list_tickets(session: Session, wanted: ColumnElement[bool], wish: Wish) -> list[Ticket]:
    """Return a page of the tickets for which this holds, and one more if there are any.

    Their numbers are put in order first: whole rows would be sorted only to be thrown away.
    """
    order = finding.order_by(wish.sort)
    if wish.sort == "due":
        order = [Ticket.is_active.desc(), *order]
    page = select(Ticket.id).where(wanted).order_by(*order)
    numbers = session.scalars(page.offset((wish.page - 1) * wish.length).limit(wish.length + 1)).all()
    with_lines = joinedload(Ticket.request, innerjoin=True).options(selectinload(DataSubjectRequest.lines))
    rows = session.scalars(select(Ticket).options(with_lines).where(Ticket.id.in_(numbers)))
    found = {row.id: row for row in rows.unique()}
    return [found[number] for number in numbers]


def queue_counts(session: Session, member: StaffMember) -> dict[str, int]:
    """Return the number of open tickets by queue, of the queues that the member may know of."""
    seen = visible(grants(member), Action.SEE_QUEUE)
    known = session.scalars(select(Ticket.queue).where(seen).distinct().order_by(Ticket.queue))
    query = select(Ticket.queue, func.count()).where(seen, Ticket.is_active.is_(True))
    rows = session.execute(query.group_by(Ticket.queue)).all()
    return dict.fromkeys(known, 0) | {queue: int(number) for queue, number in rows}


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


def due_at(ticket: Ticket, knowledge: Knowledge) -> datetime | None:
    """Return the instant at which a ticket is due, where its company is; None if a whole day is given."""
    controller = knowledge.controllers.get(ticket.request.controller)
    zone = ZoneInfo(controller.timezone if controller else "UTC")
    return ticket.due_at.astimezone(zone) if ticket.due_at else None


def is_verified(request: DataSubjectRequest) -> bool:
    """Tell whether the requestor has shown control of the mailbox, at least."""
    return request.verified_at is not None


def _acts_for(session: Session, asking: Asking) -> list[str]:
    """Return the member's name and those of colleagues who are away and left their tickets to them."""
    return [asking.name, *people.delegators(session, asking.name, today=local_date(asking.now, asking.zone))]


def _lists(asking: Asking, owners: list[str]) -> dict[Show, ColumnElement[bool]]:
    active, today = Ticket.is_active.is_(True), local_date(asking.now, asking.zone)
    waiting = Ticket.queue.endswith(UNVERIFIED_SUFFIX, autoescape=True)
    work = and_(active, ~waiting)
    return {
        Show.OPEN: work,
        Show.MINE: and_(active, Ticket.owner.in_(owners)),
        Show.UNOWNED: and_(work, Ticket.owner.is_(None)),
        Show.DUE: and_(active, Ticket.due.between(today, today + timedelta(days=SOON_DAYS))),
        Show.LATE: and_(active, Ticket.due < today),
        Show.IDENTITY: and_(active, _has_line(LineState.WAITING_ID)),
        Show.WAITING: and_(active, _has_line(LineState.WAITING_CLARIFICATION)),
        Show.UNVERIFIED: and_(active, waiting),
        Show.ALL: true(),
    }


def _has_line(state: LineState) -> ColumnElement[bool]:
    return Ticket.request_id.in_(select(RequestLine.request_id).where(RequestLine.state == state.value))


def _counts(
    session: Session, chosen: ColumnElement[bool], lists: Mapping[Show, ColumnElement[bool]]
) -> dict[Show, int]:
    """Return how many tickets each list has: of all at once what is active, and then of all.

    Of all it counts no further than one beyond `MOST_COUNTED`. It counts in an index's order, so that no
    database reads the table for it.
    """
    active = [(show, wanted) for show, wanted in lists.items() if show is not Show.ALL]
    sums = [func.coalesce(func.sum(case((wanted, 1), else_=0)), 0) for _, wanted in active]
    row = session.execute(select(*sums).select_from(Ticket).where(chosen, Ticket.is_active.is_(True))).one()
    counts: dict[Show, int] = {show: int(number) for (show, _), number in zip(active, row, strict=True)}
    some = select(Ticket.queue).where(chosen).order_by(Ticket.queue).limit(MOST_COUNTED + 1).subquery()
    everything = session.scalar(select(func.count()).select_from(some))
    return {**counts, Show.ALL: int(everything or 0)}


def _queues(session: Session, asking: Asking) -> tuple[str, ...]:
    seen = select(Ticket.queue).where(visible(asking.grants)).distinct().order_by(Ticket.queue)
    return tuple(session.scalars(seen))


def _listed(ticket: Ticket, knowledge: Knowledge, now: datetime) -> Listed:
    request = ticket.request
    return Listed(
        id=ticket.id,
        version=ticket.version,
        reference=request.reference,
        rights=tuple(Right(line.right) for line in request.lines),
        subject_line=ticket.subject_line,
        queue=ticket.queue,
        status=TicketStatus(ticket.status),
        owner=ticket.owner,
        priority=ticket.priority,
        due=ticket.due,
        due_at=due_at(ticket, knowledge),
        days_left=days_left(ticket, today(knowledge, request, now)),
        is_verified=is_verified(request),
    )
