"""Holds that a change keeps what the matcher has reached, on the questions that its makers may read.

The floors lie a few points below what was measured last; docs/benchmarks.md has the figures.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.answers.decide import decide
from assistant.answers.measure import Result, measures
from assistant.cli.ask import Unseen
from assistant.cli.evaluate import gold_sections, read_rows
from assistant.cli.fitting import fitted
from assistant.text import fold_space

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
FLOORS = {
    "P@1": 78.0,
    "P@3": 89.0,
    "NIP F1": 82.0,
    "right": 96.0,
    "end-to-end": 82.0,
    "language": 99.5,
    "verbatim": 100.0,
}
CEILINGS = {"false requests": 1.0, "absent answered": 20.0, "first length": 400.0}


@pytest.fixture(scope="module")
def unseen() -> Unseen:
    return Unseen(HERE / "policies", fitted(ROOT / "intents", quiet=True))


@pytest.fixture(scope="module")
def results(unseen: Unseen) -> Sequence[Result]:
    found = []
    for row in read_rows(HERE / "develop"):
        sources = unseen.of(row.policy)
        policy = unseen.policies[row.policy]
        decision = decide(row.question, sources=sources)
        found.append(Result(row, decision, 0.0, fold_space(policy.text), gold_sections(row, policy)))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("measure", FLOORS)
def test_a_measure_does_not_fall(results: Sequence[Result], measure: str) -> None:
    assert (measures(results)[measure] or 0.0) >= FLOORS[measure]


@pytest.mark.slow
@pytest.mark.parametrize("measure", CEILINGS)
def test_an_error_does_not_grow(results: Sequence[Result], measure: str) -> None:
    assert (measures(results)[measure] or 0.0) <= CEILINGS[measure]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("message", "rights"),
    [
        # a part that names another right in passing asks for none
        ("delete my account and all my data pls", ["erasure"]),
        ("Please freeze my records, don't delete them until it's settled.", ["restriction"]),
        (
            "You say I owe you 890 kr, that is wrong. Until it is cleared you may not use my data at all.",
            ["restriction", "rectification"],
        ),
        ("Poistakaa tilini ja lähettäkää kopio tiedoistani", ["access", "erasure"]),
    ],
)
def test_a_message_asks_for_the_rights_that_its_parts_surely_do(
    unseen: Unseen, message: str, rights: list[str]
) -> None:
    found = decide(message, sources=unseen.of("en11.txt")).rights
    assert sorted(found) == sorted(rights)
