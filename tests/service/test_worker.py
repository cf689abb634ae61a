"""Holds what a round of `assistant worker --once` does."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event

from assistant.cli import worker
from assistant.errors import NotFoundError
from assistant.service import conversations, requests, signs
from assistant.service.parts import Parts
from assistant.store import Conversation
from assistant.terms import Locale, Right
from tests.service.conftest import Clock, Postbox, acting, filing


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
        worker.remind(parts)
        worker.tidy(parts)
        worker.send_mail(parts, postbox)
    with counted(engine) as at_once:
        worker.one_round(parts, postbox)
    assert sorted(at_once) == sorted(in_threads)


def test_a_duty_that_fails_keeps_no_other_waiting(parts: Parts, clock: Clock, postbox: Postbox) -> None:
    """A company that was taken away, with an open request, stops neither mail nor erasure of anybody else."""
    with parts.sessions.begin() as session:
        act = acting(parts, session)
        old = conversations.open_conversation(act, "nord", Locale.EN, origin="https://nord.example.org")
        requests.file(act, filing(Right.ACCESS)).controller = "gone"
        requests.file(act, filing(Right.ACCESS, key="second"))
    clock.move(days=31)
    with pytest.raises(NotFoundError):
        worker.one_round(parts, postbox)
    assert postbox.kinds == ["reminder"]
    with parts.reads() as session:
        assert session.get(Conversation, old.conversation.id) is None


def test_workers_at_once_remind_close_and_mail_each_request_once(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    for number in range(4):
        with parts.sessions.begin() as session:
            one = filing(Right.ACCESS, key=str(number), address=f"visitor{number}@example.org")
            requests.file(acting(parts, session), one)
    for days in (3, 11):
        clock.move(days=days)
        with ThreadPoolExecutor(3) as workers:
            rounds = [workers.submit(worker.one_round, parts, postbox) for _ in range(6)]
        assert [one.exception() for one in rounds] == [None] * 6
    told = Counter((mail.addressee, dict(mail.headers)["X-Assistant-Kind"]) for mail in postbox.mails)
    letters = ("reminder", "expired")
    assert told == Counter((f"visitor{number}@example.org", kind) for number in range(4) for kind in letters)


def test_a_round_gives_a_sign_though_a_duty_fails(parts: Parts, clock: Clock, postbox: Postbox) -> None:
    with parts.sessions.begin() as session:
        requests.file(acting(parts, session), filing(Right.ACCESS)).controller = "gone"
    clock.move(days=31)
    with pytest.raises(NotFoundError):
        worker.one_round(parts, postbox)
    with parts.reads() as session:
        seen = signs.last(session)
    assert seen is not None
    assert timedelta() <= parts.now() - seen < signs.EVERY


def test_a_duty_that_counts_days_is_done_anew_only_when_time_has_gone_on_or_back(
    parts: Parts, clock: Clock
) -> None:
    done: list[datetime] = []
    duty = worker.Seldom(lambda parts: done.append(parts.now()))
    for minutes in (0, 4, 2, -10, 0):
        clock.move(minutes=minutes)
        duty(parts)
    assert [at - done[0] for at in done] == [timedelta(minutes=minutes) for minutes in (0, 6, -4)]


def test_a_duty_that_counts_days_and_fails_is_not_tried_again_at_once(parts: Parts, clock: Clock) -> None:
    done: list[datetime] = []

    def fail(parts: Parts) -> None:
        done.append(parts.now())
        raise NotFoundError("There is no such company.")

    duty = worker.Seldom(fail)
    with pytest.raises(NotFoundError):
        duty(parts)
    duty(parts)
    clock.move(minutes=5)
    with pytest.raises(NotFoundError):
        duty(parts)
    assert len(done) == 2
