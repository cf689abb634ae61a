"""Tells how likely a message wants a right to be used, from signs weighed by experience.

The many intents that ask something share their likelihood, so a wish in few clear words can be outvoted by
questions none of which is likely; and a wish may stand in one sentence after a story. Weights come from
`bench/wanting.py`.
"""

import math
from collections.abc import Sequence

import numpy as np

from assistant.answers.reading import Reading
from assistant.answers.wanting_weights import BASE, WEIGHTS
from assistant.matcher.features import Floats
from assistant.matcher.model import Model
from assistant.terms import Outcome

WANTED = 0.45
"""From this likelihood on a request is offered."""
SHARES = (
    "requests",
    "likeliest_request",
    "answers",
    "likeliest_answer",
    "requests_of_sentence",
    "likeliest_request_of_sentence",
    "likeliest_answer_of_sentence",
    "requests_of_last",
    "absent",
    "talk",
    "people",
)
WORDING = (
    *("ask-who", "ask-where", "ask-from-where", "ask-why", "ask-when", "ask-how-long", "ask-how-much"),
    *("ask-how", "ask-what-kind", "ask-whether", "may-i", "must-i", "in-case", "wish", "please", "command"),
    *("stop-doing", "refuse-give", "regret", "again", "understand", "self", "you-plural", "somebody-else"),
)
"""The concepts that tell whether something is asked, wished for or ordered, and about whom."""
SIGNS = (
    *SHARES,
    *(f"log_{share}" for share in SHARES),
    *("sentence_asks", "anything_asks"),
    *(f"{concept}_in_sentence" for concept in WORDING),
    *WORDING,
)
"""The names of all signs, in their order. The sentence is the one that most seems to want a right used."""
_LEAST = 1e-3
_WEIGHTS = np.array([WEIGHTS.get(name, 0.0) for name in SIGNS], np.float32)


def signs(reading: Reading, model: Model) -> Floats:
    """Return all that tells whether a message wants a right to be used, in the order of `SIGNS`."""
    requests, answers = (_of(model, outcome) for outcome in (Outcome.REQUEST, Outcome.ANSWER))
    whole = reading.shares
    sentence = max(reading.sentences, key=lambda one: float(one.shares[requests].sum()))
    own, last = sentence.shares, reading.sentences[-1].shares
    shares = np.array(
        [
            whole[requests].sum(),
            whole[requests].max(),
            whole[answers].sum(),
            whole[answers].max(),
            own[requests].sum(),
            own[requests].max(),
            own[answers].max(),
            last[requests].sum(),
            whole[_of(model, Outcome.NOT_IN_POLICY)].sum(),
            whole[_of(model, Outcome.SMALLTALK)].sum(),
            whole[_of(model, Outcome.HUMAN)].sum(),
        ],
        np.float32,
    )
    asks = [float(sentence.asks), float(any(one.asks for one in reading.sentences))]
    wording = [_worded(tokens, reading, model) for tokens in (sentence.tokens, reading.tokens)]
    return np.concatenate([shares, np.log(shares + _LEAST), asks, *wording]).astype(np.float32)


def likelihood(found: Floats) -> float:
    """Return how likely the message wants a right to be used, 0 to 1, by its signs."""
    return 1 / (1 + math.exp(-BASE - float(_WEIGHTS @ found)))


def wants(reading: Reading, model: Model) -> bool:
    """Tell whether the message wants a right to be used, rather than to know something."""
    return likelihood(signs(reading, model)) >= WANTED


def _worded(tokens: Sequence[str], reading: Reading, model: Model) -> list[float]:
    names = model.concepts.names
    meant = {names[number] for number in model.concepts.of(tokens, reading.lang)}
    return [float(concept in meant) for concept in WORDING]


def _of(model: Model, outcome: Outcome) -> np.ndarray:
    return np.array([intent.outcome is outcome for intent in model.intents])
