"""Shows what is proposed as answers, and that what an editor decided is what visitors are told."""

from pathlib import Path

import pytest

from assistant.answers.build import propose
from assistant.answers.decide import Sources, decide
from assistant.answers.edited import read_edited
from assistant.answers.table import tabulate
from assistant.matcher.model import Model
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.strict import Reader
from assistant.terms import Locale, Outcome


def test_what_the_policy_says_is_proposed_with_its_first_words(policy: Policy, model: Model) -> None:
    found = propose(policy, tabulate(policy, model), model.intents)
    assert found["how-long"].answer[0].starts == "We keep your data for two years after"
    assert found["how-long"].score > 0.5


TOLD = "we keep your data for two years after your last order, and then we erase all of it"
BARE = "three winters and a summer, counted from the day on which the bell was rung twice for it"
ROWS = [
    f"| {kind} | {said} |"
    for said, kinds in ((TOLD, ("Orders", "Invoices", "Leases", "Loans")), (BARE, ("Red", "Blue", "Green")))
    for kind in kinds
]


def test_a_table_of_several_passages_is_proposed_whole(tmp_path: Path, model: Model) -> None:
    path = tmp_path / "en.md"
    table = "\n".join(["| what | how long |", "|---|---|", *ROWS])
    path.write_text(f"# Policy\n\n## How long\n\n{table}\n", encoding="utf-8")
    policy = read_policy(path, id="nord/en", locale=Locale.EN)
    assert len(policy.passages) in {2, 3}
    found = propose(policy, tabulate(policy, model), model.intents)["how-long"].answer
    assert {own.segment for own in found} == {passage.segment for passage in policy.passages}


def test_what_one_row_answers_is_proposed_without_the_rest_of_its_table(tmp_path: Path, model: Model) -> None:
    path = tmp_path / "en.md"
    cookies = "| Site | our website uses cookies to remember your choices |"
    table = "\n".join(["| what | how long |", "|---|---|", *ROWS, cookies])
    path.write_text(f"# Policy\n\n## How long\n\n{table}\n", encoding="utf-8")
    policy = read_policy(path, id="nord/en", locale=Locale.EN)
    found = propose(policy, tabulate(policy, model), model.intents)["cookies"].answer
    assert [own.segment for own in found] == [policy.passages[-1].segment]


def test_what_the_policy_does_not_say_is_proposed_to_be_absent(tmp_path: Path, model: Model) -> None:
    path = tmp_path / "en.md"
    path.write_text("# Policy\n\nKeys are lent to members who sign the book for them.\n", encoding="utf-8")
    policy = read_policy(path, id="nord/en", locale=Locale.EN)
    found = propose(policy, tabulate(policy, model), model.intents)
    assert found["cookies"].answer == ()
    assert "greeting" not in found


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


def decided(tmp_path: Path, policy: Policy, model: Model, entries: str) -> Sources:
    path = tmp_path / "en.yaml"
    path.write_text(f"policy: nord/en\nfingerprint: x\nintents:\n{entries}", encoding="utf-8")
    edited = read_edited(Reader(path), {i.id for i in model.intents}, model.topics)
    return Sources(model, {Locale.EN: tabulate(policy, model, edited)})


GONE = "  answer: [{segment: gone-1234, starts: Gone}]\n"


def test_an_answer_whose_passage_is_gone_is_not_told_as_absent(
    tmp_path: Path, policy: Policy, model: Model
) -> None:
    here = f"- intent: how-long\n  answer: [{{segment: {policy.segments[0].id}, starts: We}}]\n"
    sources = decided(tmp_path, policy, model, f"{here}- intent: cookies\n{GONE}")
    assert "cookies" in decide("do you use cookies", sources=sources).passages[0].text


def test_answers_about_another_document_decide_nothing(tmp_path: Path, policy: Policy, model: Model) -> None:
    entries = f"- intent: how-long\n{GONE}- intent: cookies\n  answer: []\n"
    sources = decided(tmp_path, policy, model, entries)
    assert "cookies" in decide("do you use cookies", sources=sources).passages[0].text


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
