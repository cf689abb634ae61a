"""`assistant worker`: sends what waits in the outbox and erases what has been kept long enough."""

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

import click
import structlog

from assistant.adapters.live_content import Watcher
from assistant.cli.logs import log_as_json
from assistant.compose import carrying, mailer_of, mirrors_of, opened
from assistant.service import (
    audit,
    budgets,
    conversations,
    forgetting,
    intake,
    live,
    mirror_in,
    mirrors,
    outbox,
    retention,
    rounds,
    signs,
    staff_mail,
    timers,
    tokens,
    unanswered,
)
from assistant.service.acting import SYSTEM, Act
from assistant.service.mirror_port import Mirrors
from assistant.service.parts import Parts
from assistant.service.ports import Mailer
from assistant.settings import read

EVERY_SECONDS = 1.0
SELDOM = timedelta(minutes=5)
Duty = Callable[[Parts], int | None]
log = structlog.get_logger()


class Seldom:
    """A duty that is done again after a while, not at once: such as one that looks through all that is open.

    Sooner where the clock jumps; by real time where it stands still. One that fails is not done again sooner.
    """

    def __init__(self, duty: Duty, *, every: timedelta = SELDOM) -> None:
        self._duty, self._every = duty, every
        self._last: tuple[datetime, float] | None = None

    def __call__(self, parts: Parts) -> None:
        now, passed = parts.now(), time.monotonic()
        if self._last is not None:
            told, real = self._last
            if told <= now < told + self._every and passed < real + self._every.total_seconds():
                return
        self._last = now, passed
        self._duty(parts)


class Worker:
    """Threads that do one round after the other while the block lasts; mails and mirrors have their own.

    So a mirror that takes its time keeps no mail waiting, and a mail server that says nothing no deadline.
    """

    def __init__(self, parts: Parts, mailer: Mailer, mirrored: Mirrors) -> None:
        self._stop = threading.Event()
        self._parts = parts
        tell = Seldom(signs.give, every=signs.EVERY)  # at last, so that a round that hangs tells nothing
        duties: tuple[Duty, ...] = (Seldom(remind), Seldom(forget), live.tell_released, _daily, tell)
        threads = {
            "worker": lambda: rounds.each(duties, lambda duty: duty(parts)),
            "mail": lambda: send_mail(parts, mailer),
            "mirrors": lambda: mirrors.one_round(parts, mirrored),
        }
        self._threads = [
            threading.Thread(target=self._work, args=[once], name=name) for name, once in threads.items()
        ]

    def __enter__(self) -> Self:
        signs.give(self._parts)  # whoever asks at once is told that there is a worker
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.wait()

    def wait(self) -> None:
        """Return once the last rounds are over."""
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        """Let the round that runs be the last."""
        self._stop.set()

    def _work(self, once: Callable[[], object]) -> None:
        """Do rounds until told to stop; a round that fails is tried again."""
        while not self._stop.is_set():
            try:
                once()
            except Exception as error:  # noqa: BLE001 - without this thread no mail would leave any more
                log.error("round failed", kind=type(error).__name__)  # noqa: TRY400 - a trace could tell personal data
            self._stop.wait(EVERY_SECONDS)


@dataclass(frozen=True, slots=True)
class Done:
    """What one round did."""

    mails_sent: int
    conversations_erased: int


def one_round(parts: Parts, mailer: Mailer) -> Done:
    """Do what is due now; what the timers write is sent at once."""
    sent: list[int] = []

    def send(parts: Parts) -> None:
        sent.append(send_mail(parts, mailer))

    erased = rounds.each((remind, send, tidy), lambda duty: duty(parts))
    return Done(sum(sent), erased)


def send_mail(parts: Parts, mailer: Mailer) -> int:
    """Send what waits; return how many mails."""
    return outbox.deliver(parts, mailer) + staff_mail.deliver(parts, mailer)


def remind(parts: Parts) -> None:
    """Write the letters and notes that are due, and close what stayed unproved."""
    rounds.each((timers.watch_unproved, timers.remind_staff), lambda duty: duty(parts))


def tidy(parts: Parts) -> int:
    """Erase what was kept long enough; return how many conversations were."""
    return rounds.each((forget, live.tell_released, _daily, signs.give), lambda duty: duty(parts))


def forget(parts: Parts) -> int:
    """Erase conversations, counts, drafts and questions whose time is over; return how many conversations."""
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        erased = forgetting.erase_old(act)
        conversations.forget_permits(act)
        budgets.forget_old(act)
        intake.forget_old(act)
        tokens.forget_old(act)
        unanswered.forget_old(act)
    return erased


def _daily(parts: Parts) -> None:
    if not retention.is_to_be_done(parts):
        return
    rounds.each((_retain, _look_back), lambda duty: duty(parts))
    retention.note_done(parts)


def _retain(parts: Parts) -> None:
    retention.retain(parts)


def _look_back(parts: Parts) -> None:
    with parts.sessions.begin() as session:
        mirror_in.look_at_erased(session)
    with parts.reads() as session:
        audit.anchor(session, parts)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def worker(*, once: bool) -> None:
    """Send mail from the outbox, and do what is due, until stopped.

    Example: assistant worker

    Example: assistant worker --once
    """
    settings = read(os.environ)
    with opened(settings) as parts, carrying(parts):
        mirrored = mirrors_of(settings)
        mirrors.check(parts, mirrored)
        if once:
            _do_once(parts, mailer_of(settings), mirrored)
            return
        log_as_json()
        endless = Worker(parts, mailer_of(settings), mirrored)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: endless.stop())
        with Watcher(parts.content), endless:
            endless.wait()


def _do_once(parts: Parts, mailer: Mailer, mirrored: Mirrors) -> None:
    told = mirrors.one_round(parts, mirrored)
    done = one_round(parts, mailer)
    click.echo(
        f"mails sent: {done.mails_sent}; conversations erased: {done.conversations_erased}; "
        f"calls to mirrors: {told.calls}"
    )
