"""Holds what a round of `assistant worker --once` does."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from assistant.cli import worker
from assistant.service.parts import Parts
from tests.service.conftest import Postbox


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Yield the statements that the block runs."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_one_round_asks_nothing_twice_that_the_threads_ask_once(
    parts: Parts, engine: Engine, postbox: Postbox
) -> None:
    worker.one_round(parts, postbox)  # what is done once a day is done
    with counted(engine) as in_threads:
        worker.keep_house(parts)
        worker.send_mail(parts, postbox)
    with counted(engine) as at_once:
        worker.one_round(parts, postbox)
    assert sorted(at_once) == sorted(in_threads)
