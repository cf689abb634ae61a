"""What a message, or one part of it, asks about: topics and intents, each with how likely it is meant."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from assistant.answers.reading import Reading
from assistant.matcher.features import Floats
from assistant.matcher.model import Model
from assistant.terms import Outcome


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
    weights: Floats = shares @ model.asking.topics
    total = float(weights.sum() + shares @ model.asking.nowhere)
    return Asked(reading, weights / total if total else weights, shares @ model.asking.answers)


def about(topics: Collection[str | None], reading: Reading, model: Model) -> Asked:
    """Return a question about these topics, all alike, and about nothing else."""
    weights = np.array([topic in topics for topic in model.topics], np.float32)
    shares = np.array(
        [i.outcome is Outcome.ANSWER and i.topic is not None and i.topic in topics for i in model.intents],
        np.float32,
    )
    return Asked(reading, weights / max(1.0, float(weights.sum())), shares / max(1.0, float(shares.sum())))
