"""Shows how decisions are measured against questions whose answers are known."""

import pytest

from assistant.answers.decision import Decision, Guess
from assistant.answers.measure import Result, Row, is_right, measures
from assistant.terms import Locale, Outcome, Passage, Right

POLICY = "We keep data for two years. We sell nothing."


def passage(text: str, section_id: str = "s") -> Passage:
    return Passage(text, "S", section_id, "s-1", ("s-1",), "p", "v", Locale.EN, 0)


def result(kind: Outcome, decision: Decision, *gold: str, right: str | None = None) -> Result:
    row = Row("1", "p", "en", "q", kind, gold, right)
    return Result(row, decision, 1000.0, POLICY, frozenset({"s"}))


def decided(outcome: Outcome, *texts: str, rights: tuple[Right, ...] = ()) -> Decision:
    shown = tuple(passage(text) for text in texts)
    return Decision(outcome, Locale.EN, Guess("i", 90), rights=rights, passages=shown)


@pytest.mark.parametrize(
    ("kind", "decision", "right", "expected"),
    [
        (Outcome.ANSWER, decided(Outcome.ANSWER, "We keep data for  two years."), None, True),
        (Outcome.ANSWER, decided(Outcome.CLARIFY, "We keep data for two years."), None, False),
        (Outcome.ANSWER, decided(Outcome.ANSWER, "We keep data for two years, promise."), None, False),
        (Outcome.REQUEST, decided(Outcome.REQUEST, rights=(Right.ACCESS,)), "access", True),
        (Outcome.REQUEST, decided(Outcome.REQUEST, rights=(Right.ERASURE,)), "access", False),
        (Outcome.NOT_IN_POLICY, decided(Outcome.NOT_IN_POLICY), None, True),
        (Outcome.NOT_IN_POLICY, decided(Outcome.SMALLTALK), None, False),
        (Outcome.SMALLTALK, decided(Outcome.NOT_IN_POLICY), None, True),
        (Outcome.SMALLTALK, decided(Outcome.REQUEST), None, False),
        (Outcome.OFFTOPIC, decided(Outcome.ANSWER, "We sell nothing."), None, False),
        (Outcome.HUMAN, decided(Outcome.HUMAN), None, True),
    ],
)
def test_each_kind_of_row_has_its_own_criterion(
    kind: Outcome, decision: Decision, right: str | None, *, expected: bool
) -> None:
    assert is_right(result(kind, decision, "data for two years", right=right)) is expected


def test_clarifying_counts_at_three_and_not_at_one() -> None:
    row = result(Outcome.ANSWER, decided(Outcome.CLARIFY, "We sell nothing.", "We keep data"), "keep data")
    found = measures([row])
    assert (found["P@1"], found["P@3"], found["S@3"]) == (0, 100, 100)


def test_small_talk_taken_for_a_miss_does_not_lower_f1() -> None:
    rows = [
        result(Outcome.NOT_IN_POLICY, decided(Outcome.NOT_IN_POLICY)),
        result(Outcome.SMALLTALK, decided(Outcome.NOT_IN_POLICY)),
    ]
    assert measures(rows)["NIP F1"] == 100
    missed = result(Outcome.ANSWER, decided(Outcome.NOT_IN_POLICY), "keep")
    assert measures([*rows, missed])["NIP F1"] == pytest.approx(66.7, abs=0.1)
