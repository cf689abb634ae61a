"""How the installation stands, for those who watch it: what waits, what fails, nothing of anybody."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.service.differences import count_open
from assistant.service.parts import Parts
from assistant.store import MirrorState, OutboxMail


@dataclass(frozen=True, slots=True)
class Standing:
    """`oldest_seconds` is how long the mail that is due for the longest has waited; 0 if none is.

    `failing` counts mails that were tried in vain and are tried again, `failed` those that were given up;
    `mirror_differences` the values that a mirror and we do not share.
    """

    waiting: int
    oldest_seconds: float
    failing: int
    failed: int
    mirrors_failing: int
    mirror_differences: int


def standing(session: Session, parts: Parts) -> Standing:
    """Return how outbox and mirrors stand now."""
    now = parts.now()
    waits = OutboxMail.sealed.is_not(None)
    waiting, oldest = session.execute(select(func.count(), func.min(OutboxMail.due_at)).where(waits)).one()
    failing = session.scalar(
        select(func.count()).select_from(OutboxMail).where(waits, OutboxMail.fault != "")
    )
    failed = session.scalar(
        select(func.count()).select_from(OutboxMail).where(OutboxMail.failed_at.is_not(None))
    )
    mirrors = session.scalar(
        select(func.count()).select_from(MirrorState).where(MirrorState.failing_since.is_not(None))
    )
    late = max((now - oldest).total_seconds(), 0) if oldest is not None else 0.0
    return Standing(waiting, late, failing or 0, failed or 0, mirrors or 0, count_open(session))
