"""Holds what each intent counts for as a question about a policy's topics."""

from assistant.matcher.asking import asking
from assistant.matcher.intents import Intent
from assistant.terms import Outcome, Right

TOPICS = ("chat", "cookies", "retention")
KIN = ((2,), (), ())
INTENTS = (
    Intent("cookies", "cookies"),
    Intent("how-long", "retention"),
    Intent("chat-kept", "chat", is_about_chat=True),
    Intent("robot", None, is_about_chat=True),
    Intent("erase", "retention", Outcome.REQUEST, Right.ERASURE),
    Intent("hello", None, Outcome.SMALLTALK),
)


def test_a_question_asks_about_its_topic_and_a_request_half_as_much_about_its_right() -> None:
    topics = asking(INTENTS, TOPICS, KIN).topics
    assert topics[0].tolist() == [0, 1, 0]
    assert topics[4].tolist() == [0, 0, 0.5]


def test_a_question_about_the_chat_may_mean_what_is_kindred_in_the_policy() -> None:
    found = asking(INTENTS, TOPICS, KIN)
    assert found.topics[2].tolist() == [0, 0, 1]
    assert found.answers[2].tolist() == [0, 1, 0, 0, 0, 0]


def test_small_talk_and_what_the_chat_is_are_no_questions_about_a_policy() -> None:
    found = asking(INTENTS, TOPICS, KIN)
    assert found.nowhere.tolist() == [0, 0, 0, 1, 0, 1]
    assert not found.answers[[3, 4, 5]].any()
