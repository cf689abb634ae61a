"""One round with every mirror: tell it what happened here, then look at what happened there."""

from collections.abc import Iterator
from dataclasses import dataclass

import structlog

from assistant.errors import UnavailableError
from assistant.policy.load import Controller
from assistant.service import mirror_in, mirror_out, mirror_state
from assistant.service.mirror_port import Mirrors
from assistant.service.parts import Parts

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Done:
    """What a round did: calls that came through, and tickets of a mirror that were looked at."""

    calls: int = 0
    looked_at: int = 0


def one_round(parts: Parts, mirrors: Mirrors) -> Done:
    """Do what is due with each mirror; one that fails keeps nobody else waiting."""
    calls = looked_at = 0
    for controller in mirrored(parts):
        if mirror_state.is_resting(parts, controller):
            continue
        try:
            remote = mirrors(controller)
            calls += mirror_out.deliver(parts, remote, controller)
            if not mirror_state.is_resting(parts, controller):
                looked_at += mirror_in.poll(parts, remote, controller)
        except Exception as error:  # noqa: BLE001 - the other mirrors must not wait for this one
            log.error("mirror round failed", controller=controller.id, kind=type(error).__name__)  # noqa: TRY400 - a trace could tell personal data
    return Done(calls, looked_at)


def check(parts: Parts, mirrors: Mirrors) -> None:
    """Hold that every mirror is set up as it must be. One that cannot be reached now is passed over.

    Raises:
        UsageError: a queue, a field, a right or a token is missing; the text says how to mend it.
    """
    for controller in mirrored(parts):
        try:
            mirrors(controller).check()
        except UnavailableError as error:
            log.warning("mirror not checked", controller=controller.id, fault=str(error))


def mirrored(parts: Parts) -> Iterator[Controller]:
    """Yield the controllers that have a mirror, by name."""
    controllers = parts.knowledge().controllers
    yield from (controllers[name] for name in sorted(controllers) if controllers[name].mirror is not None)
