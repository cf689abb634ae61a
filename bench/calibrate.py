"""Fits the weights of `assistant.answers.confidence` to questions with known answers, and checks them."""

import sys
from dataclasses import astuple, fields
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

from assistant.answers.confidence import Signs
from assistant.answers.decide import nearest, topic_weights
from assistant.answers.rank import cover, rank
from assistant.answers.reading import read
from assistant.cli.ask import Unseen
from assistant.cli.evaluate import read_rows
from assistant.matcher.language import identify
from assistant.matcher.load import load_model
from assistant.terms import Locale, Outcome

ABSENT_COUNTS = 2.0
"""How much worse it is to answer what the policy does not tell than to miss what it tells."""
SHRINK = 0.02
STEPS = 4000

Numbers = npt.NDArray[np.float64]


def main(folders: list[str]) -> None:
    """Print weights for rows and policies in pairs of folders: ROWS POLICIES [ROWS POLICIES …]."""
    model = load_model(Path("intents"))
    signs: list[tuple[float, ...]] = []
    said: list[bool] = []
    policies: list[str] = []
    for rows, texts in zip(folders[::2], folders[1::2], strict=True):
        unseen = Unseen(Path(texts), model)
        for row in read_rows(Path(rows)):
            if row.kind not in {Outcome.ANSWER, Outcome.NOT_IN_POLICY}:
                continue
            sources = unseen.of(row.policy)
            lang = identify(model.languages, row.question, given=Locale.EN).lang or Locale.EN
            reading = read(row.question, model, lang)
            table = nearest(sources.policies, lang)
            found = rank(topic_weights(reading.shares, model), reading, table, cover(reading, table, model))
            if found.signs:
                signs.append(astuple(found.signs))
                said.append(row.kind is Outcome.ANSWER)
                policies.append(row.policy)
    _print(np.array(signs), np.array(said), np.array(policies))


def _print(signs: Numbers, said: npt.NDArray[np.bool_], policies: npt.NDArray[np.str_]) -> None:
    held_out = np.zeros(len(said))
    for policy in np.unique(policies):
        own = policies == policy
        weights, base = fit(signs[~own], said[~own], policies[~own])
        held_out[own] = _logistic(signs[own] @ weights + base)
    for threshold in (0.4, 0.45, 0.5, 0.55, 0.6):
        told = held_out >= threshold
        hits, missed, wrong = (~told & ~said).sum(), (told & ~said).sum(), (~told & said).sum()
        click.echo(
            f"{threshold:.2f}: absence F1 {200 * hits / (2 * hits + missed + wrong):.1f}, "
            f"absent answered {100 * missed / (~said).sum():.1f}, answers lost {100 * wrong / said.sum():.1f}"
        )
    weights, base = fit(signs, said, policies)
    listed = ", ".join(f"{f.name}={w:.2f}" for f, w in zip(fields(Signs), weights, strict=True))
    click.echo(f"WEIGHTS = Signs({listed})\nBASE = {base:.2f}")


def fit(signs: Numbers, said: npt.NDArray[np.bool_], policies: npt.NDArray[np.str_]) -> tuple[Numbers, float]:
    """Return weights and base of the logistic regression; every policy counts alike."""
    mean, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-6
    rows = np.c_[(signs - mean) / spread, np.ones(len(signs))]
    names, counts = np.unique(policies, return_counts=True)
    size = dict(zip(names, counts, strict=True))
    counted = np.array([size[p] ** -0.5 for p in policies]) * np.where(said, 1.0, ABSENT_COUNTS)
    found = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        error = (_logistic(rows @ found) - said) * counted
        slope = rows.T @ error / counted.sum()
        slope[:-1] += SHRINK * found[:-1]
        found -= slope
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ mean)


def _logistic(values: Numbers) -> Numbers:
    result: Numbers = 1 / (1 + np.exp(-values))
    return result


if __name__ == "__main__":
    main(sys.argv[1:])
