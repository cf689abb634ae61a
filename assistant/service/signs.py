"""The sign that a worker gives of doing its rounds, so that it is seen when none does."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.service.acting import SYSTEM, Act
from assistant.service.budgets import EVERYBODY, spend
from assistant.service.parts import Parts
from assistant.store import Count

EVERY = timedelta(minutes=1)
ROUND = "round"


def give(parts: Parts) -> None:
    """Note that a round was done in this minute."""
    with parts.sessions.begin() as session:
        spend(Act(session, parts, SYSTEM, parts.now()), ROUND, EVERYBODY, limit=1, window=EVERY)


def last(session: Session) -> datetime | None:
    """Return the minute in which a round was done last; None if none ever was."""
    rounds = select(func.max(Count.starts)).where(Count.kind == ROUND, Count.key == EVERYBODY)
    return session.scalar(rounds)
