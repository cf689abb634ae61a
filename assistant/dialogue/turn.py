"""What one event led to, and what it is decided from."""

from dataclasses import dataclass, field
from datetime import datetime

from assistant.answers.knowledge import Knowledge
from assistant.dialogue.events import Command
from assistant.dialogue.replies import Reply
from assistant.dialogue.state import State
from assistant.policy.load import Controller


@dataclass(frozen=True, slots=True)
class Turn:
    """The state after an event, what is said, in order, and what the service has to do."""

    state: State
    replies: tuple[Reply, ...] = ()
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """Whether staff answer this controller's chats now, and when they are back where that is known."""

    are_there: bool = False
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What a turn is decided from: the content, the instant of the event, and whether people are there."""

    knowledge: Knowledge
    now: datetime
    people: People = field(default_factory=People)

    def controller(self, state: State) -> Controller:
        return self.knowledge.controller(state.controller)
