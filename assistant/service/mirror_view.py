"""How the mirrors are, for operators: what fails, what waits to go there, and every value that differs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.service.differences import open_differences
from assistant.service.mirrors import mirrored
from assistant.service.parts import Parts
from assistant.store import MirrorCall, MirrorDifference, MirrorState


@dataclass(frozen=True, slots=True)
class MirrorShown:
    """One mirror; `failing_since` is None while it works."""

    controller: str
    name: str
    url: str
    failing_since: datetime | None
    fault: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Mirrored:
    """All mirrors, and what is not settled with them, oldest first."""

    mirrors: tuple[MirrorShown, ...]
    differences: tuple[MirrorDifference, ...]

    @property
    def is_well(self) -> bool:
        """Whether every mirror works and agrees."""
        return not self.differences and all(one.failing_since is None for one in self.mirrors)


def mirrors_shown(session: Session, parts: Parts) -> Mirrored:
    """Return how the mirrors of the controllers in force are."""
    calls = select(MirrorCall.controller, func.count()).where(MirrorCall.done_at.is_(None))
    counts = {name: number for name, number in session.execute(calls.group_by(MirrorCall.controller))}  # noqa: C416 - rows are no pairs to a type checker
    states = {state.controller: state for state in session.scalars(select(MirrorState))}
    shown = []
    for controller in mirrored(parts):
        state, url = states.get(controller.id), controller.mirror.url if controller.mirror else ""
        since, fault = (state.failing_since, state.fault) if state else (None, "")
        waiting = counts.get(controller.id, 0)
        shown.append(MirrorShown(controller.id, controller.name, url, since, fault, waiting))
    return Mirrored(tuple(shown), tuple(open_differences(session)))
