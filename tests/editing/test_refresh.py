"""Holds that bringing answers up to their policy loses no edit, no comment and no order, twice as once."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answers.build import propose
from assistant.answers.table import tabulate
from assistant.editing.findings import Finding
from assistant.editing.listed import read_answers
from assistant.editing.refresh import Refresher
from assistant.matcher.model import Model
from assistant.policy.blocks import Block, BlockKind, Document
from assistant.policy.model import Policy
from assistant.policy.read import as_policy
from assistant.policy.read_markdown import read_markdown
from assistant.terms import Locale

PARAGRAPHS = (
    "We keep your data for two years after your last order. Then it is erased.",
    "Our website uses cookies to remember your choices, and for nothing else at all.",
    "You have the right to have your data erased, whenever you ask us for it in writing.",
    "Our office is open from nine to four and closed on the day of the regatta.",
    "The harbour master writes down which boats leave and which of them come back.",
    "Whoever wins the raffle is named on the board beside the door for a week.",
    "Keys are lent to members only, and each of them signs the book for it.",
)
MARKDOWN = "# Policy\n\n## How long we keep data\n\n{}\n\n## Cookies\n\n{}\n"
PATH = Path("en.yaml")


def policy_of(markdown: str) -> Policy:
    return as_policy(read_markdown(markdown), id="nord/en", locale=Locale.EN)


def refreshed(
    text: str | None, policy: Policy, model: Model, *, renew: bool = False
) -> tuple[str, list[Finding]]:
    names = {intent.id for intent in model.intents}
    refresher = Refresher(policy, propose(policy, tabulate(policy, model), model.intents), model.topics)
    if text is None:
        return refresher.new(PATH, names).text, []
    file, problems = read_answers(PATH, names, model.topics, text=text)
    assert file is not None, problems
    found = refresher.refresh(file, names, renew=renew)
    return found.text, list(found.findings)


@pytest.fixture
def policy() -> Policy:
    return policy_of(MARKDOWN.format(*PARAGRAPHS[:2]))


def test_a_new_file_proposes_an_answer_or_its_absence_for_every_intent(model: Model) -> None:
    policy = policy_of(MARKDOWN.format(PARAGRAPHS[0], PARAGRAPHS[5]).replace("Cookies", "Raffle"))
    text, _ = refreshed(None, policy, model)
    assert f"fingerprint: {policy.version}" in text
    assert (
        "  - intent: how-long\n    answer:\n"
        f'      - {{segment: {policy.segments[0].id}, starts: "We keep your data for two years after"}}\n'
        "    proposed: true"
    ) in text
    assert "  - intent: cookies\n    answer: []\n    proposed: true" in text


def test_edits_comments_and_order_stay_letter_by_letter(policy: Policy, model: Model) -> None:
    segment = policy.segments[1].id
    text = (
        f"# ours\npolicy: nord/en\nfingerprint: {policy.version}   # of March\nintents:\n"
        "- intent: tools # asked often\n  topic: cookies\n"
        f"  answer:\n    # the only one\n    - {{segment: {segment},   starts: Our website}}\n"
        "  utterances: [do you use nordmail]\n\n# confirmed in May\n"
        "- {intent: how-long, answer: []}\n# the end\n"
    )
    found, findings = refreshed(text, policy, model)
    assert findings == []
    before, after = text.split("# the end\n")
    assert found.startswith(before.rstrip("\n"))
    assert found.endswith(f"# the end\n{after}")
    assert "- intent: cookies" in found


def test_line_ends_of_windows_stay(policy: Policy, model: Model) -> None:
    text = "policy: nord/en\r\nfingerprint: old\r\nintents:\r\n- intent: how-long\r\n  answer: []\r\n"
    found, _ = refreshed(text, policy, model)
    assert "\n" not in found.replace("\r\n", "")
    assert found.startswith(text.replace("old", policy.version)[:60])


def test_a_passage_that_moved_is_found_again_and_stays_confirmed(policy: Policy, model: Model) -> None:
    moved = policy_of(MARKDOWN.replace("How long we keep data", "Storage").format(*PARAGRAPHS[:2]))
    text = confirmed(policy, "how-long", 0)
    found, findings = refreshed(text, moved, model)
    assert f"segment: {moved.segments[0].id}" in found
    assert "changed" not in found
    assert findings == []


def test_a_passage_whose_words_changed_further_on_must_be_read_again(policy: Policy, model: Model) -> None:
    changed = policy_of(MARKDOWN.format(PARAGRAPHS[0].replace("erased", "sold"), PARAGRAPHS[1]))
    found, findings = refreshed(confirmed(policy, "how-long", 0), changed, model)
    assert f"segment: {changed.segments[0].id}" in found
    assert "    changed: true\n" in found
    assert [(f.code, f.line, f.column) for f in findings] == [("CHANGED", 4, 5)]
    assert refreshed(found, changed, model) == (found, [])


def test_a_passage_that_is_gone_is_kept_and_reported_with_the_one_most_like_it(
    policy: Policy, model: Model
) -> None:
    changed = policy_of(MARKDOWN.format(PARAGRAPHS[0].replace("two years", "nine years"), PARAGRAPHS[1]))
    found, findings = refreshed(confirmed(policy, "how-long", 0), changed, model)
    assert f"segment: {policy.segments[0].id}" in found
    assert [f.code for f in findings] == ["LOST"]
    assert f"most like it is {changed.segments[0].id}" in findings[0].message
    assert refreshed(found, changed, model) == (found, findings)


def test_an_absence_that_the_changed_policy_speaks_against_must_be_looked_at(
    policy: Policy, model: Model
) -> None:
    before = policy_of(
        MARKDOWN.format(PARAGRAPHS[3], PARAGRAPHS[1]).replace("How long we keep data", "Office")
    )
    text = f"policy: nord/en\nfingerprint: {before.version}\nintents:\n"
    text += "  - intent: how-long\n    answer: [] # no\n"
    assert refreshed(text, before, model)[1] == []
    found, findings = refreshed(text, policy, model)
    assert "    answer: [] # no\n    changed: true\n" in found
    assert [f.code for f in findings] == ["CHANGED"]


def test_a_proposal_follows_the_changed_policy_only_where_it_no_longer_stands(
    policy: Policy, model: Model
) -> None:
    text, _ = refreshed(None, policy, model)
    changed = policy_of(MARKDOWN.format(PARAGRAPHS[0], "Cookies are small text files on your device."))
    found, findings = refreshed(text, changed, model)
    assert findings == []
    assert 'starts: "Cookies are small text files on your device."' in found
    assert "Our website" not in found


def test_what_nobody_confirmed_is_proposed_anew_when_asked_for(policy: Policy, model: Model) -> None:
    text, _ = refreshed(None, policy, model)
    other = text.replace(policy.segments[0].id, policy.segments[1].id).replace(
        "We keep your data for two years after", "Our website uses"
    )
    assert refreshed(other, policy, model) == (other, [])
    assert refreshed(other, policy, model, renew=True)[0] == text


def test_another_document_in_the_place_of_the_policy_changes_nothing(model: Model) -> None:
    policy = policy_of("# P\n\n## A\n\n" + "\n\n".join(PARAGRAPHS))
    text = confirmed(policy, *[x for n, i in enumerate(sorted(INTENTS)) for x in (i, n % len(PARAGRAPHS))])
    other = policy_of("# P\n\n## B\n\nNothing of what stood here once stands here today.\n")
    found, findings = refreshed(text, other, model)
    assert found == text
    assert [f.code for f in findings] == ["REPLACED"]
    assert "--anew" in findings[0].message


INTENTS = ("cookies", "how-long", "a-own", "b-own", "c-own", "d-own")


def confirmed(policy: Policy, *pairs: str | int) -> str:
    """Return a file that confirms, for each intent, the segment of that number."""
    lines = ["policy: nord/en", f"fingerprint: {policy.version}", "intents:"]
    for intent, number in zip(pairs[::2], pairs[1::2], strict=True):
        segment = policy.segments[int(number)]
        starts = " ".join(segment.text.split()[:6])
        lines += [
            f"  - intent: {intent}",
            "    answer:",
            f'      - {{segment: {segment.id}, starts: "{starts}"}}',
        ]
        if str(intent).endswith("own"):
            lines += ["    topic: cookies", f"    utterances: [about {intent}]"]
    return "\n".join([*lines, ""])


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    chosen = draw(st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=7, unique=True))
    cut = draw(st.integers(min_value=0, max_value=len(chosen)))
    blocks = [Block(BlockKind.HEADING, draw(st.sampled_from(["Storage", "Cookies"])), 1)]
    blocks += [
        Block(BlockKind.PARAGRAPH, text + draw(st.sampled_from(["", " So be it."]))) for text in chosen
    ]
    blocks.insert(cut, Block(BlockKind.HEADING, "Else", 1))
    return as_policy(Document(tuple(blocks)), id="nord/en", locale=Locale.EN)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Return a file as people leave it, and the lines of it that must stay: comments and what they wrote."""
    indent = draw(st.sampled_from(["", "  ", "    "]))
    lines, kept = ["# ours", "policy: nord/en", "fingerprint: old", "intents:"], ["# ours"]
    for intent in draw(st.lists(st.sampled_from(INTENTS), unique=True, min_size=1)):
        number = draw(st.integers(min_value=0, max_value=6))
        starts = " ".join(PARAGRAPHS[number].split()[:6])
        comment = f"# remark on {intent}"
        is_flow = draw(st.booleans())
        is_absent = draw(st.booleans())
        lines += [f"{indent}- intent: {intent}"]
        if draw(st.booleans()):
            lines.append(f"{indent}  proposed: true")
        if intent.endswith("own"):
            lines += [f"{indent}  topic: cookies", f"{indent}  utterances: [about {intent}]"]
        anchor = f'{{segment: some-{number:04}, starts: "{starts}"}}'
        if is_absent or is_flow:
            lines.append(f"{indent}  answer: [{'' if is_absent else anchor}] {comment}")
        else:
            lines += [f"{indent}  answer:", f"{indent}    {comment}", f"{indent}    - {anchor}"]
        kept.append(comment)
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n# the end\n"])), kept


@settings(max_examples=20)
@given(policies(), files())
def test_building_twice_changes_nothing_and_once_loses_nothing(
    model: Model, policy: Policy, made: tuple[str, list[str]]
) -> None:
    text, kept = made
    once, findings = refreshed(text, policy, model)
    twice, again = refreshed(once, policy, model)
    assert twice == once
    assert {f.code for f in again} <= {f.code for f in findings}
    places = [once.find(comment) for comment in kept]
    assert -1 not in places
    assert places == sorted(places)
    names = {intent.id for intent in model.intents}
    before, _ = read_answers(PATH, names, model.topics, text=text)
    after, _ = read_answers(PATH, names, model.topics, text=once)
    assert before is not None
    assert after is not None
    old = [(e.intent, [a.starts for a in e.answer]) for e in before.edited.entries if not e.is_proposed]
    new = {e.intent: e for e in after.edited.entries}
    assert all([a.starts for a in new[intent].answer] == starts for intent, starts in old)
    assert not any(new[intent].is_proposed for intent, _ in old)
    order = [e.intent for e in before.edited.entries]
    assert [e.intent for e in after.edited.entries][: len(order)] == order
