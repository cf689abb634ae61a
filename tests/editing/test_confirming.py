"""Holds that a confirmed answer loses its mark and nothing else, however its file is written."""

from pathlib import Path

import pytest

from assistant.answers.decision import Decision, Guess
from assistant.answers.table import shown
from assistant.editing.confirming import Desk, Written, confirmed, is_less
from assistant.editing.listed import AnswersFile, read_answers
from assistant.errors import ContentError
from assistant.matcher.model import Model
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.terms import Locale, Outcome, Passage

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


def desk(tmp_path: Path, policy: Policy, model: Model, entries: str, *, version: str = "") -> Desk:
    """Return the desk of a file with these entries."""
    own = Desk(tmp_path, policy, model)
    own.path.parent.mkdir(parents=True)
    head = HEAD.replace("x1", f'"{version or policy.version}"')
    own.path.write_text(f"{head}{entries}", encoding="utf-8")
    return own


LONG = """# Privacy

## How long

We keep your data for two years after your last order, and then we erase all of it.

We keep your invoices for six years, as the law on accounting asks, and then erase them.
"""


def test_of_two_paragraphs_shown_together_one_alone_is_less_and_both_are_kept(
    tmp_path: Path, model: Model
) -> None:
    path = tmp_path / "long.md"
    path.write_text(LONG, encoding="utf-8")
    policy = read_policy(path, id="nord/en", locale=Locale.EN)
    (now,) = policy.passages
    both = Desk(tmp_path, policy, model).anchors(now)
    assert len(both) == 2
    assert is_less(shown(policy, both[:1]), [now])
    assert not is_less(shown(policy, both), [now])


def test_what_was_said_is_taken_back_unless_somebody_wrote_since(
    tmp_path: Path, policy: Policy, model: Model
) -> None:
    entry = f"  - intent: how-long\n    answer: [{named(policy)}]\n    proposed: true\n"
    own = desk(tmp_path, policy, model, entry)
    before = own.path.read_text(encoding="utf-8")
    written = own.confirm(own.waiting()[0], ())
    own.take_back(written)
    assert own.path.read_text(encoding="utf-8") == before
    written = own.confirm(own.waiting()[0], ())
    own.path.write_text("# theirs\n", encoding="utf-8")
    with pytest.raises(ContentError, match="MEANWHILE"):
        own.take_back(written)
    assert own.path.read_text(encoding="utf-8") == "# theirs\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [("abc", "abc"), ("abcabc", "abc"), ("abc", "abcabc"), ("", "x"), ("x\ny\n", "x\n"), ("aXb", "aYYb")],
)
def test_what_differs_between_two_texts_takes_the_later_back_to_the_earlier(before: str, after: str) -> None:
    written = Written.between(before, after)
    assert written.undone(after) == before
    assert written.undone(after + " ") is None


def test_what_visitors_get_no_answer_to_comes_first_and_then_what_they_get_another_to(
    tmp_path: Path, policy: Policy, model: Model
) -> None:
    entries = "".join(
        f"  - intent: {intent}\n    answer: [{named(policy, place=place)}]\n    proposed: true\n"
        f"    topic: retention\n    utterances: [{intent}?]\n"
        for intent, place in (("how-long", 0), ("cookies", 1))
    )
    own = desk(tmp_path, policy, model, entries)
    first, second = policy.passages

    def asked(**now: Passage) -> list[tuple[str, bool]]:
        def decided(question: str) -> Decision:
            found = now.get(question.strip("?").replace("-", "_"))
            outcome = Outcome.ANSWER if found else Outcome.NOT_IN_POLICY
            return Decision(outcome, Locale.EN, Guess("x", 0), passages=(found,) if found else ())

        cases = own.cases(decided, is_whole=False)
        return [(case.own.entry.intent, case.is_other) for case in cases]

    assert asked() == [("how-long", False), ("cookies", False)]
    assert asked(how_long=first) == [("cookies", False), ("how-long", False)]
    assert asked(how_long=first, cookies=first) == [("cookies", True), ("how-long", False)]
    assert asked(how_long=second, cookies=second) == [("how-long", True), ("cookies", False)]


def test_another_order_of_passages_and_none_are_written_down(
    tmp_path: Path, policy: Policy, model: Model
) -> None:
    one, two = named(policy), named(policy, place=1)
    head = "  - intent: how-long\n    answer:\n"
    own = desk(tmp_path, policy, model, f"{head}      - {one}\n      - {two}\n    proposed: true\n")
    (waits,) = own.waiting()
    assert [passage.section for passage in waits.passages] == ["How long", "Cookies"]
    for numbers, after in (
        ([2], f"{head}      - {two}\n"),
        ([2, 1, 2], f"{head}      - {two}\n      - {one}\n"),
        ([], "  - intent: how-long\n    answer: []\n"),
    ):
        assert confirmed(own.read(), "how-long", waits.chosen(numbers)).partition("intents:\n")[2] == after


def test_only_what_no_person_has_confirmed_waits(tmp_path: Path, policy: Policy, model: Model) -> None:
    entries = f"  - intent: how-long\n    answer: [{named(policy)}]\n  - intent: cookies\n    answer: []\n"
    own = desk(tmp_path, policy, model, entries)
    assert own.waiting() == []
    own.path.write_text(f"{own.path.read_text(encoding='utf-8')}    changed: true\n", encoding="utf-8")
    (waits,) = own.waiting()
    assert (waits.entry.intent, waits.passages) == ("cookies", ())


def test_nobody_is_asked_about_a_passage_that_is_gone(tmp_path: Path, policy: Policy, model: Model) -> None:
    gone = '{segment: gone-0000, starts: "x"}'
    entry = f"  - intent: how-long\n    answer: [{named(policy)}, {gone}]\n    proposed: true\n"
    assert desk(tmp_path, policy, model, entry).waiting() == []


def test_what_somebody_changed_meanwhile_is_not_confirmed(
    tmp_path: Path, policy: Policy, model: Model
) -> None:
    entry = f"  - intent: how-long\n    answer: [{named(policy)}]\n    proposed: true\n"
    own = desk(tmp_path, policy, model, entry)
    (waits,) = own.waiting()
    theirs = own.path.read_text(encoding="utf-8").replace(named(policy), named(policy, place=1))
    own.path.write_text(theirs, encoding="utf-8")
    with pytest.raises(ContentError, match="MEANWHILE"):
        own.confirm(waits, waits.entry.answer)
    assert own.path.read_text(encoding="utf-8") == theirs


def test_a_file_about_an_earlier_text_and_one_that_is_not_there_are_built_first(
    tmp_path: Path, policy: Policy, model: Model
) -> None:
    with pytest.raises(ContentError, match="MISSING nothing is proposed yet; first run: assistant intents"):
        Desk(tmp_path, policy, model).waiting()
    own = desk(tmp_path, policy, model, "  []\n", version="earlier")
    with pytest.raises(ContentError, match="STALE the policy changed since; first run: assistant intents"):
        own.waiting()
