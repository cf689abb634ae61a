"""Holds that every right has a name in every language."""

import pytest

from assistant.law.names import right_name
from assistant.terms import Right
from assistant.translations import render


@pytest.mark.parametrize("right", list(Right))
def test_every_right_has_a_name_of_its_own_in_every_language(right: Right) -> None:
    names = {render(right_name(right), locale) for locale in ("en", "fi", "sv")}
    assert len(names) == 3
