"""Tells how likely a policy says what is asked, from signs weighed by experience.

The weights come from `bench/calibrate.py`: a logistic regression over questions whose answers are known.
"""

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from assistant.answers.marks import MARKS, SIGNS, Marked
from assistant.answers.weights import BASE, ORDER, SAID_BY, TOLD
from assistant.matcher.features import Floats

SAID = 0.58
"""From this likelihood on an answer is given."""
_NEXT = 3
"""The passage that the best one is compared with beside the second: the first that is not shown."""
ALONE = 10.0
"""By how much the best passage leads where a policy has no other to compare it with."""
LEADS = ("score", "together", "share", "next_share", "lead", "lead_over_fourth")
"""The names of what the passages' order tells, in their order."""
SAID_SIGNS = (*LEADS, *(f"best_{m}" for m in MARKS), *(f"most_{m}" for m in MARKS), *SIGNS)
"""The names of all signs that the likelihood is weighed from, in their order."""


def _vector(weights: Mapping[str, float], names: tuple[str, ...]) -> Floats:
    return np.array([weights.get(name, 0.0) for name in names], np.float32)


_ORDER = _vector(ORDER, MARKS)
_SAID_BY = _vector(SAID_BY, SAID_SIGNS)


def scores(marks: Marked) -> Floats:
    """Return how much each passage seems the answer: the logarithm of its likelihood, up to a constant."""
    found: Floats = marks.by_passage @ _ORDER
    return found


def signs(marks: Marked, ordered: Floats) -> Floats:
    """Return all that tells whether the policy says what is asked, in the order of `SAID_SIGNS`."""
    best = int(ordered.argmax())
    down = np.sort(ordered)[::-1]
    raised = np.exp(down - down[0])
    total = float(raised.sum())
    top = float(down[0])
    second, fourth = (float(down[n]) if n < len(down) else top - ALONE for n in (1, _NEXT))
    leads = [
        top,
        top + math.log(total),
        1 / total,
        float(raised[1]) / total if len(raised) > 1 else 0.0,
        top - second,
        top - fourth,
    ]
    return np.concatenate(
        [np.array(leads, np.float32), marks.by_passage[best], marks.by_passage.max(axis=0), marks.whole]
    )


def likelihood(found: Floats, told: float) -> float:
    """Return how likely the policy says what is asked, 0 to 1, by its signs and by what policies tell."""
    return 1 / (1 + math.exp(-BASE - told - float(_SAID_BY @ found)))


def usually_told(marks: Marked, topics: tuple[str, ...]) -> float:
    """Return what it counts that policies usually tell of the topics asked about, or leave them out."""
    return float(_told(topics) @ marks.topics)


@lru_cache(maxsize=4)
def _told(topics: tuple[str, ...]) -> Floats:
    return _vector(TOLD, topics)
