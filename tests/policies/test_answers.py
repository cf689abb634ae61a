"""Holds that what editors confirmed still stands in the policy, and that nothing unread is shipped."""

from functools import cache
from pathlib import Path

import pytest

from assistant.answers.edited import Edited, read_edited
from assistant.matcher.intents import Library
from assistant.matcher.load import LIBRARY, load_library
from assistant.strict import Reader
from assistant.text import fold_space
from tests.policies.test_policies import POLICIES, ROOT

FILES = [p for p in sorted((ROOT / "intents").glob("*/*.yaml")) if p.parent.name not in LIBRARY]


@cache
def library() -> Library:
    return load_library(ROOT / "intents")


def edited(path: Path) -> Edited:
    reader = Reader(path)
    found = read_edited(reader, library().intents, library().topics)
    assert found is not None
    assert reader.problems == []
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_confirmed_answer_stands_in_the_policy_it_was_read_from(path: Path) -> None:
    found = edited(path)
    policy = POLICIES[found.policy]
    assert found.fingerprint == policy.version
    segments = {segment.id: fold_space(segment.text) for segment in policy.segments}
    lost = [
        f"{entry.intent}: {anchor.segment}"
        for entry in found.entries
        for anchor in entry.answer
        if not segments.get(anchor.segment, "").startswith(fold_space(anchor.starts))
    ]
    assert lost == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_no_answer_is_shipped_that_nobody_has_confirmed(path: Path) -> None:
    assert [entry.intent for entry in edited(path).entries if entry.is_proposed] == []


def test_every_shipped_policy_has_its_answers() -> None:
    assert {edited(path).policy for path in FILES} == set(POLICIES)
