"""Shows that editors' files are proposed, refreshed and never lose an edit."""

from io import StringIO
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from assistant.answers.build import propose, refresh
from assistant.answers.decide import Sources, decide
from assistant.answers.edited import read_edited
from assistant.answers.table import tabulate
from assistant.matcher.model import Model
from assistant.policy.model import Policy
from assistant.strict import Reader
from assistant.terms import Locale, Outcome


def round_trip() -> YAML:
    yaml = YAML()
    yaml.width = 110
    yaml.preserve_quotes = True
    return yaml


def dumped(document: CommentedMap) -> str:
    text = StringIO()
    round_trip().dump(document, text)
    return text.getvalue()


def refreshed(text: str | None, policy: Policy, model: Model) -> tuple[str, list[str]]:
    document = None if text is None else round_trip().load(text)
    proposals = propose(policy, tabulate(policy, model), model.intents)
    found = refresh(document, policy, proposals, path="en.yaml")
    return dumped(found.document), [str(problem) for problem in found.problems]


@pytest.fixture
def proposed(policy: Policy, model: Model) -> str:
    return refreshed(None, policy, model)[0]


def test_what_the_policy_says_is_proposed_and_marked_so(proposed: str, policy: Policy) -> None:
    document = YAML().load(proposed)
    entry = next(e for e in document["intents"] if e["intent"] == "how-long")
    assert entry["proposed"] is True
    assert entry["answer"][0]["starts"] == "We keep your data for two years after"
    assert document["fingerprint"] == policy.version


def test_building_twice_changes_nothing(proposed: str, policy: Policy, model: Model) -> None:
    assert refreshed(proposed, policy, model) == (proposed, [])


def test_edits_comments_and_order_stay(policy: Policy, model: Model) -> None:
    segment = policy.segments[1].id
    text = (
        "# ours\npolicy: nord/en\nfingerprint: old\nintents:\n"
        "- intent: tools # asked often\n  topic: cookies\n"
        f"  answer:\n  - {{segment: {segment}, starts: Our website}}\n  utterances: [do you use nordmail]\n"
        "- intent: how-long\n  answer: []\n"
    )
    found, problems = refreshed(text, policy, model)
    assert problems == []
    assert found.startswith(text.replace("old", policy.version))
    assert "intent: cookies" in found


def test_an_answer_is_found_again_by_its_first_words_and_a_lost_one_is_reported(
    policy: Policy, model: Model
) -> None:
    text = (
        "policy: nord/en\nfingerprint: old\nintents:\n"
        "- intent: how-long\n  answer:\n  - {segment: gone-1234, starts: We keep your data}\n"
        "- intent: cookies\n  answer:\n  - {segment: gone-5678, starts: No such words}\n"
    )
    found, problems = refreshed(text, policy, model)
    assert f"segment: {policy.segments[0].id}" in found
    assert "gone-5678" in found
    assert [p.split(" ")[1] for p in problems] == ["LOST"]


def test_what_an_editor_confirmed_is_answered(tmp_path: Path, policy: Policy, model: Model) -> None:
    path = tmp_path / "en.yaml"
    path.write_text(
        "policy: nord/en\nfingerprint: x\nintents:\n"
        f"- intent: how-long\n  answer: [{{segment: {policy.segments[1].id}, starts: Our website}}]\n"
        "- intent: cookies\n  answer: []\n"
        f"- intent: tools\n  topic: cookies\n  answer: [{{segment: {policy.segments[1].id}, starts: Our}}]\n"
        "  utterances: [is nordmail in use]\n",
        encoding="utf-8",
    )
    reader = Reader(path)
    edited = read_edited(reader, {i.id for i in model.intents}, model.topics)
    assert reader.problems == []
    sources = Sources(model, {Locale.EN: tabulate(policy, model, edited)})
    assert "cookies" in decide("how long do you keep my data", sources=sources).passages[0].text
    assert decide("do you use cookies", sources=sources).outcome is Outcome.NOT_IN_POLICY
    assert decide("is nordmail in use", sources=sources).intent == "tools"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("how-long", "how-lnog", "UNKNOWN"),
        ("answer: []", "answers: []", "KEY"),
        ("- intent: cookies", "- intent: how-long", "DUPLICATE"),
        ("answer: []", "answer: [here]", "SHAPE"),
    ],
)
def test_a_fault_in_an_editors_file_is_said(
    tmp_path: Path, model: Model, old: str, new: str, code: str
) -> None:
    text = (
        "policy: nord/en\nfingerprint: x\nintents:\n"
        "- intent: how-long\n  answer: []\n- intent: cookies\n  answer: []\n"
    )
    path = tmp_path / "en.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    reader = Reader(path)
    read_edited(reader, {i.id for i in model.intents}, model.topics)
    assert code in {problem.code for problem in reader.problems}
