"""How sure a measure is: the range that would hold the true one in 95 of 100 samples of rows."""

import math

import numpy as np

_Z = 1.959964
_SAMPLES = 2000
Interval = tuple[float, float]
"""Lower and upper end, in per cent."""


def wilson(held: int, total: int) -> Interval | None:
    """Return the range of a share; None without rows.

    Source: Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference.
    """
    if not total:
        return None
    share, spread = held / total, _Z**2 / total
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def f1_interval(hits: int, missed: int, wrong: int, total: int) -> Interval | None:
    """Return the range of an F1 of so many rows by drawing them again; None where nothing is to be hit."""
    if not hits + missed:
        return None
    kinds = np.array([hits, missed, wrong, total - hits - missed - wrong], np.float64)
    drawn = np.random.default_rng(7).multinomial(total, kinds / total, size=_SAMPLES)
    below = 2 * drawn[:, 0] + drawn[:, 1] + drawn[:, 2]
    found = 100 * 2 * drawn[below > 0, 0] / below[below > 0]
    low, high = np.percentile(found, [2.5, 97.5]) if len(found) else (0.0, 0.0)
    return float(low), float(high)
