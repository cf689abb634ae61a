"""A conversation to drive: events in, replies out."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from assistant.answers.knowledge import Knowledge
from assistant.dialogue.engine import advance
from assistant.dialogue.events import Chose, Event, Said, Submitted
from assistant.dialogue.replies import Reply, asks
from assistant.dialogue.state import State
from assistant.dialogue.turn import Scene, Turn
from assistant.matcher.load import load_library
from assistant.matcher.model import fit_model
from assistant.terms import Locale
from tests.content import small_knowledge
from tests.library import write_library

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@dataclass
class Talk:
    """Plays the service's part: keeps the state, numbers the replies."""

    knowledge: Knowledge
    state: State = field(default_factory=lambda: State("nord", Locale.EN))
    now: datetime = NOON
    seq: int = 0

    def play(self, event: Event) -> Turn:
        turn = advance(self.state, event, Scene(self.knowledge, self.now))
        self.state = turn.state
        for reply in turn.replies:
            self.seq += 1
            if asks(reply):
                self.state = replace(self.state, asked=self.seq)
        return turn

    def say(self, text: str) -> tuple[Reply, ...]:
        return self.play(Said(text)).replies

    def press(self, choice: str) -> Turn:
        return self.play(Chose(self.state.asked or 0, choice))

    def send(self, **values: str) -> Turn:
        return self.play(Submitted(self.state.asked or 0, values))


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    model = fit_model(load_library(write_library(tmp_path_factory.mktemp("library") / "intents")))
    return small_knowledge(tmp_path_factory.mktemp("content"), model)


@pytest.fixture
def talk(knowledge: Knowledge) -> Talk:
    return Talk(knowledge)
