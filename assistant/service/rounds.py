"""One after the other, and what fails with one keeps no other waiting."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog

from assistant.store.database import is_away

Thing = TypeVar("Thing")
log = structlog.get_logger()


def each(things: Iterable[Thing], do: Callable[[Thing], int | None]) -> int:
    """Do it with every thing and return the sum of what came of it; the first failure is raised at the end.

    So a company that was taken away, or one broken row, stops no deadline and no erasure of anybody else.
    While the database is away, the others are not tried.
    """
    done, failed, first = 0, 0, None
    for one in things:
        try:
            done += do(one) or 0
        except Exception as error:
            if is_away(error):
                raise
            failed, first = failed + 1, first or error
    if first is not None:
        log.error("some are left for the next round", number=failed, kind=type(first).__name__)
        raise first
    return done
