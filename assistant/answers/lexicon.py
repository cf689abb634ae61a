"""Finds the texts that share rare words and characters with a message."""

from dataclasses import dataclass

import numpy as np

from assistant.matcher.features import Floats, Indices, Rows, Vector


@dataclass(frozen=True, slots=True)
class Lexicon:
    """An inverted index: for each feature, in rising order, the texts that have it and how much."""

    features: Indices
    owners: Indices
    values: Floats
    size: int

    def scores(self, message: Vector) -> Floats:
        """Return the cosine between the message and each text, 0 to 1."""
        total = np.zeros(self.size, np.float32)
        if not len(message.indices):
            return total
        left = np.searchsorted(self.features, message.indices, "left")
        right = np.searchsorted(self.features, message.indices, "right")
        lengths = right - left
        if not lengths.sum():
            return total
        starts = np.repeat(left - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        places = starts + np.arange(int(lengths.sum()))
        products = self.values[places] * np.repeat(message.values, lengths)
        total += np.bincount(self.owners[places], products, self.size).astype(np.float32)
        return total


def index(rows: Rows) -> Lexicon:
    """Return the index of sparse rows."""
    owners = np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(rows.starts))
    order = np.argsort(rows.indices, kind="stable")
    return Lexicon(rows.indices[order], owners[order], rows.values[order].astype(np.float32), len(rows))
