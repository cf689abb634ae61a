"""Holds that a company's colour is readable wherever its page uses it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.colours import (
    BLACK,
    DARK_PAPER,
    LIGHT_PAPER,
    WHITE,
    contrast,
    read_colour,
    readable,
    write_colour,
)

CHANNEL = st.integers(0, 255)


@given(st.tuples(CHANNEL, CHANNEL, CHANNEL))
def test_any_colour_becomes_readable_by_day_and_by_night(colour: tuple[int, int, int]) -> None:
    for paper in (LIGHT_PAPER, DARK_PAPER):
        assert contrast(readable(colour, on=paper), paper) >= 4.5


@given(st.tuples(CHANNEL, CHANNEL, CHANNEL))
def test_black_or_white_is_readable_on_any_colour(colour: tuple[int, int, int]) -> None:
    assert max(contrast(colour, WHITE), contrast(colour, BLACK)) >= 4.5


def test_a_readable_colour_stays_as_it_is() -> None:
    assert readable((11, 93, 78), on=LIGHT_PAPER) == (11, 93, 78)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert round(contrast(WHITE, BLACK), 2) == 21
    assert round(contrast((119, 119, 119), WHITE), 2) == 4.48


@pytest.mark.parametrize("text", ["", "red", "#12345", "#0b5d4e;}body{", "url(x)"])
def test_what_is_no_colour_becomes_the_neutral_one(text: str) -> None:
    assert write_colour(read_colour(text)) == "#2f4a7d"
    assert write_colour(read_colour("#0B5D4E")) == "#0b5d4e"
