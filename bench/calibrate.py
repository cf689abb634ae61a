"""Fits what the matcher's marks and signs weigh to questions with known answers, and tells their worth.

    PYTHONPATH=build/bench-packages:. .venv/bin/python -m bench.calibrate ROWS POLICIES [ROWS POLICIES …]

The figures it prints hold out one writer after another: nothing that weighs a question was fitted to any by
who wrote it. Writers stand in the README beside a folder of rows; a folder without one is one writer's. With
`--write` it then fits to all and writes `assistant/answers/weights.py`.
"""

import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from assistant.answers.asked import asked
from assistant.answers.confidence import SAID_SIGNS, signs
from assistant.answers.decide import nearest
from assistant.answers.marks import MARKS, Marked, marked
from assistant.answers.rank import cover
from assistant.answers.reading import read
from assistant.answers.table import Table, tabulate
from assistant.cli.ask import Unseen
from assistant.cli.evaluate import read_rows
from assistant.matcher.language import identify
from assistant.matcher.load import load_model
from assistant.policy.model import Policy
from assistant.terms import ANSWER_PASSAGES, Outcome
from assistant.text import fold_space

ORDER_SHRINK = 0.05
SAID_LOOSE = 0.03
"""How far the weights may go: the inverse of what large ones cost."""
TOPICS_LOOSE = 8.0
"""How much farther those of the topics may go, each of which few questions are about."""
ABSENT = (0.15, 0.18, 0.2, 0.22, 0.25)
"""Shares of absent questions answered at which the figures are told."""
_KINDS = frozenset({Outcome.ANSWER, Outcome.NOT_IN_POLICY, Outcome.OFFTOPIC})
"""What is learned from: no policy tells what is beside the point, so that is absent, too."""
_WEIGHTS = Path("assistant/answers/weights.py")

_WRITER = re.compile(r"^\| (\w+\.\w+) \|[^|\n]*\|[^|\n]*\| (\w+) \|", re.MULTILINE)

CUTS = (1, 3, 7, 12)
"""Passages of the smaller policies that are cut from each: small companies have short ones."""
SAID_IN_CUT, ABSENT_IN_CUT = 0.3, 0.03
"""What a question to a cut policy counts; those that it does not tell are many, and easy."""
NEAR_MISSES = re.compile(r"(?:en|fi|sv)\d\.|\d{3}_")
"""The policies whose writers were told to prefer near misses, and those that the library's writers read."""
OF_NEAR_MISSES = 0.5

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its marks, and which passages hold a right answer; none if the policy does not tell."""

    policy: str
    writer: str
    marks: Marked
    right: npt.NDArray[np.bool_]
    kind: Outcome
    is_cut: bool = False

    @property
    def weight(self) -> float:
        """What the example counts where it is learned whether a policy tells something."""
        own = OF_NEAR_MISSES if NEAR_MISSES.match(self.policy) else 1.0
        if not self.is_cut:
            return own
        return own * (SAID_IN_CUT if self.is_said else ABSENT_IN_CUT)

    @property
    def is_said(self) -> bool:
        """Whether the policy tells what is asked."""
        return self.kind is Outcome.ANSWER


@dataclass(frozen=True, slots=True)
class Order:
    """What each mark weighs in the passages' order."""

    weights: Numbers

    def of(self, example: Example) -> Numbers:
        found: Numbers = example.marks.by_passage @ self.weights
        return found


@dataclass(frozen=True, slots=True)
class Saying:
    """What each sign weighs for a policy to say what is asked."""

    weights: Numbers
    topics: Numbers
    base: float

    def of(self, found: Numbers, known: Sequence[Example]) -> Numbers:
        told = found @ self.weights + _topics(known) @ self.topics
        chances: Numbers = 1 / (1 + np.exp(-(told + self.base)))
        return chances


