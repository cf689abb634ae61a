"""Fits what the signs of a wish weigh to messages with known kinds, and tells their worth.

    PYTHONPATH=build/bench-packages:. .venv/bin/python -m bench.wanting ROWS [ROWS …]

The figures hold out one policy after another. With `--write` it then fits to all and writes
`assistant/answers/wanting_weights.py`.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from assistant.answers.reading import read
from assistant.answers.wanting import SIGNS, signs
from assistant.cli.evaluate import read_rows
from assistant.matcher.language import identify
from assistant.matcher.load import load_model
from assistant.terms import Locale, Outcome

LOOSE = 0.3
"""How far the weights may go: the inverse of what large ones cost."""
LEAST = (0.35, 0.4, 0.45, 0.5, 0.55)
"""Likelihoods from which on requests are offered, at which the figures are told."""
_WEIGHTS = Path("assistant/answers/wanting_weights.py")
Numbers = npt.NDArray[np.float64]


def main(arguments: Sequence[str]) -> None:
    """Print how well held-out policies do, and write the weights if asked to."""
    model = load_model(Path("intents"))
    rows = [row for name in arguments if name != "--write" for row in read_rows(Path(name))]
    found, kept = [], []
    for row in rows:
        lang = identify(
            model.languages,
            row.question,
            given=Locale(row.lang or Locale.EN),
            known=model.vocabularies.values(),
        ).lang
        if lang is not None:
            found.append(signs(read(row.question, model, lang), model))
            kept.append(row)
    marks, kinds = np.array(found, np.float64), np.array([row.kind for row in kept])
    is_wish, own = kinds == Outcome.REQUEST, np.array([row.policy for row in kept])
    chances = np.zeros(len(kept))
    for policy in sorted(set(own)):
        held = own == policy
        weights, base = _fit(marks[~held], is_wish[~held])
        chances[held] = 1 / (1 + np.exp(-(marks[held] @ weights + base)))
    for least in LEAST:
        told = chances >= least
        shares = {kind: 100 * told[kinds == kind].mean() for kind in sorted(set(kinds))}
        click.echo(f"from {least}: " + ", ".join(f"{kind} {share:.1f}" for kind, share in shares.items()))
    if "--write" in arguments:
        _write(*_fit(marks, is_wish))


def _fit(marks: Numbers, is_wish: npt.NDArray[np.bool_]) -> tuple[Numbers, float]:
    mean, spread = marks.mean(axis=0), marks.std(axis=0) + 1e-6
    fitted = LogisticRegression(C=LOOSE, max_iter=5000).fit((marks - mean) / spread, is_wish)
    weights = fitted.coef_[0] / spread
    return weights, float(fitted.intercept_[0] - weights @ mean)


def _write(weights: Numbers, base: float) -> None:
    figures = [f'    "{name}": {weight:.4f},' for name, weight in zip(SIGNS, weights, strict=True)]
    head = '"""What each sign of a wish weighs: made by `python -m bench.wanting --write`, not by hand."""'
    lines = [head, "", "WEIGHTS: dict[str, float] = {", *figures, "}", f"BASE = {base:.4f}", ""]
    _WEIGHTS.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
