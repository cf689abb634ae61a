"""Tells how likely a policy says what is asked, from signs weighed by experience.

The weights come from `bench/calibrate.py`: a logistic regression over questions whose answers are known.
"""

import math
from dataclasses import astuple, dataclass

SAID = 0.45
"""From this likelihood on an answer is given."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against an answer; the weights have the same fields."""

    present: float
    """How surely the policy speaks of each topic asked about, by how likely each is asked, 0 to 1."""
    lead: float
    """By how much the best passage's score leads the next one's."""
    understood: float
    """The share of the likeliest intent: of a clear question without a clear passage the answer is absent."""
    lacking: float
    """The weight of the heaviest known word that the best passage does not say."""
    covered: float
    """The share of the question's words that the best passage says, by their weight."""
    weight: float
    """How much the question's words weigh together, as a logarithm."""


WEIGHTS = Signs(present=3.96, lead=1.81, understood=-1.00, lacking=-2.22, covered=-0.40, weight=0.74)
BASE = -1.27


def likelihood(signs: Signs) -> float:
    """Return how likely the policy says what is asked, 0 to 1."""
    total = BASE + sum(w * s for w, s in zip(astuple(WEIGHTS), astuple(signs), strict=True))
    return 1 / (1 + math.exp(-total))
