"""Holds that budgets outlive no window for long."""

from datetime import timedelta

from sqlalchemy import func, select

from assistant.service import budgets
from assistant.service.parts import Parts
from assistant.store import Count
from tests.service.conftest import Clock, acting


def test_counts_of_windows_that_are_over_are_forgotten(parts: Parts, clock: Clock) -> None:
    for _ in range(3):
        with parts.sessions.begin() as session:
            act = acting(parts, session)
            assert budgets.spend(act, "mail", "somewhere", limit=1, window=timedelta(hours=1))
            budgets.forget_old(act)
            assert session.scalar(select(func.count()).select_from(Count)) == 1
        clock.move(days=2)
