"""How the installation stands, for those who watch it: what waits, what fails, nothing of anybody."""

from dataclasses import dataclass
from datetime import datetime
from math import inf

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from assistant.service import signs
from assistant.service.differences import count_open
from assistant.service.parts import Parts
from assistant.store import MirrorState, OutboxMail, StaffMail


@dataclass(frozen=True, slots=True)
class Standing:
    """`oldest_seconds` is how long the mail that is due for the longest has waited; 0 if none is.

    `failing` counts mails that were tried in vain and are tried again, `failed` those that were given up;
    `mirror_differences` the values that a mirror and we do not share; `silent_seconds` how long no worker
    has given a sign of its rounds, without end if none ever has.
    """

    waiting: int
    oldest_seconds: float
    failing: int
    failed: int
    mirrors_failing: int
    mirror_differences: int
    silent_seconds: float


def standing(session: Session, parts: Parts) -> Standing:
    """Return how outbox and mirrors stand now; mails to staff members count like those to requestors."""
    now = parts.now()
    waiting, oldest, failing = _waiting(session, OutboxMail)
    of_staff, oldest_of_staff, failing_of_staff = _waiting(session, StaffMail)
    given_up = and_(StaffMail.sealed.is_(None), StaffMail.sent_at.is_(None))
    failed = _count(session, OutboxMail.failed_at.is_not(None)) + _count(session, given_up)
    due = [at for at in (oldest, oldest_of_staff) if at is not None]
    return Standing(
        waiting + of_staff,
        max((now - min(due)).total_seconds(), 0) if due else 0.0,
        failing + failing_of_staff,
        failed,
        _count(session, MirrorState.failing_since.is_not(None)),
        count_open(session),
        _silent_seconds(session, now),
    )


def _silent_seconds(session: Session, now: datetime) -> float:
    seen = signs.last(session)
    return inf if seen is None else max((now - seen).total_seconds(), 0.0)


def _waiting(session: Session, mail: type[OutboxMail | StaffMail]) -> tuple[int, datetime | None, int]:
    """Return how many wait, when the first of them is due, and how many of them were tried in vain."""
    vain = func.count().filter(mail.fault != "")
    number, oldest, failing = session.execute(
        select(func.count(), func.min(mail.due_at), vain).where(mail.sealed.is_not(None))
    ).one()
    return number, oldest, failing


def _count(session: Session, those: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(those)) or 0
