"""How the house runs: what waits in the outbox, what failed, what could be tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from assistant.service.acting import Act
from assistant.store import DataSubjectRequest, OutboxMail, StaffMail, Ticket

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that has not left: what kind, for which request, since when, why and until when."""

    kind: str
    reference: str
    created: datetime
    attempts: int
    fault: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class MailState:
    """How mail is: the newest that left, what waits, and how many were given up."""

    last_sent: datetime | None
    waiting: int
    failed: int
    stuck: tuple[Waiting, ...]
    to_staff: int


def mail_state(session: Session) -> MailState:
    """Return how mail is; what was tried in vain comes first."""
    waits = OutboxMail.sealed.is_not(None)
    stuck = session.execute(
        select(OutboxMail, DataSubjectRequest.reference)
        .join(DataSubjectRequest, DataSubjectRequest.id == OutboxMail.request_id)
        .where(waits)
        .order_by(OutboxMail.attempts.desc(), OutboxMail.created)
        .limit(MOST_SHOWN)
    ).all()
    return MailState(
        last_sent=session.scalar(select(func.max(OutboxMail.sent_at))),
        waiting=int(session.scalar(select(func.count()).select_from(OutboxMail).where(waits)) or 0),
        failed=int(
            session.scalar(
                select(func.count()).select_from(OutboxMail).where(OutboxMail.failed_at.is_not(None))
            )
            or 0
        ),
        stuck=tuple(
            Waiting(mail.kind, reference, mail.created, mail.attempts, mail.fault, mail.due_at)
            for mail, reference in stuck
        ),
        to_staff=int(
            session.scalar(select(func.count()).select_from(StaffMail).where(StaffMail.sealed.is_not(None)))
            or 0
        ),
    )


def retry_mail(act: Act) -> int:
    """Let every mail that failed before be tried at once; return how many there are."""
    failed = update(OutboxMail).where(OutboxMail.sealed.is_not(None), OutboxMail.fault != "")
    due = failed.where(OutboxMail.due_at > act.now + timedelta(seconds=1)).values(due_at=act.now)
    found: Sequence[str] = act.session.scalars(due.returning(OutboxMail.id)).all()
    return len(found)


def tickets_by_queue(session: Session) -> dict[str, int]:
    """Return how many tickets each queue has, closed ones included."""
    rows = session.execute(select(Ticket.queue, func.count()).group_by(Ticket.queue).order_by(Ticket.queue))
    return {queue: int(number) for queue, number in rows}
