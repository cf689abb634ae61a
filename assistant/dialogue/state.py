"""Where a conversation stands: a small value that is kept with it and survives a change of content."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from assistant.terms import Locale, Right


class Step(StrEnum):
    """What the conversation is in the middle of."""

    TALK = "talk"
    CHOOSING = "choosing"  # between passages, or between suggested questions
    OFFERED = "offered"  # a request was offered and not confirmed yet
    FORM = "form"  # confirmed; the form asks how to reach the person
    MESSAGE = "message"  # nobody is there; the form takes a message for later


@dataclass(frozen=True, slots=True)
class Option:
    """One passage to choose: by its place in a version, so that it can be found again or missed."""

    policy: str
    version: str
    segment: str


@dataclass(frozen=True, slots=True)
class State:
    """The state of one conversation.

    `asked` is the `seq` of the reply whose choices or form are open; None if nothing is. `received_at` is
    the instant of the message that first asked for what is offered (I-3). `reference` is the newest request
    filed here. `misses` counts how often in a row nothing could be said. `judged` is the newest reply that
    was said not to have helped.
    """

    controller: str
    locale: Locale
    step: Step = Step.TALK
    rights: tuple[Right, ...] = ()
    latest: tuple[Right, ...] = ()
    received_at: datetime | None = None
    options: tuple[Option, ...] = ()
    asked: int | None = None
    reference: str | None = None
    misses: int = 0
    judged: int = 0

    def talking(self) -> "State":
        """Return the state with nothing open."""
        return replace(self, step=Step.TALK, rights=(), latest=(), received_at=None, options=(), asked=None)

    @property
    def is_requesting(self) -> bool:
        return self.step in {Step.OFFERED, Step.FORM}

    @property
    def has_form(self) -> bool:
        """Whether a form is open; what is typed into it is kept apart from the chat."""
        return self.step in {Step.FORM, Step.MESSAGE}


_NAMES = tuple(field.name for field in fields(State))


def as_row(state: State) -> dict[str, Any]:
    """Return the state as JSON can keep it."""
    row = {name: getattr(state, name) for name in _NAMES}  # not by asdict, which copies deep and slowly
    row["rights"], row["latest"] = list(state.rights), list(state.latest)
    row["options"] = [
        {"policy": option.policy, "version": option.version, "segment": option.segment}
        for option in state.options
    ]
    row["received_at"] = state.received_at and state.received_at.isoformat()
    return row


def of_row(row: Mapping[str, Any]) -> State:
    """Return the state that was kept."""
    return State(
        controller=row["controller"],
        locale=Locale(row["locale"]),
        step=Step(row["step"]),
        rights=tuple(Right(right) for right in row["rights"]),
        latest=tuple(Right(right) for right in row["latest"]),
        received_at=datetime.fromisoformat(row["received_at"]) if row["received_at"] else None,
        options=tuple(Option(**option) for option in row["options"]),
        asked=row["asked"],
        reference=row["reference"],
        misses=row["misses"],
        judged=row.get("judged", 0),
    )
