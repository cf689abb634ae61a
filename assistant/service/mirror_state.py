"""How a mirror is: whether it can be reached, and up to when it was read."""

from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from assistant.errors import AssistantError
from assistant.policy.load import Controller
from assistant.service.mirror_port import UnreachableError
from assistant.service.parts import Parts
from assistant.store import MirrorState

RETRY_SECONDS = (5, 15, 60, 300)
"""How long to leave a mirror alone that cannot be reached; after the last, every five minutes."""
FAULT_CHARACTERS = 160
log = structlog.get_logger()


def of(session: Session, controller: Controller) -> MirrorState:
    """Return the row of a controller's mirror, made where there is none."""
    state = session.get(MirrorState, controller.id, with_for_update=True)
    if state is None:
        state = MirrorState(controller=controller.id, failures=0, fault="")
        session.add(state)
        session.flush()
    return state


def is_resting(parts: Parts, controller: Controller) -> bool:
    """Tell whether the mirror is to be left alone for now, since it could not be reached."""
    with parts.reads() as session:
        state = session.get(MirrorState, controller.id)
        return state is not None and state.retry_at is not None and parts.now() < state.retry_at


def is_reachable(parts: Parts, controller: Controller, error: AssistantError) -> bool:
    """Note a failure, and tell whether it is worth to go on: not after the third one running."""
    now, fault = parts.now(), str(error)[:FAULT_CHARACTERS]
    with parts.sessions.begin() as session:
        state = of(session, controller)
        state.failures += 1
        is_first = state.failing_since is None
        state.failing_since, state.fault = state.failing_since or now, fault
        is_lasting = isinstance(error, UnreachableError) or state.failures >= len(RETRY_SECONDS) - 1
        if is_lasting:
            seconds = RETRY_SECONDS[min(state.failures, len(RETRY_SECONDS)) - 1]
            state.retry_at = now + timedelta(seconds=seconds)
    if is_first:
        log.error("mirror fails", controller=controller.id, fault=fault)
    return not is_lasting


def reached(parts: Parts, controller: Controller) -> None:
    """Note that the mirror works."""
    with parts.reads() as session:
        state = session.get(MirrorState, controller.id)
        if state is None or state.failing_since is None:
            return
    with parts.sessions.begin() as session:
        state = of(session, controller)
        state.failing_since, state.retry_at, state.failures, state.fault = None, None, 0, ""
    log.info("mirror works again", controller=controller.id)
