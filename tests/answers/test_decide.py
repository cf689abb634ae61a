"""Shows what a visitor gets for a message."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answers.decide import Sources, decide
from assistant.answers.edited import Anchor, Edited, Entry
from assistant.answers.table import KIN, tabulate
from assistant.matcher.load import load_library
from assistant.matcher.model import Model, fit_model
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.terms import ANSWER_LIMIT, ANSWER_PASSAGES, PASSAGE_LIMIT, Locale, Outcome, Right
from assistant.text import fold_space
from tests.library import write_library


@pytest.mark.parametrize(
    ("question", "lang"),
    [
        ("how long do you keep my information", Locale.EN),
        ("kauanko säilytätte tietojani", Locale.FI),
        ("hur länge sparar ni mina uppgifter", Locale.SV),
    ],
)
def test_a_question_gets_the_passage_about_its_topic_whatever_its_language(
    sources: Sources, question: str, lang: Locale
) -> None:
    decision = decide(question, sources=sources)
    assert (decision.outcome, decision.lang) == (Outcome.ANSWER, lang)
    assert "two years" in decision.passages[0].text


def test_a_topic_that_the_policy_does_not_speak_of_is_said_to_be_absent(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "en.md"
    path.write_text("# Policy\n\n## Retention\n\nWe keep your data for two years.\n", encoding="utf-8")
    bare = tabulate(read_policy(path, id="bare/en", locale=Locale.EN), model)
    decision = decide("do you use cookies on this site?", sources=Sources(model, {Locale.EN: bare}))
    assert (decision.outcome, decision.passages) == (Outcome.NOT_IN_POLICY, ())


def test_using_a_right_is_a_request_and_carries_the_right(sources: Sources) -> None:
    decision = decide("please erase everything about me", sources=sources)
    assert decision.outcome is Outcome.REQUEST
    assert decision.rights == (Right.ERASURE,)


def test_a_greeting_gets_no_passage(sources: Sources) -> None:
    assert decide("hi there", sources=sources).outcome is Outcome.SMALLTALK


def test_another_language_is_named_as_such(sources: Sources) -> None:
    decision = decide("Wie lange speichern Sie meine Daten?", sources=sources)
    assert (decision.outcome, decision.lang, decision.passages) == (Outcome.OFFTOPIC, None, ())


@pytest.mark.parametrize("before", [Locale.EN, Locale.FI])
def test_few_words_that_are_all_known_are_not_taken_for_another_language(
    sources: Sources, before: Locale
) -> None:
    assert decide("a person", sources=sources, given=before).lang is Locale.EN


@given(st.text(max_size=400))
@settings(max_examples=80, deadline=None)
def test_every_passage_is_verbatim_short_and_few(sources: Sources, policy: Policy, question: str) -> None:
    decision = decide(question, sources=sources)
    assert len(decision.passages) <= ANSWER_PASSAGES
    assert sum(len(p.text) for p in decision.passages) <= ANSWER_LIMIT
    assert all(len(p.text) <= PASSAGE_LIMIT for p in decision.passages)
    assert all(fold_space(p.text) in fold_space(policy.text) for p in decision.passages)


def test_a_kindred_topic_answers_where_the_policy_has_none_of_its_own(tmp_path: Path) -> None:
    folder = write_library(tmp_path / "intents")
    path = folder / "topics" / "cookies.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "kin: [retention]\n", encoding="utf-8")
    model = fit_model(load_library(folder))
    text = "# Policy\n\n## How long we keep data\n\nWe keep your data for two years.\n"
    (tmp_path / "en.md").write_text(text, encoding="utf-8")
    bare = tabulate(read_policy(tmp_path / "en.md", id="bare/en", locale=Locale.EN), model)
    column = model.topics.index("cookies")
    assert bare.presence()[column] == pytest.approx(KIN * bare.presence()[model.topics.index("retention")])


PARAGRAPHS = """# Policy

## Keeping

We keep your data for two years after your last order, and then we erase all of it from every system of ours.

Our website uses cookies to remember your choices, and nothing else is kept on your device by us at any time.
"""


def test_an_editors_answer_shows_the_chosen_paragraph_without_its_neighbours(
    model: Model, tmp_path: Path
) -> None:
    path = tmp_path / "en.md"
    path.write_text(PARAGRAPHS, encoding="utf-8")
    policy = read_policy(path, id="nord/en", locale=Locale.EN)
    chosen = policy.segments[1]
    answer = (Anchor(chosen.id, " ".join(chosen.text.split()[:4])),)
    edited = Edited("nord/en", policy.version, (Entry("cookies", answer),))
    sources = Sources(model, {Locale.EN: tabulate(policy, model, edited)})
    decision = decide("what cookies does the site use", sources=sources, lang=Locale.EN)
    assert [passage.text for passage in decision.passages] == [chosen.text]
