"""Holds that every shape of document is read into parts that can be quoted."""

from pathlib import Path

import pytest

from assistant.policy.read import read_policy
from assistant.terms import PASSAGE_LIMIT, Locale
from assistant.text import fold_space

FILES = sorted((Path(__file__).parent / "policies").iterdir())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_passage_of_an_oddly_shaped_policy_is_verbatim_and_short(path: Path) -> None:
    policy = read_policy(path, id=path.name, locale=Locale(path.name[:2]))
    text = fold_space(policy.text)
    assert len(policy.passages) > 4
    assert all(fold_space(passage.text) in text for passage in policy.passages)
    assert max(len(passage.text) for passage in policy.passages) <= PASSAGE_LIMIT


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_of_a_policy_is_lost_in_reading_it(path: Path) -> None:
    policy = read_policy(path, id=path.name, locale=Locale(path.name[:2]))
    kept = " ".join((*(s.heading for s in policy.sections), *(s.text for s in policy.segments), policy.title))
    words = {word for word in fold_space(policy.text).split() if word.isalpha()}
    assert words - set(fold_space(kept + " " + policy.note).split()) == set()