def examples(folders: Sequence[str]) -> Iterator[Example]:
    """Read the questions of pairs of folders, and mark them for their policies and for parts of these."""
    model = load_model(Path("intents"))
    for rows, texts in zip(folders[::2], folders[1::2], strict=True):
        unseen = Unseen(Path(texts), model)
        writers = _writers(Path(rows).parent / "README.md")
        tables: dict[str, list[Table]] = {}
        for row in read_rows(Path(rows)):
            if row.kind not in _KINDS:
                continue
            policies = unseen.of(row.policy).policies
            known = model.vocabularies.values()
            lang = identify(model.languages, row.question, given=next(iter(policies)), known=known).lang
            if lang is None:
                continue
            if row.policy not in tables:
                cut = [tabulate(part, model) for part in _cut(unseen.policies[row.policy])]
                tables[row.policy] = [nearest(policies, lang), *cut]
            reading = read(row.question, model, lang)
            ask = asked(reading, reading.shares, model)
            gold = [fold_space(text) for text in row.gold]
            for number, table in enumerate(tables[row.policy]):
                marks = marked(ask, table, cover(reading, table, model), model)
                right = np.array([any(g in fold_space(p.text) for g in gold) for p in table.passages])
                lost = number > 0 and row.kind is Outcome.ANSWER and not right.any()
                kind = Outcome.NOT_IN_POLICY if lost else row.kind
                writer = writers.get(row.policy, rows)
                yield Example(row.policy, writer, marks, right, kind, is_cut=number > 0)


def _writers(readme: Path) -> dict[str, str]:
    """Return who wrote each policy and its questions, by the table of a README; nothing if there is none."""
    table = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    return dict(_WRITER.findall(table))


def _cut(policy: Policy) -> Iterator[Policy]:
    """Yield parts of a policy, each of whole sections; the same ones in every run."""
    sections = list(dict.fromkeys(passage.section_id for passage in policy.passages))
    order = random.Random(policy.id)  # noqa: S311 - nothing secret hangs on it
    for most in CUTS:
        order.shuffle(sections)
        kept: set[str] = set()
        for section in sections:
            if sum(p.section_id in kept for p in policy.passages) < most:
                kept.add(section)
        yield replace(policy, passages=tuple(p for p in policy.passages if p.section_id in kept)[: 2 * most])


def fit_order(known: Sequence[Example]) -> Order:
    """Return the weights under which right passages are likeliest: a softmax over each policy's passages."""
    known = [example for example in known if example.right.any() and not example.is_cut]
    rows = np.concatenate([example.marks.by_passage for example in known]).astype(np.float64)
    spread = rows.std(axis=0) + 1e-6
    rows = (rows - rows.mean(axis=0)) / spread
    lengths = [len(example.right) for example in known]
    starts, owner = np.cumsum([0, *lengths[:-1]]), np.repeat(np.arange(len(known)), lengths)
    right = np.concatenate([example.right for example in known]).astype(np.float64)

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = rows @ weights
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        total, hit = np.add.reduceat(raised, starts), np.add.reduceat(raised * right, starts)
        slope = rows.T @ (raised / total[owner] - raised * right / hit[owner]) / len(known)
        cost = -np.log(hit / total).mean() + ORDER_SHRINK * (weights @ weights)
        return float(cost), slope + 2 * ORDER_SHRINK * weights

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
    return Order(found.x / spread)


def fit_saying(found: Numbers, known: Sequence[Example]) -> Saying:
    """Return the logistic regression that tells from its signs whether a policy says what is asked."""
    is_said = np.array([example.is_said for example in known])
    weights = np.array([example.weight for example in known])
    mean, spread = found.mean(axis=0), found.std(axis=0) + 1e-6
    fitted = LogisticRegression(C=SAID_LOOSE, max_iter=5000)
    rows = np.column_stack([(found - mean) / spread, TOPICS_LOOSE * _topics(known)])
    fitted.fit(rows, is_said, sample_weight=weights)
    weighed = fitted.coef_[0][: found.shape[1]] / spread
    topics = TOPICS_LOOSE * fitted.coef_[0][found.shape[1] :]
    return Saying(weighed, topics, float(fitted.intercept_[0] - weighed @ mean))


def _topics(known: Sequence[Example]) -> Numbers:
    return np.array([example.marks.topics for example in known], np.float64)


