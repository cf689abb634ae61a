"""Finds which intents the matcher takes for each other, on utterances that it was not fitted to."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from assistant.editing.findings import Finding, Severity, at
from assistant.matcher.concepts import concepts
from assistant.matcher.features import Rows, weigh
from assistant.matcher.intents import Library, Utterance
from assistant.matcher.linear import Fitting, Linear, fit
from assistant.matcher.load import Said

FOLDS = 4
_QUICK = Fitting(epochs=2)
"""Two epochs tell intents apart as well as more of them do, in a quarter of the time."""
_SHARE, _LEAST = 0.08, 3
"""A pair is worth a word from this share of an intent's utterances on, and from this many on."""
_SHOWN = 3
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Utterances of one intent that were taken for another, out of all that were held out of it."""

    meant: str
    taken_for: str
    utterances: tuple[Utterance, ...]
    held_out: int

    @property
    def share(self) -> float:
        """Return which part of the intent goes astray this way."""
        return len(self.utterances) / self.held_out


@dataclass(frozen=True, slots=True)
class Confusion:
    """The confused pairs, worst first, and how many utterances were held out and how many understood."""

    pairs: tuple[Pair, ...]
    held_out: int
    understood: int


def confusion(
    library: Library,
    *,
    goes_on: Callable[[int], bool] = lambda _: True,
) -> Confusion:
    """Return what a matcher confuses that has not seen the utterance it is asked about.

    Each fold fits to the other folds. `goes_on` is asked before each, with how many are done, and ends it.
    """
    said = library.utterances
    texts = [(u.text, u.lang) for u in said]
    rows = weigh(texts, concepts(library.concepts)).rows(texts)
    names = sorted(library.intents)
    labels = np.array([names.index(u.intent) for u in said], np.int64)
    folds = np.random.default_rng(7).permutation(len(said)) % FOLDS
    astray: dict[tuple[str, str], list[Utterance]] = defaultdict(list)
    held = np.zeros(len(names), np.int64)
    for fold in range(FOLDS if said else 0):
        if not goes_on(fold):
            break
        found = _fitted(rows, labels, np.flatnonzero(folds != fold), len(names))
        for row in np.flatnonzero(folds == fold):
            held[labels[row]] += 1
            best = _best(rows, int(row), found)
            if best != labels[row]:
                astray[names[labels[row]], names[best]].append(said[row])
    pairs = [Pair(a, b, tuple(us), int(held[names.index(a)])) for (a, b), us in astray.items()]
    wrong = sum(len(pair.utterances) for pair in pairs)
    worst = sorted(pairs, key=lambda p: (-p.share, p.meant, p.taken_for))
    return Confusion(tuple(worst), int(held.sum()), int(held.sum()) - wrong)


def confused(found: Confusion, said: Sequence[Said], *, most: int = 20) -> Iterator[Finding]:
    """Yield a warning for the worst pairs, each with examples, at the first of these."""
    worth = [p for p in found.pairs if p.share >= _SHARE and len(p.utterances) >= _LEAST]
    places = {(u.text, u.intent, u.lang): (reader, node) for reader, node, u in said}
    for pair in worth[:most]:
        first = pair.utterances[0]
        reader, node = places[first.text, first.intent, first.lang]
        examples = ", ".join(repr(u.text) for u in pair.utterances[:_SHOWN])
        message = (
            f"{len(pair.utterances)} of {pair.held_out} utterances of {pair.meant!r} are taken for "
            f"{pair.taken_for!r}, such as {examples}; move what means that, say the others more clearly"
        )
        yield replace(at(reader.path, node, "CONFUSED", message), severity=Severity.WARNING)


def _fitted(rows: Rows, labels: Indices, chosen: Indices, classes: int) -> Linear:
    targets = np.zeros((len(chosen), classes), np.float32)
    targets[np.arange(len(chosen)), labels[chosen]] = 1
    spans = [slice(rows.starts[n], rows.starts[n + 1]) for n in chosen]
    own = Rows(
        np.cumsum([0, *(s.stop - s.start for s in spans)]).astype(np.int64),
        np.concatenate([rows.indices[s] for s in spans]),
        np.concatenate([rows.values[s] for s in spans]),
        rows.size,
    )
    return fit(own, targets, row_weights=np.ones(len(chosen), np.float32), how=_QUICK)


def _best(rows: Rows, row: int, found: Linear) -> int:
    span = slice(rows.starts[row], rows.starts[row + 1])
    weights = found.weights[rows.indices[span]].astype(np.float32)
    return int((rows.values[span] @ weights * found.scale + found.bias).argmax())
