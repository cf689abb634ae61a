"""Shows how sure a measure is, on values worked out elsewhere."""

import pytest

from assistant.answers.intervals import f1_interval, wilson


@pytest.mark.parametrize(
    ("held", "total", "low", "high"),
    [(0, 10, 0, 27.75), (10, 10, 72.25, 100), (5, 10, 23.66, 76.34), (81, 263, 25.53, 36.62)],
)
def test_the_range_of_a_share_is_wilsons(held: int, total: int, low: float, high: float) -> None:
    assert wilson(held, total) == pytest.approx((low, high), abs=0.01)


def test_without_rows_there_is_no_range() -> None:
    assert wilson(0, 0) is None
    assert f1_interval(0, 0, 3, total=5) is None


def test_the_range_of_f1_holds_it_and_shrinks_with_more_rows() -> None:
    few, many = f1_interval(8, 2, 2, total=40), f1_interval(800, 200, 200, total=4000)
    assert few is not None
    assert many is not None
    assert few[0] < many[0] < 80 < many[1] < few[1]
    assert f1_interval(8, 2, 2, total=40) == few
