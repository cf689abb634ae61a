"""Shows an evaluation on one page: ranges, a confusion picture for every eye, the worst rows first."""

from assistant.answers.measure import Result, measures
from assistant.editing.report import MEANINGS, report, worst
from assistant.terms import Outcome, Right
from tests.answers.test_measure import decided, result

RIGHT = result(Outcome.ANSWER, decided(Outcome.ANSWER, "We keep data for two years."), "two years")
LESS = result(Outcome.ANSWER, decided(Outcome.NOT_IN_POLICY), "two years")
OTHER = result(Outcome.ANSWER, decided(Outcome.ANSWER, "We sell nothing."), "two years")
TOLD = result(Outcome.NOT_IN_POLICY, decided(Outcome.ANSWER, "We sell <b>nothing</b>."))
FILED = result(Outcome.ANSWER, decided(Outcome.REQUEST, rights=(Right.ERASURE,)), "two years")


def page_of(*results: Result) -> str:
    return report("Evaluation of develop", results, process={"start-up s": 1.25})


def test_each_share_has_its_range() -> None:
    assert '<td class="number">50.0 <small>9–91</small></td>' in page_of(RIGHT, LESS)


def test_the_confusion_picture_has_a_number_in_each_cell_and_marks_what_is_right() -> None:
    page = page_of(RIGHT, RIGHT, OTHER, LESS)
    assert "</svg><strong>3, 2 right</strong></td>" in page
    assert "</svg>1</td>" in page


def test_what_is_told_or_offered_wrongly_comes_before_what_is_only_missing() -> None:
    assert worst([LESS, RIGHT, TOLD, FILED])[2:] == [LESS]


def test_a_row_that_went_wrong_shows_what_was_right_what_was_said_and_why() -> None:
    page = page_of(TOLD, LESS)
    assert "We sell &lt;b&gt;nothing&lt;/b&gt;." in page
    assert "<blockquote>two years</blockquote>" in page
    assert "decided</dt><dd>answer, i 90" in page


def test_the_page_loads_nothing_and_runs_nothing_even_without_rows() -> None:
    for page in (page_of(RIGHT, TOLD), page_of()):
        assert "<script" not in page
        assert "http" not in page
        assert page.endswith("</html>\n")


def test_every_measure_is_explained() -> None:
    assert list(MEANINGS) == list(measures([]))
    shown = page_of(RIGHT)
    assert all(f"<dt>{name}</dt>" in shown for name in MEANINGS)
