"""Holds that reading takes time in proportion to the document, in every format."""

import gc
import os
from pathlib import Path

import pytest

from assistant.policy.read import read_policy
from assistant.terms import Locale
from tests.policy import large

SMALL, TIMES, MOST_TIMES = (200, 1_000_000), 4, 8


def seconds_of_work(path: Path, sections: int) -> float:
    """Return the processor time that reading takes, here and in the process apart.

    The collector rests meanwhile: its work grows with all that the other tests hold, not with the text.
    """
    gc.collect()
    gc.disable()
    try:
        before = os.times()
        policy = read_policy(path, id="large/fi", locale=Locale.FI)
        after = os.times()
    finally:
        gc.enable()
    assert len(policy.sections) == sections
    return sum(after[:4]) - sum(before[:4])


@pytest.mark.slow
@pytest.mark.parametrize("suffix", large.WRITERS)
def test_four_times_the_text_takes_at_most_eight_times_the_work(suffix: str, tmp_path: Path) -> None:
    sections, letters = SMALL
    small = large.write(tmp_path, suffix, sections=sections, letters=letters)
    big = large.write(tmp_path, suffix, sections=TIMES * sections, letters=TIMES * letters)
    once = min(seconds_of_work(small, sections) for _ in range(2))
    assert seconds_of_work(big, TIMES * sections) < MOST_TIMES * once


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".html", ".docx", ".pdf"])
def test_a_long_read_tells_how_far_it_is(suffix: str, tmp_path: Path) -> None:
    path = large.write(tmp_path, suffix, sections=100, letters=400_000)
    told: list[tuple[int, int]] = []
    read_policy(path, id="large/fi", locale=Locale.FI, progress=lambda *far: told.append(far))
    shares = [done / total for done, total in told]
    assert len(shares) > 10
    assert shares == sorted(shares)
    assert shares[-1] > 0.9


@pytest.mark.slow
def test_many_sections_of_one_name_take_work_in_proportion(tmp_path: Path) -> None:
    def seconds(count: int) -> float:
        path = tmp_path / f"same-{count}.md"
        path.write_text("## Same\n\nThe same text.\n\n" * count, encoding="utf-8")
        return min(seconds_of_work(path, count) for _ in range(3))

    assert seconds(16_000) < MOST_TIMES * seconds(4_000)
