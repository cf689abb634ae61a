"""What a message, or one part of it, asks about: topics and intents, each with how likely it is meant."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from assistant.answers.reading import Reading
from assistant.matcher.features import Floats
from assistant.matcher.intents import Intent
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
    return Asked(reading, topic_weights(shares, model), _answerable(shares, model))


def _answerable(shares: Floats, model: Model) -> Floats:
    """Return the shares of the intents that a policy may answer, those about the chat by kindred topics."""
    found = np.zeros(len(shares), np.float32)
    for number, intent in enumerate(model.intents):
        own = _policy_topics(intent, model)
        if intent.outcome is not Outcome.ANSWER or not own:
            continue
        if intent.is_about_chat:
            kindred = [n for n, other in enumerate(model.intents) if _asks_about(other, own)]
            found[kindred] += shares[number] / max(1, len(kindred))
        else:
            found[number] += shares[number]
    return found


def _asks_about(intent: Intent, topics: Collection[str]) -> bool:
    return intent.outcome is Outcome.ANSWER and not intent.is_about_chat and intent.topic in topics


def _policy_topics(intent: Intent, model: Model) -> tuple[str, ...]:
    """Return the topics by which a policy may answer: of a question about the chat, those kindred to its own.

    "How long do you keep chats" may mean this one or those with the company's people.
    """
    if intent.topic is None:
        return ()
    if not intent.is_about_chat:
        return (intent.topic,)
    return tuple(model.topics[kin] for kin in model.kin[model.topics.index(intent.topic)])


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
        own = _policy_topics(intent, model)
        counts = share * (1.0 if intent.outcome is Outcome.ANSWER else _REQUEST)
        for topic in own:
            weights[columns[topic]] += counts / len(own)
        if not own and (intent.is_about_chat or intent.outcome in _NOWHERE):
            nowhere += float(share)
    total = float(weights.sum()) + nowhere
    return weights / total if total else weights
