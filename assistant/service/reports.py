"""Figures about tickets: how many came, how soon they were answered and closed, with what outcome."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from assistant.service.finding import visible
from assistant.service.parts import Parts
from assistant.service.staff import grants
from assistant.store import DataSubjectRequest, RequestLine, StaffMember, Ticket, Transaction, Unanswered
from assistant.terms import Role
from assistant.tickets.history import TransactionKind
from assistant.tickets.permission import Action, may

MONTHS = (3, 6, 12, 24)
_STAFF = (Role.AGENT.value, Role.APPROVER.value)


@dataclass(frozen=True, slots=True)
class Month:
    """One month of receipts: what came, how soon it was answered first, and closed in time or late.

    Days are medians, None where there is nothing to count yet; what is open and not late is in neither.
    """

    start: date
    received: int
    first_answer_days: float | None
    close_days: float | None
    in_time: int
    late: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a page of reports shows. `outcomes` counts by right and outcome; open lines have none."""

    months: tuple[Month, ...]
    outcomes: Mapping[str, Mapping[str, int]]
    unanswered: Mapping[str, int]


def report(session: Session, parts: Parts, member: StaffMember, *, months: int) -> Report:
    """Return the figures of the queues whose counts a member may see, by month of receipt."""
    starts = _starts(parts.now(), months)
    since = datetime(starts[0].year, starts[0].month, 1, tzinfo=UTC)
    seen = visible(grants(member), Action.SEE_QUEUE)
    rows = session.execute(
        select(Ticket.id, Ticket.created, Ticket.resolved, Ticket.due, Ticket.is_active, _first_answer())
        .where(seen, Ticket.created >= since, Ticket.merged_into.is_(None))
        .order_by(Ticket.id)
    ).all()
    by_month: dict[date, list[tuple[datetime, datetime | None, date | None, bool, datetime | None]]]
    by_month = defaultdict(list)
    for _, created, resolved, due, is_active, answered in rows:
        by_month[created.date().replace(day=1)].append((created, resolved, due, is_active, answered))
    today = parts.now().date()
    counted = tuple(_month(start, by_month[start], today) for start in starts)
    return Report(counted, _outcomes(session, member, since), _unanswered(session, parts, member, starts[0]))


def _starts(now: datetime, months: int) -> list[date]:
    last = now.year * 12 + now.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - months + 1, last + 1)]


def _first_answer() -> ScalarSelect[datetime]:
    return (
        select(func.min(Transaction.at))
        .where(Transaction.ticket_id == Ticket.id, Transaction.role.in_(_STAFF))
        .where(Transaction.kind == TransactionKind.CORRESPONDENCE.value)
        .scalar_subquery()
    )


def _month(
    start: date,
    rows: Sequence[tuple[datetime, datetime | None, date | None, bool, datetime | None]],
    today: date,
) -> Month:
    closed = [(resolved, due) for _, resolved, due, is_active, _ in rows if resolved and not is_active]
    late_open = sum(is_active and due is not None and due < today for _, _, due, is_active, _ in rows)
    late = sum(due is not None and resolved.date() > due for resolved, due in closed)
    return Month(
        start=start,
        received=len(rows),
        first_answer_days=_days((created, answered) for created, *_, answered in rows),
        close_days=_days((created, None if is_active else end) for created, end, _, is_active, _ in rows),
        in_time=len(closed) - late,
        late=late + late_open,
    )


def _days(pairs: Iterable[tuple[datetime, datetime | None]]) -> float | None:
    found = [(end - start).total_seconds() / 86400 for start, end in pairs if end is not None]
    return round(median(found), 1) if found else None


def _outcomes(session: Session, member: StaffMember, since: datetime) -> dict[str, dict[str, int]]:
    seen = visible(grants(member), Action.SEE_QUEUE)
    rows = session.execute(
        select(RequestLine.right, RequestLine.outcome, func.count())
        .join(DataSubjectRequest, DataSubjectRequest.id == RequestLine.request_id)
        .join(Ticket, Ticket.request_id == DataSubjectRequest.id)
        .where(seen, Ticket.created >= since)
        .group_by(RequestLine.right, RequestLine.outcome)
        .order_by(RequestLine.right)
    ).all()
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for right, outcome, number in rows:
        found[right][outcome or ""] = int(number)
    return dict(found)


def _unanswered(session: Session, parts: Parts, member: StaffMember, since: date) -> dict[str, int]:
    held = grants(member)
    own = [
        name
        for name, one in parts.knowledge().controllers.items()
        if may(held, Action.SEE_UNANSWERED, queue=one.queue)
    ]
    rows = session.scalars(
        select(Unanswered.controller).where(Unanswered.controller.in_(own), Unanswered.day >= since)
    )
    return dict(sorted(Counter(rows).items()))
