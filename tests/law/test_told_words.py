"""Holds that plain ways of telling an item of Art. 13 are known, and near ones are not taken for it."""

import pytest

from assistant.law.checks.every import ITEMS
from assistant.terms import Locale

RIGHTS = "You may see, correct or erase your data, or take it with you."


def tells(code: str, text: str) -> bool:
    (item,) = (item for item in ITEMS if item.rule.code == code)
    return item.words[Locale.EN].search(text) is not None


@pytest.mark.parametrize(
    ("code", "text"), [("I108", "Who sees it"), ("I112", RIGHTS), ("I113", RIGHTS), ("I118", RIGHTS)]
)
def test_plain_words_tell_an_item(code: str, text: str) -> None:
    assert tells(code, text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("I108", "We want everybody to see it."),
        ("I112", "You may see the coast from there. Our guides know your data."),
        ("I118", "Take your paddle with you."),
    ],
)
def test_near_words_do_not(code: str, text: str) -> None:
    assert not tells(code, text)
