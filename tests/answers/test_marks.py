"""Holds that passages are marked by what they say and mean, and that marks decide as they were weighed."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.answers.asked import about, asked
from assistant.answers.aspects import aspects
from assistant.answers.confidence import SAID_SIGNS, likelihood, scores, signs, usually_told
from assistant.answers.decide import Sources, decide
from assistant.answers.lines import Line
from assistant.answers.marks import MARKS, SIGNS, Marked, marked
from assistant.answers.rank import cover
from assistant.answers.reading import read
from assistant.answers.weights import ORDER, SAID_BY, TOLD
from assistant.matcher.concepts import Concepts, concepts
from assistant.matcher.features import SIZE, Floats, Weighting
from assistant.matcher.model import Model
from assistant.terms import Locale


def marks_of(question: str, sources: Sources, lang: Locale = Locale.EN) -> Marked:
    table = sources.policies[Locale.EN]
    reading = read(question, sources.model, lang)
    ask = asked(reading, reading.shares, sources.model)
    return marked(ask, table, cover(reading, table, sources.model), sources.model)


def test_every_mark_and_sign_has_its_weight_and_every_weight_its_sign() -> None:
    assert set(ORDER) == set(MARKS)
    assert set(SAID_BY) == set(SAID_SIGNS)


@pytest.mark.parametrize("question", ["how long do you keep my data", "", "🙂", "x" * 5000, "a b " * 900])
def test_marks_are_finite_numbers_whatever_is_asked(sources: Sources, question: str) -> None:
    marks = marks_of(question, sources)
    assert marks.by_passage.shape == (len(sources.policies[Locale.EN].passages), len(MARKS))
    assert marks.whole.shape == (len(SIGNS),)
    assert np.isfinite(marks.by_passage).all()
    assert 0 <= likelihood(signs(marks, scores(marks)), 0.0) <= 1


@pytest.mark.parametrize(
    ("question", "lang"), [("kauanko säilytätte tietojani", Locale.FI), ("hur länge sparas det", Locale.SV)]
)
def test_a_passage_is_alike_in_meaning_to_a_question_that_shares_no_word_with_it(
    sources: Sources, question: str, lang: Locale
) -> None:
    marks = marks_of(question, sources, lang)
    column = marks.by_passage[:, MARKS.index("likeness")]
    assert "two years" in sources.policies[Locale.EN].passages[int(column.argmax())].text


def test_the_thing_that_is_asked_about_is_told_from_what_is_asked_of_it(sources: Sources) -> None:
    said = {"keep": {lang: ["keep*"] for lang in Locale}, "invoice": {lang: ["invoice*"] for lang in Locale}}
    known = concepts(said, {"invoice"})
    model = replace(sources.model, intent_weighting=Weighting(_idf(known), known))
    question = read("how long do you keep invoices", sources.model, Locale.EN)
    covered = cover(question, sources.policies[Locale.EN], model)
    assert {term.word for term in covered.terms if term.is_thing} == {"invoices"}
    assert covered.things().sum() == pytest.approx(
        sum(term.weight for term in covered.terms if term.word == "invoices")
    )


def test_a_passage_is_marked_with_the_most_that_its_section_has(sources: Sources) -> None:
    table, marks = sources.policies[Locale.EN], marks_of("how long do you keep my data", sources)
    covered, most = (marks.by_passage[:, MARKS.index(name)] for name in ("covered", "section_covered"))
    for number, passage in enumerate(table.passages):
        own = [n for n, other in enumerate(table.passages) if other.section_id == passage.section_id]
        assert most[number] == pytest.approx(covered[own].max())


def test_a_thing_that_is_a_part_of_its_own_is_marked_more_than_one_among_other_words(
    sources: Sources,
) -> None:
    table, model = sources.policies[Locale.EN], sources.model
    reading = read("zeppelins", model, Locale.EN)
    covered = cover(reading, table, model)
    lengths = np.ones(len(table.said.parts), np.int32)
    said = np.zeros((1, len(lengths)), np.float32)
    said[0, :2] = 1
    owners = np.arange(len(lengths), dtype=np.int32) % np.int32(2)
    lengths[1] = 8
    apart = replace(table, said=replace(table.said, lengths=lengths, parts=owners))
    marks = marked(
        asked(reading, reading.shares, model), apart, replace(covered, in_parts=said), model
    ).by_passage[:, MARKS.index("thing_in_part")]
    assert marks[0] > marks[1] > 0


def test_how_long_is_told_by_a_line_with_a_number_and_a_time_alone(model: Model) -> None:
    texts = ["Kept for 2 years.", "Kept for years.", "Kept in 2 rooms."]
    parts = [Line(number, 0, len(text), text) for number, text in enumerate(texts)]
    told = aspects(parts, _knowing_spans(model), Locale.EN).says
    assert told[:, 0].tolist() == [1, 0, 0]


def test_a_question_about_named_topics_weighs_nothing_else(sources: Sources) -> None:
    model = sources.model
    ask = about({"cookies"}, read("anything", model, Locale.EN), model)
    assert ask.topics.tolist() == [float(topic == "cookies") for topic in model.topics]
    assert ask.intents.sum() == pytest.approx(1)


def test_what_policies_usually_tell_counts_as_far_as_it_is_asked_about(sources: Sources) -> None:
    topics = tuple(TOLD)
    marks = marks_of("how long do you keep my data", sources)
    half = replace(marks, topics=np.array([0.5 * (name == "retention") for name in topics], np.float32))
    assert usually_told(half, topics) == pytest.approx(TOLD["retention"] / 2, abs=1e-4)
    assert likelihood(signs(marks, scores(marks)), 1.0) > likelihood(signs(marks, scores(marks)), -1.0)


def test_a_topic_that_no_question_was_learned_from_counts_nothing(sources: Sources) -> None:
    marks = marks_of("how long do you keep my data", sources)
    assert usually_told(marks, tuple(f"new-{name}" for name in sources.model.topics)) == 0


def test_what_nothing_in_the_policy_covers_is_less_likely_said(sources: Sources) -> None:
    told, untold = (
        likelihood(signs(marks, scores(marks)), 0.0)
        for marks in (
            marks_of("how long do you keep my data", sources),
            marks_of("who was Napoleon", sources),
        )
    )
    assert untold < told


def test_three_passages_are_shown_at_most_and_the_best_one_first(sources: Sources) -> None:
    question = "how long do you keep my information"
    found = scores(marks_of(question, sources))
    passages = decide(question, sources=sources).passages
    assert passages[0].index == int(found.argmax())


def _knowing_spans(model: Model) -> Model:
    """Return the model with a concept for a span of time, which the small library lacks."""
    known = concepts({"years-span": {lang: ["year*"] for lang in Locale}})
    return replace(model, intent_weighting=Weighting(_idf(known), known))


def _idf(known: Concepts) -> Floats:
    return np.full(SIZE + len(known.names), 2, np.float32)
