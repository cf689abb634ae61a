"""Holds that whoever has waited longest for a connection gets the next one."""

import threading

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.util.queue import Empty, Full

from assistant.store.fair_pool import FairPool, FairQueue

SOON = 20


@pytest.fixture
def queue() -> FairQueue:
    return FairQueue(2)


def waiting(queue: FairQueue, got: list[str], name: str) -> threading.Thread:
    before = len(queue._waiting)  # noqa: SLF001 - there is no event for "has begun to wait"
    thread = threading.Thread(target=lambda: got.append(f"{name}:{queue.get(timeout=SOON)}"))
    thread.start()
    while len(queue._waiting) == before:  # noqa: SLF001
        pass
    return thread


def test_those_who_wait_are_served_in_the_order_of_their_coming(queue: FairQueue) -> None:
    got: list[str] = []
    threads = [waiting(queue, got, name) for name in ("first", "second")]
    queue.put("a")
    threads[0].join(SOON)
    with pytest.raises(Empty):
        queue.get(block=False)
    queue.put("b")
    threads[1].join(SOON)
    assert got == ["first:a", "second:b"]


def test_a_full_queue_takes_nothing_and_whoever_waits_in_vain_is_told(queue: FairQueue) -> None:
    with pytest.raises(Empty):
        queue.get(timeout=0.01)
    for thing in ("a", "b"):
        queue.put(thing)
    with pytest.raises(Full):
        queue.put("c", block=False)
    assert [queue.get() for _ in range(2)] == ["a", "b"]


def test_an_engine_works_with_it_and_bounds_its_connections() -> None:
    engine = create_engine(
        "sqlite://", poolclass=FairPool, pool_size=1, max_overflow=0, pool_timeout=0.01,
        connect_args={"check_same_thread": False},
    )  # fmt: skip
    with engine.connect() as held:
        held.exec_driver_sql("SELECT 1")
        with pytest.raises(PoolTimeoutError):
            engine.connect()
    with engine.connect() as free:
        assert free.exec_driver_sql("SELECT 2").scalar() == 2
    engine.dispose()
