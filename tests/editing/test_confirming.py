"""Holds that a confirmed answer loses its mark and nothing else, however its file is written."""

from pathlib import Path

import pytest

from assistant.editing.confirming import confirmed, waiting
from assistant.editing.listed import AnswersFile, read_answers
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.terms import Locale

INTENTS = {"how-long", "cookies"}
TEXT = """# Privacy

## How long

We keep your data for two years after your last order, and then we erase all of it.

## Cookies

Our website uses one cookie, which remembers what lies in your basket until you close it.
"""
HEAD = "# ours\npolicy: nord/en\nfingerprint: x1\nintents:\n"


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    path = tmp_path / "en.md"
    path.write_text(TEXT, encoding="utf-8")
    return read_policy(path, id="nord/en", locale=Locale.EN)


def named(policy: Policy, *, place: int = 0) -> str:
    own = policy.segments[place]
    return f'{{segment: {own.id}, starts: "{own.text[:16]}"}}'


def read(text: str) -> AnswersFile:
    file, problems = read_answers(Path("nord/en.yaml"), INTENTS, {"retention"}, text=text)
    assert file is not None, problems
    return file


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["proposed", "changed"])
def test_the_line_of_the_mark_goes_and_every_other_stays(policy: Policy, mark: str, end: str) -> None:
    entry = f"  - intent: how-long # a question\n    answer:\n      - {named(policy)} # read by Anna\n"
    other = "  - intent: cookies\n    answer: []\n    proposed: true\n"
    before = (HEAD + entry + f"    {mark}: true\n" + other).replace("\n", end)
    file = read(before)
    after = confirmed(file, "how-long", file.entries[0].entry.answer)
    assert after == (HEAD + entry + other).replace("\n", end)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{intent: how-long, answer: [], proposed: true}", "{intent: how-long, answer: []}"),
        ("{proposed: true, intent: how-long, answer: []}", "{intent: how-long, answer: []}"),
        (
            "proposed: true\n    intent: how-long\n    answer: []",
            "intent: how-long\n    answer: []",
        ),
        (
            "intent: how-long\n    answer: []\n    proposed: true # ask Anna\n",
            "intent: how-long\n    answer: []\n    # ask Anna\n",
        ),
        (
            "intent: how-long\n    proposed: true\n    changed: true\n    answer: []",
            "intent: how-long\n    answer: []",
        ),
    ],
)
def test_a_mark_goes_wherever_it_stands(before: str, after: str) -> None:
    text = confirmed(read(f"{HEAD}  - {before}"), "how-long", ())
    assert text == f"{HEAD}  - {after}"
    assert not read(text).entries[0].entry.is_proposed


def test_another_order_of_passages_and_none_are_written_down(policy: Policy) -> None:
    one, two = named(policy), named(policy, place=1)
    head = f"{HEAD}  - intent: how-long\n    answer:\n"
    file = read(f"{head}      - {one}\n      - {two}\n    proposed: true\n")
    (own,) = waiting(file, policy)
    assert [passage.section for passage in own.passages] == ["How long", "Cookies"]
    assert confirmed(file, "how-long", own.chosen([2])) == f"{head}      - {two}\n"
    assert confirmed(file, "how-long", own.chosen([2, 1, 2])) == f"{head}      - {two}\n      - {one}\n"
    assert confirmed(file, "how-long", ()) == f"{HEAD}  - intent: how-long\n    answer: []\n"


def test_only_what_no_person_has_confirmed_waits(policy: Policy) -> None:
    text = f"{HEAD}  - intent: how-long\n    answer: [{named(policy)}]\n  - intent: cookies\n    answer: []\n"
    assert waiting(read(text), policy) == []
    (own,) = waiting(read(f"{text}    changed: true\n"), policy)
    assert own.entry.intent == "cookies"
    assert own.passages == ()


def test_nobody_is_asked_about_a_passage_that_is_gone(policy: Policy) -> None:
    gone = '{segment: gone-0000, starts: "x"}'
    entry = f"  - intent: how-long\n    answer: [{named(policy)}, {gone}]\n    proposed: true\n"
    assert waiting(read(HEAD + entry), policy) == []
