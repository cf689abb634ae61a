"""Holds what the law says of each right, and over which terms of a policy."""

import pytest

from assistant.law import articles
from assistant.law.articles import (
    ANY_FORM,
    FREE_OF_CHARGE,
    OF_RIGHT,
    ONE_MONTH,
    OVER_TERM,
    LawPoint,
    PolicyTerm,
    law_of,
    law_of_all,
    law_on,
    law_over,
)
from assistant.terms import Right
from assistant.translations import catalogue

POINTS = [
    *OF_RIGHT.values(),
    *(point for points in OVER_TERM.values() for point in points),
    *(value for value in vars(articles).values() if isinstance(value, LawPoint)),
]


def test_the_law_has_a_sentence_for_every_right() -> None:
    assert set(OF_RIGHT) == set(Right)


def test_the_law_has_a_sentence_over_every_term() -> None:
    assert set(OVER_TERM) == set(PolicyTerm)


@pytest.mark.parametrize("locale", ["fi", "sv"])
def test_every_sentence_is_translated(locale: str) -> None:
    assert [p.message.msgid for p in POINTS if not catalogue("law", locale).get(p.message.msgid)] == []


def test_every_point_cites_an_article_apart_from_guidance() -> None:
    assert all(point.article.startswith("GDPR Art. ") for point in POINTS)
    assert ANY_FORM.guidance == "EDPB Guidelines 01/2022"


def test_whoever_uses_a_right_hears_of_time_cost_and_form() -> None:
    assert law_of(Right.ERASURE) == (OF_RIGHT[Right.ERASURE], ONE_MONTH, FREE_OF_CHARGE, ANY_FORM)


def test_a_complaint_hears_nothing_of_the_terms_of_requests() -> None:
    assert [point.article for point in law_of(Right.COMPLAINT)] == ["GDPR Art. 77", "GDPR Art. 79"]


def test_two_terms_that_the_law_answers_alike_are_answered_once() -> None:
    assert law_over([PolicyTerm.SIGNATURE, PolicyTerm.IN_WRITING]) == (ANY_FORM,)


def test_once_a_year_is_answered_with_free_of_charge() -> None:
    assert law_over([PolicyTerm.ONCE_A_YEAR])[0] is FREE_OF_CHARGE


def test_several_rights_hear_their_own_sentences_first_and_the_shared_ones_once() -> None:
    assert law_of_all([Right.ACCESS, Right.ERASURE]) == (
        OF_RIGHT[Right.ACCESS],
        OF_RIGHT[Right.ERASURE],
        ONE_MONTH,
        FREE_OF_CHARGE,
        ANY_FORM,
    )


def test_the_law_speaks_on_the_terms_of_requests_and_not_on_cookies() -> None:
    assert law_on("response-time") == (ONE_MONTH,)
    assert law_on("cookies") == ()


def test_points_can_be_told_apart_in_a_set() -> None:
    assert len({ONE_MONTH, FREE_OF_CHARGE, ONE_MONTH}) == 2
