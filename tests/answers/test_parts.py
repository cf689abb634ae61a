"""Holds that a question of two parts is answered in two passages, and one of a single part is not cut."""

from assistant.answers.decide import Sources, decide
from assistant.terms import Locale, Outcome


def test_two_questions_in_one_message_get_a_passage_each(sources: Sources) -> None:
    decision = decide(
        "how long do you keep my data and what cookies does the site use", sources=sources, lang=Locale.EN
    )
    assert decision.outcome is Outcome.ANSWER
    sections = [passage.section for passage in decision.passages]
    assert {"How long we keep data", "Cookies"} <= set(sections[:2])
