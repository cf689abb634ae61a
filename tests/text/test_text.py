"""Holds the normal forms and the masking that everything else trusts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import fold_space, mask_national_ids, slug, without_controls


@pytest.mark.parametrize(
    "number", ["131052-308T", "131052A308T", "811218-9876", "19811218-9876", "198112189876", "8112189876"]
)
def test_a_national_identity_number_is_masked(number: str) -> None:
    assert mask_national_ids(f"my number is {number}, ok?") == "my number is […], ok?"


@pytest.mark.parametrize("number", ["+358 29 566 6700", "0401234567", "2411828-1", "00531", "10.7.2023"])
def test_phone_numbers_business_ids_and_dates_are_kept(number: str) -> None:
    assert mask_national_ids(number) == number


@given(st.text())
def test_folding_white_space_twice_changes_nothing(text: str) -> None:
    assert fold_space(fold_space(text)) == fold_space(text)


@given(st.text())
def test_a_slug_fits_into_an_address(text: str) -> None:
    assert slug(text).isascii()
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_control_characters_are_removed_but_line_breaks_stay() -> None:
    assert without_controls("a\x00b\nc\x1b") == "ab\nc"
