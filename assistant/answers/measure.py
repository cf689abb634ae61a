"""Measures decisions against questions whose answers are known."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median

from assistant.answers.decision import Decision
from assistant.terms import ANSWER_PASSAGES, PASSAGE_LIMIT, Locale, Outcome, Passage
from assistant.text import fold_space

_ASKED = frozenset({Outcome.ANSWER, Outcome.CLARIFY})


@dataclass(frozen=True, slots=True)
class Row:
    """A question about a policy and what is right: for `answer`, a passage that holds one of `gold`."""

    id: str
    policy: str
    lang: str
    question: str
    kind: Outcome
    gold: tuple[str, ...] = ()
    right: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A row with what was decided. `text` is the whole policy's, `gold_sections` where the gold stands."""

    row: Row
    decision: Decision
    micros: float
    text: str
    gold_sections: frozenset[str] = frozenset()

    def passages(self) -> list[Passage]:
        """Return the passages that count: short enough and verbatim."""
        return [p for p in self.decision.passages[:ANSWER_PASSAGES] if self._counts(p)]

    def _counts(self, passage: Passage) -> bool:
        return len(passage.text) <= PASSAGE_LIMIT and fold_space(passage.text) in self.text

    def holds_gold(self, first: int) -> bool:
        """Whether one of the first passages shown holds a gold text."""
        shown = self.decision.passages[:first]
        gold = [fold_space(g) for g in self.row.gold]
        return any(g in fold_space(p.text) for p in shown if self._counts(p) for g in gold)


def is_right(result: Result) -> bool:
    """Whether the row's own criterion is met; `answer` rows at the first passage."""
    kind, decision = result.row.kind, result.decision
    if kind is Outcome.ANSWER:
        return decision.outcome is Outcome.ANSWER and result.holds_gold(1)
    if kind is Outcome.REQUEST:
        return decision.outcome is kind and decision.right == result.row.right
    if kind is Outcome.NOT_IN_POLICY:
        return decision.outcome is kind and not decision.passages
    if kind in {Outcome.SMALLTALK, Outcome.OFFTOPIC}:
        return not decision.passages and decision.outcome is not Outcome.REQUEST
    return decision.outcome is kind


Measures = dict[str, float | None]
"""Shares in per cent, times in milliseconds, lengths in characters; None where no row tells."""


def measures(results: Sequence[Result]) -> Measures:
    """Return the measures of these rows, in the order they are printed."""
    times = sorted(r.micros / 1000 for r in results)
    answers = [r for r in results if r.row.kind is Outcome.ANSWER]
    firsts = [len(r.decision.passages[0].text) for r in answers if r.decision.passages]
    found = {name: 100 * held / total if total else None for name, (held, total) in shares(results).items()}
    before = ("P@1", "P@3", "S@3")
    return {
        "rows": float(len(results)),
        **{name: found[name] for name in before},
        "NIP F1": _absence_f1(results),
        **{name: share for name, share in found.items() if name not in before},
        "first length": mean(firsts) if firsts else None,
        "median ms": median(times) if times else None,
        "p95 ms": times[min(len(times) - 1, int(0.95 * len(times)))] if times else None,
    }


def shares(results: Sequence[Result]) -> Mapping[str, tuple[int, int]]:
    """Return for each measure that is a share how many rows hold it, of how many that tell."""
    of = _by_kind(results)
    answers, absent, requests = of[Outcome.ANSWER], of[Outcome.NOT_IN_POLICY], of[Outcome.REQUEST]
    shown = [r for r in results if r.decision.passages]
    return {
        "P@1": _held(answers, lambda r: r.decision.outcome is Outcome.ANSWER and r.holds_gold(1)),
        "P@3": _held(answers, lambda r: r.decision.outcome in _ASKED and r.holds_gold(ANSWER_PASSAGES)),
        "S@3": _held(answers, _has_right_section),
        "absent answered": _held(absent, lambda r: bool(r.decision.passages)),
        "right": _held(requests, is_right),
        "false requests": _held(answers, lambda r: r.decision.outcome is Outcome.REQUEST),
        "end-to-end": _held(results, is_right),
        "language": _held(results, lambda r: (r.decision.lang or "other") == r.row.lang),
        "verbatim": _held(shown, lambda r: len(r.passages()) == len(r.decision.passages)),
    }


def groups(results: Sequence[Result]) -> Mapping[str, list[Result]]:
    """Return all results, then those of each language, then those of each policy."""
    found: dict[str, list[Result]] = {"all": list(results)}
    for lang in [*Locale, "other"]:
        found[str(lang)] = [r for r in results if r.row.lang == lang]
    for policy in sorted({r.row.policy for r in results}):
        found[policy] = [r for r in results if r.row.policy == policy]
    return {name: rows for name, rows in found.items() if rows}


def _by_kind(results: Iterable[Result]) -> Mapping[Outcome, list[Result]]:
    found: dict[Outcome, list[Result]] = {kind: [] for kind in Outcome}
    for result in results:
        found[result.row.kind].append(result)
    return found


def _held(results: Sequence[Result], holds: Callable[[Result], bool]) -> tuple[int, int]:
    return sum(map(holds, results)), len(results)


def _has_right_section(result: Result) -> bool:
    return any(p.section_id in result.gold_sections for p in result.passages())


def _absence_f1(results: Sequence[Result]) -> float | None:
    hits, missed, wrong = absence(results)
    return 100 * 2 * hits / (2 * hits + missed + wrong) if hits + missed else None


def absence(results: Sequence[Result]) -> tuple[int, int, int]:
    """Return how often it is rightly said that the policy does not tell, not said, and wrongly said.

    Small-talk and off-topic rows do not count against it.
    """
    absent = Outcome.NOT_IN_POLICY
    hits = sum(r.row.kind is absent and r.decision.outcome is absent for r in results)
    missed = sum(r.row.kind is absent and r.decision.outcome is not absent for r in results)
    neutral = {absent, Outcome.SMALLTALK, Outcome.OFFTOPIC}
    wrong = sum(r.row.kind not in neutral and r.decision.outcome is absent for r in results)
    return hits, missed, wrong
