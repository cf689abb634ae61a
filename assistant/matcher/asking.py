"""Which topics of a policy each intent asks about, and which other intents it may stand for, as matrices."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.matcher.features import Floats
from assistant.matcher.intents import Intent
from assistant.terms import Outcome

_REQUEST = 0.5
"""What a request counts as a question about its right."""
_NOWHERE = frozenset({Outcome.NOT_IN_POLICY, Outcome.OFFTOPIC, Outcome.SMALLTALK})
"""What no policy speaks of; nor does it of the chat itself."""


@dataclass(frozen=True, slots=True)
class Asking:
    """For each intent: what it counts as a question about each topic, and about nothing of a policy's.

    `answers` tells as which intents that passages answer it counts: itself, if it is one of them. A question
    about the chat counts as one about the topics kindred to its own: "how long do you keep chats" may mean
    this one or those with the company's people.
    """

    topics: Floats
    nowhere: Floats
    answers: Floats


def asking(intents: Sequence[Intent], topics: Sequence[str], kin: Sequence[Sequence[int]]) -> Asking:
    """Return what each intent asks about."""
    columns = {topic: column for column, topic in enumerate(topics)}
    by_topic = np.zeros((len(intents), len(topics)), np.float32)
    nowhere = np.zeros(len(intents), np.float32)
    answers = np.zeros((len(intents), len(intents)), np.float32)
    for row, intent in enumerate(intents):
        own = _own(intent, columns, kin)
        is_question = intent.outcome is Outcome.ANSWER
        by_topic[row, own] = (1.0 if is_question else _REQUEST) / max(1, len(own))
        nowhere[row] = not own and (intent.is_about_chat or intent.outcome in _NOWHERE)
        if is_question and own:
            alike = [row] if not intent.is_about_chat else _answering(own, intents, columns)
            answers[row, alike] = 1 / max(1, len(alike))
    return Asking(by_topic, nowhere, answers)


def _own(intent: Intent, columns: dict[str, int], kin: Sequence[Sequence[int]]) -> list[int]:
    if intent.topic is None:
        return []
    column = columns[intent.topic]
    return list(kin[column]) if intent.is_about_chat else [column]


def _answering(own: Sequence[int], intents: Sequence[Intent], columns: dict[str, int]) -> list[int]:
    return [
        number
        for number, intent in enumerate(intents)
        if intent.outcome is Outcome.ANSWER
        and not intent.is_about_chat
        and intent.topic is not None
        and columns[intent.topic] in own
    ]
