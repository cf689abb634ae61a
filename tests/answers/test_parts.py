"""Holds that a question of two parts is answered in two passages, and one of a single part is not cut."""

from assistant.answers.decide import Sources, decide
from assistant.answers.edited import Anchor, Edited, Entry
from assistant.answers.table import tabulate
from assistant.matcher.model import Model
from assistant.policy.model import Policy
from assistant.terms import Locale, Outcome


def test_two_questions_in_one_message_get_a_passage_each(sources: Sources) -> None:
    decision = decide(
        "how long do you keep my data and what cookies does the site use", sources=sources, lang=Locale.EN
    )
    assert decision.outcome is Outcome.ANSWER
    sections = [passage.section for passage in decision.passages]
    assert {"How long we keep data", "Cookies"} <= set(sections[:2])


def test_two_questions_get_a_passage_each_where_an_editor_chose_the_answer_to_the_first(
    model: Model, policy: Policy
) -> None:
    kept = next(segment for segment in policy.segments if "two years" in segment.text)
    anchor = Anchor(kept.id, " ".join(kept.text.split()[:4]))
    edited = Edited("nord/en", policy.version, (Entry("how-long", (anchor,)),))
    sources = Sources(model, {Locale.EN: tabulate(policy, model, edited)})
    question = "how long do you keep my data and what cookies does the site use"
    sections = {passage.section for passage in decide(question, sources=sources, lang=Locale.EN).passages}
    assert {"How long we keep data", "Cookies"} <= sections
