"""Holds how fast one conversation may write to a process, and that those who stopped are forgotten."""

from dataclasses import dataclass

from assistant.service.limits import Limits
from assistant.web.rates import MOST_BUCKETS, Rates

MINUTE = 60.0


@dataclass
class Watch:
    """Seconds that pass when a test says so."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_may_come_at_once_and_then_one_after_the_other() -> None:
    watch = Watch()
    rates = Rates(Limits(message_burst=2, messages_per_minute=6), watch)
    assert [rates.wait_ms("a") for _ in range(3)] == [0, 0, 10_001]
    watch.now += 10
    assert [rates.wait_ms("a"), rates.wait_ms("a"), rates.wait_ms("b")] == [0, 10_001, 0]


def test_who_stopped_writing_is_forgotten_and_who_writes_too_fast_is_not() -> None:
    watch = Watch()
    rates = Rates(Limits(message_burst=2, messages_per_minute=2), watch)
    for number in range(MOST_BUCKETS):
        rates.wait_ms(str(number))
    watch.now += MINUTE
    assert [rates.wait_ms("fast") for _ in range(2)] == [0, 0]
    for number in range(MOST_BUCKETS):
        rates.wait_ms(f"later {number}")
    assert len(rates) <= MOST_BUCKETS + 1
    assert rates.wait_ms("fast") > 0
