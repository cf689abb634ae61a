"""A linear classifier over sparse features: fitted offline with numpy, then only multiplied."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.matcher.features import Floats, Rows, Vector

_BATCH = 512
_MOST_STEPS = 127


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of features by classes, in 255 steps of `scale` to stay small; scale and bias by class."""

    weights: npt.NDArray[np.int8]
    scale: Floats
    bias: Floats

    def scores(self, vector: Vector) -> Floats:
        if not len(vector.indices):
            return self.bias.copy()
        product: Floats = vector.values @ self.weights[vector.indices].astype(np.float32)
        return product * self.scale + self.bias


@dataclass(frozen=True, slots=True)
class Fitting:
    """How a classifier is fitted."""

    epochs: int = 8
    rate: float = 0.7
    decay: float = 1e-6
    seed: int = 7


def fit(
    rows: Rows,
    targets: Floats,
    *,
    row_weights: Floats,
    how: Fitting,
    told: Callable[[float], None] = lambda _: None,
) -> Linear:
    """Return the classifier that maximises the likelihood of the targets (rows by classes), by AdaGrad.

    `told` is called now and then with the share that is done, from 0 to 1.
    """
    classes = targets.shape[1]
    weights = np.zeros((rows.size, classes), np.float32)
    squares = np.full((rows.size, classes), 1e-3, np.float32)
    bias, bias_squares = np.zeros(classes, np.float32), np.full(classes, 1e-3, np.float32)
    random = np.random.default_rng(how.seed)
    for epoch in range(how.epochs):
        rate = how.rate * (1 - epoch / how.epochs)
        for number, chosen in enumerate(_batches(len(rows), random)):
            told((epoch + number * _BATCH / len(rows)) / how.epochs)
            used, dense = _dense(rows, chosen)
            own = weights[used]
            predicted = softmax(dense @ own + bias)
            error = (predicted - targets[chosen]) * row_weights[chosen, None]
            gradient = dense.T @ error
            gradient += how.decay * len(chosen) * own
            seen = squares[used]
            seen += np.square(gradient)
            squares[used] = seen
            gradient /= np.sqrt(seen, out=seen)
            gradient *= rate
            own -= gradient
            weights[used] = own
            total = error.sum(axis=0)
            bias_squares += total**2
            bias -= rate * 0.1 * total / np.sqrt(bias_squares)
    told(1.0)
    return _in_steps(weights, bias)


def _in_steps(weights: Floats, bias: Floats) -> Linear:
    scale: Floats = np.maximum(np.abs(weights).max(axis=0), np.float32(1e-6)) / np.float32(_MOST_STEPS)
    return Linear(np.round(weights / scale).astype(np.int8), scale, bias)


def softmax(scores: Floats) -> Floats:
    """Return the scores as shares that sum to one along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    summed: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return summed


def _batches(count: int, random: np.random.Generator) -> Iterator[npt.NDArray[np.int64]]:
    order = random.permutation(count)
    for start in range(0, count, _BATCH):
        yield order[start : start + _BATCH]


def _dense(rows: Rows, chosen: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the features that the chosen rows use, and those rows as a dense matrix over them."""
    spans = [slice(rows.starts[i], rows.starts[i + 1]) for i in chosen]
    lengths = [s.stop - s.start for s in spans]
    indices = np.concatenate([rows.indices[s] for s in spans])
    values = np.concatenate([rows.values[s] for s in spans])
    used, places = np.unique(indices, return_inverse=True)
    dense = np.zeros((len(chosen), len(used)), np.float32)
    dense[np.repeat(np.arange(len(chosen)), lengths), places] = values
    return used.astype(np.int64), dense