def _signs(known: Sequence[Example], orders: Mapping[str, Order]) -> Numbers:
    """Return the signs of questions, each with the order that was fitted without its writer."""
    return np.array([signs(e.marks, orders[e.writer].of(e).astype(np.float32)) for e in known], np.float64)


def main(arguments: Sequence[str]) -> None:
    """Print how well held-out writers do, and write the weights if asked to."""
    folders = [argument for argument in arguments if argument != "--write"]
    known = list(examples(folders))
    writers = sorted({example.writer for example in known})
    orders = {w: fit_order([e for e in known if e.writer != w]) for w in writers}
    found = _signs(known, orders)
    own = np.array([e.writer for e in known])
    chances = np.zeros(len(known))
    for writer in writers:
        held = own == writer
        others = [example for example in known if example.writer != writer]
        own_rows = [example for example in known if example.writer == writer]
        chances[held] = fit_saying(found[~held], others).of(found[held], own_rows)
    is_cut = np.array([example.is_cut for example in known])
    is_natural = np.array([not NEAR_MISSES.match(example.policy) for example in known])
    kinds = (
        ("whole policies", ~is_cut),
        ("those asked about without near misses", ~is_cut & is_natural),
        ("parts of policies", is_cut),
    )
    for name, chosen in kinds:
        click.echo(f"{name}:")
        _tell([known[number] for number in np.flatnonzero(chosen)], orders, chances[chosen])
    if "--write" in arguments:
        _write(fit_order(known), fit_saying(found, known), load_model(Path("intents")).topics)


def _tell(known: Sequence[Example], orders: Mapping[str, Order], chances: Numbers) -> None:
    asked_about = [number for number, e in enumerate(known) if e.kind is not Outcome.OFFTOPIC]
    known, chances = [known[number] for number in asked_about], chances[asked_about]
    is_said = np.array([example.is_said for example in known])
    places = np.array([_place(example, orders[example.writer]) for example in known])
    hit = places[is_said & (places < len(known))]
    click.echo(
        f"{len(hit)} answers: first {100 * (hit < 1).mean():.1f}, "
        f"in three {100 * (hit < ANSWER_PASSAGES).mean():.1f}"
    )
    for share in ABSENT:
        least = float(np.quantile(chances[~is_said], 1 - share))
        told = chances > least
        missed, lost, kept = (told & ~is_said).sum(), (~told & is_said).sum(), (~told & ~is_said).sum()
        click.echo(
            f"absent answered {100 * share:.0f} from {least:.2f}: "
            f"P@1 {100 * (told & (places < 1))[is_said].mean():.1f}, "
            f"P@3 {100 * (told & (places < ANSWER_PASSAGES))[is_said].mean():.1f}, "
            f"lost {100 * lost / is_said.sum():.1f}, absence F1 {200 * kept / (2 * kept + missed + lost):.1f}"
        )


def _place(example: Example, order: Order) -> int:
    """Return how many passages stand before the first right one; very many if there is none."""
    ordered = np.argsort(-order.of(example), kind="stable")
    right = np.flatnonzero(example.right[ordered])
    return int(right[0]) if len(right) else sys.maxsize


def _write(order: Order, saying: Saying, topics: Sequence[str]) -> None:
    lines = [
        '"""What each mark and sign weighs: made by `python -m bench.calibrate --write`, not by hand."""',
        "",
        *_listed("ORDER", MARKS, order.weights),
        *_listed("SAID_BY", SAID_SIGNS, saying.weights),
        *_listed("TOLD", topics, saying.topics),
        f"BASE = {saying.base:.4f}",
        "",
    ]
    _WEIGHTS.write_text("\n".join(lines), encoding="utf-8")


def _listed(name: str, of: Sequence[str], weights: Numbers) -> list[str]:
    figures = [f'    "{key}": {weight:.4f},' for key, weight in zip(of, weights, strict=True)]
    return [f"{name}: dict[str, float] = {{", *figures, "}"]


if __name__ == "__main__":
    main(sys.argv[1:])
