"""`assistant worker`: sends what waits in the outbox and erases what has been kept long enough."""

import os
import signal
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import click
import structlog

from assistant.adapters.live_content import Watcher
from assistant.cli.logs import log_as_json
from assistant.compose import carrying, mailer_of, opened
from assistant.service import budgets, conversations, intake, outbox, timers, unanswered
from assistant.service.acting import SYSTEM, Act
from assistant.service.parts import Parts
from assistant.service.ports import Mailer
from assistant.settings import read

EVERY_SECONDS = 1.0
log = structlog.get_logger()


class Worker:
    """A thread that does one round after the other while the block lasts."""

    def __init__(self, parts: Parts, mailer: Mailer) -> None:
        self._parts, self._mailer = parts, mailer
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.work, name="worker")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._thread.join()

    def stop(self) -> None:
        """Let the round that runs be the last."""
        self._stop.set()

    def work(self) -> None:
        """Do rounds until told to stop; a round that fails is tried again."""
        while not self._stop.is_set():
            try:
                one_round(self._parts, self._mailer)
            except Exception as error:  # noqa: BLE001 - without this thread no mail would leave any more
                log.error("round failed", kind=type(error).__name__)  # noqa: TRY400 - a trace could tell personal data
            self._stop.wait(EVERY_SECONDS)


@dataclass(frozen=True, slots=True)
class Done:
    """What one round did."""

    mails_sent: int
    conversations_erased: int


def one_round(parts: Parts, mailer: Mailer) -> Done:
    """Do what is due now."""
    timers.watch_unproved(parts)
    timers.remind_staff(parts)
    sent = outbox.deliver(parts, mailer)
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        erased = conversations.erase_old(act)
        budgets.forget_old(act)
        intake.forget_old(act)
        unanswered.forget_old(act)
    return Done(sent, erased)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def worker(*, once: bool) -> None:
    """Send mail from the outbox, and do what is due, until stopped.

    Example: assistant worker

    Example: assistant worker --once
    """
    settings = read(os.environ)
    with opened(settings) as parts, carrying(parts):
        if once:
            done = one_round(parts, mailer_of(settings))
            click.echo(f"mails sent: {done.mails_sent}; conversations erased: {done.conversations_erased}")
            return
        log_as_json()
        endless = Worker(parts, mailer_of(settings))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: endless.stop())
        with Watcher(parts.content):
            endless.work()
