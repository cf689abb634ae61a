"""Holds that the questions are what the README says: honest gold, the right mix, no policy in both parts."""

import json
from collections import Counter
from pathlib import Path

import pytest

from assistant.cli.evaluate import read_rows
from assistant.policy.read import read_policy
from assistant.terms import Locale, Outcome
from assistant.text import fold_space

HERE = Path(__file__).parent
FILES = sorted([*HERE.glob("develop/*.jsonl"), *HERE.glob("sealed/*.jsonl")])
KEYS = {"id", "policy", "lang", "question", "kind", "right", "gold"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_gold_text_stands_in_the_policy_as_it_is_read(path: Path) -> None:
    rows = read_rows(path)
    policy = read_policy(HERE / "policies" / rows[0].policy, id=path.stem, locale=Locale(path.stem[:2]))
    text = fold_space(policy.text)
    lost = [row.id for row in rows for gold in row.gold if fold_space(gold) not in text]
    assert lost == []
    assert [row.id for row in rows if bool(row.gold) != (row.kind is Outcome.ANSWER)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_about_one_policy_in_the_promised_mix(path: Path) -> None:
    rows = read_rows(path)
    kinds = Counter(row.kind for row in rows)
    assert {Path(row.policy).stem for row in rows} == {path.stem}
    asked = (kinds[Outcome.ANSWER], kinds[Outcome.NOT_IN_POLICY], kinds[Outcome.REQUEST])
    foreign = sum(row.lang != path.stem[:2] for row in rows)
    assert (len(rows), asked, foreign) in {(45, (22, 11, 7), 7), (40, (23, 8, 6), 6), (30, (15, 7, 5), 4)}
    assert all(set(json.loads(line)) == KEYS for line in path.read_text(encoding="utf-8").splitlines())


def test_ids_and_questions_are_never_used_twice_and_no_policy_is_in_both_parts() -> None:
    rows = [row for path in FILES for row in read_rows(path)]
    assert len({row.id for row in rows}) == len(rows)
    assert len({(row.policy, row.question.casefold()) for row in rows}) == len(rows)
    parts = [{path.stem for path in FILES if path.parent.name == part} for part in ("develop", "sealed")]
    assert not parts[0] & parts[1]
    assert len(rows) >= 300
