"""Holds that questions which ask the same stand together, whatever their order."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.clusters import Asked, cluster
from assistant.matcher.model import Model
from assistant.terms import Locale

EN, FI, SV = Locale.EN, Locale.FI, Locale.SV
ASKED = (
    Asked("nord", EN, "how many years is it stored", "unhelpful", ("how-long", "cookies")),
    Asked("nord", EN, "How many years is it stored?", "not_in_policy", ("how-long",)),
    Asked("nord", EN, "how many years is my data stored", "clarify", ("how-long",)),
    Asked("nord", EN, "what cookies are there", "clarify", ("cookies",)),
    Asked("nord", FI, "montako vuotta niitä pidetään", "clarify", ("how-long",)),
    Asked("nord", FI, "montako vuotta tietoja pidetään", "clarify", ("how-long",)),
    Asked("nord", SV, "hur många år lagras de", "clarify", ("how-long",)),
    Asked("sund", SV, "hur många år lagras de", "clarify", ("how-long",)),
)


def test_alike_questions_are_one_cluster_with_its_counts_and_nearest_intents(model: Model) -> None:
    first, *others = cluster(ASKED, model)
    assert (first.controller, first.lang, first.count) == ("nord", EN, 3)
    assert first.questions == (("How many years is it stored?", 2), ("how many years is my data stored", 1))
    assert first.outcomes == {"clarify": 1, "not_in_policy": 1, "unhelpful": 1}
    assert first.nearest == (("how-long", 3), ("cookies", 1))
    assert [(c.controller, c.lang, c.count) for c in others] == [
        ("nord", FI, 2),
        ("nord", EN, 1),
        ("nord", SV, 1),
        ("sund", SV, 1),
    ]
    assert len({c.id for c in (first, *others)}) == 5


@given(asked=st.permutations(ASKED))
def test_the_order_in_which_they_were_asked_changes_nothing(model: Model, asked: list[Asked]) -> None:
    assert cluster(asked, model) == cluster(ASKED, model)
