"""Holds that references are random and forgiving to type: rule I-6."""

import pytest

from assistant.service.references import new_reference, read_reference


def test_a_thousand_references_are_all_different_and_read_as_themselves() -> None:
    made = {new_reference() for _ in range(1000)}
    assert len(made) == 1000
    assert all(read_reference(reference) == reference for reference in made)


def test_a_reference_carries_eighty_bits_in_four_groups() -> None:
    """Rule I-6."""
    assert [len(group) for group in new_reference().split("-")] == [4, 4, 4, 4]


@pytest.mark.parametrize("typed", ["7k3q-x9m2-np4t-z801", " 7K3QX9M2NP4TZ8OI ", "7k3q x9m2 np4t z8ol"])
def test_case_blanks_and_lookalikes_are_forgiven(typed: str) -> None:
    assert read_reference(typed) == "7K3Q-X9M2-NP4T-Z801"


@pytest.mark.parametrize("typed", ["", "7K3Q", "7K3Q-X9M2-NP4T-Z8VU", "7K3Q-X9M2-NP4T-Z8VC-1", "٧" * 16])
def test_what_is_no_reference_is_not_read_as_one(typed: str) -> None:
    assert read_reference(typed) is None
