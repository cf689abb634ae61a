"""Budgets that hold over all processes: so many of a kind, for one key, in one window of time. Rule V-2."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from assistant.service.acting import Act
from assistant.store import Count

EVERYBODY = "all"
_INSERTS: Mapping[str, Callable[[type[Count]], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
LONGEST_WINDOW = timedelta(days=1)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def spend(act: Act, kind: str, key: str, *, limit: int, window: timedelta) -> bool:
    """Count one more, and tell whether it is still within the limit.

    Windows stand still: they begin at multiples of their length since 1970, for everybody alike. A key is a
    keyed hash or `EVERYBODY`, never an address. The count is held until the turn ends, so that of two
    processes the second waits for the first.
    """
    starts = _starts(act, window)
    insert = _INSERTS[act.session.get_bind().dialect.name]
    first = insert(Count).values(kind=kind, key=key, starts=starts, number=1)
    counted = first.on_conflict_do_update(
        index_elements=[Count.kind, Count.key, Count.starts], set_={"number": Count.number + 1}
    )
    number: int = act.session.execute(counted.returning(Count.number)).scalar_one()
    return number <= limit


def is_spent(act: Act, kind: str, key: str, *, window: timedelta) -> bool:
    """Tell whether anything was counted in the window of now, without counting."""
    return act.session.get(Count, (kind, key, _starts(act, window))) is not None


def _starts(act: Act, window: timedelta) -> datetime:
    return act.now - (act.now - _BEGINNING) % window


def forget_old(act: Act) -> None:
    """Delete the counts of windows that are over: no keyed hash of an address is kept without need."""
    act.session.execute(delete(Count).where(Count.starts < act.now - LONGEST_WINDOW))
