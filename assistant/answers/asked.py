"""What a message, or one part of it, asks about: topics and intents, each with how likely it is meant."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from assistant.answers.reading import Reading
from assistant.matcher.features import Floats
from assistant.matcher.model import Model
from assistant.terms import Outcome

_REQUEST = 0.5
"""What a request counts as a question about its right."""
_NOWHERE = frozenset({Outcome.NOT_IN_POLICY, Outcome.OFFTOPIC, Outcome.SMALLTALK})
"""What no policy speaks of; nor does it of the chat itself."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A message with the topics that it may be about and the intents that passages may answer.

    The topics' weights sum to one less the likelihood that no policy speaks of what is asked.
    """

    reading: Reading
    topics: Floats
    intents: Floats


def asked(reading: Reading, shares: Floats, model: Model) -> Asked:
    """Return what these shares of the intents ask about."""
    answerable = np.array([i.outcome is Outcome.ANSWER and not i.is_about_chat for i in model.intents])
    return Asked(reading, topic_weights(shares, model), (shares * answerable).astype(np.float32))


def about(topics: Collection[str | None], reading: Reading, model: Model) -> Asked:
    """Return a question about these topics, all alike, and about nothing else."""
    weights = np.array([topic in topics for topic in model.topics], np.float32)
    shares = np.array(
        [i.outcome is Outcome.ANSWER and i.topic is not None and i.topic in topics for i in model.intents],
        np.float32,
    )
    return Asked(reading, weights / max(1.0, float(weights.sum())), shares / max(1.0, float(shares.sum())))


def topic_weights(shares: Floats, model: Model) -> Floats:
    """Return how likely each topic is asked about; requests count as questions about their right.

    The weights sum to one less the likelihood that no policy speaks of what is asked.
    """
    weights = np.zeros(len(model.topics), np.float32)
    columns = {topic: column for column, topic in enumerate(model.topics)}
    nowhere = 0.0
    for share, intent in zip(shares, model.intents, strict=True):
        if intent.topic and not intent.is_about_chat:
            weights[columns[intent.topic]] += share * (1.0 if intent.outcome is Outcome.ANSWER else _REQUEST)
        elif intent.is_about_chat or intent.outcome in _NOWHERE:
            nowhere += float(share)
    total = float(weights.sum()) + nowhere
    return weights / total if total else weights
