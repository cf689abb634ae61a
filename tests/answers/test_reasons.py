"""Holds that the reasons given for an answer are the ones that made it."""

from assistant.answers.decide import Sources, decide
from assistant.answers.reasons import deciding_words, topic_row
from assistant.terms import Locale

QUESTION = "how long is it kept"


def test_the_deciding_words_are_of_the_question_and_in_order(sources: Sources) -> None:
    decision = decide(QUESTION, sources=sources, lang=Locale.EN)
    found = deciding_words(QUESTION, decision, sources.model)
    assert found
    assert {word for word, _ in found} <= set(QUESTION.split())
    assert [gain for _, gain in found] == sorted((gain for _, gain in found), reverse=True)


def test_the_topic_row_names_the_segments_that_speak_of_it(sources: Sources) -> None:
    decision = decide(QUESTION, sources=sources, lang=Locale.EN)
    table = sources.policies[Locale.EN]
    row = topic_row(decision.intent, table, sources.model)
    assert row is not None
    assert decision.passages[0].segment in {segment for segment, _ in row[1]}
