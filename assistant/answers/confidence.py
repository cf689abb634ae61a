"""Tells how likely a policy says what is asked, from signs weighed by experience.

The weights come from `bench/calibrate.py`: a logistic regression over questions whose answers are known.
"""

import math
from dataclasses import astuple, dataclass

SAID = 0.42
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
    heaviest: float
    """How nearly the best passage says the heaviest known word."""
    weight: float
    """How much the question's words weigh together, as a logarithm."""
    foreign: float
    """1 if the policy is in another language than the question."""


WEIGHTS = Signs(
    present=5.15, lead=0.96, understood=-1.61, lacking=-1.15, heaviest=0.64, weight=0.70, foreign=-0.05
)
BASE = -1.85


def likelihood(signs: Signs) -> float:
    """Return how likely the policy says what is asked, 0 to 1."""
    total = BASE + sum(w * s for w, s in zip(astuple(WEIGHTS), astuple(signs), strict=True))
    return 1 / (1 + math.exp(-total))
