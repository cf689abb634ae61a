"""Holds that a comparison says what happened to each section and segment, and loses no word."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.policy.compare import Change, Comparison, compare, words_between
from assistant.policy.read import as_policy
from assistant.policy.read_markdown import read_markdown
from assistant.terms import Locale
from assistant.text import fold_space

OLD = """# Policy

## Retention

We keep your data for two years.

Then it is erased.

## Cookies

We use cookies.

## Complaints

You can complain to the supervisory authority about anything that we do.
"""


def compared(new: str, old: str = OLD) -> Comparison:
    before, after = (as_policy(read_markdown(text), id="nord/en", locale=Locale.EN) for text in (old, new))
    return compare(before, after)


def changes(found: Comparison) -> list[tuple[str, str, str]]:
    return [(s.change.value, s.old.text if s.old else "", s.new.text if s.new else "") for s in found.changed]


def sections(found: Comparison) -> list[tuple[str, str, str]]:
    return [(s.change.value, s.old, s.new) for s in found.sections]


def test_a_version_does_not_differ_from_itself() -> None:
    found = compared(OLD)
    assert (found.changed, found.sections) == ((), ())
    assert len(found.segments) == 4


def test_a_changed_segment_is_told_word_by_word() -> None:
    found = compared(OLD.replace("two years", "three long years"))
    assert changes(found) == [
        ("changed", "We keep your data for two years.", "We keep your data for three long years.")
    ]
    words = [(run.change.value, run.text) for run in found.changed[0].words]
    assert words == [
        ("same", "We keep your data for "),
        ("removed", "two"),
        ("added", "three long"),
        ("same", " years."),
    ]


def test_what_came_and_went_is_told_where_it_stands() -> None:
    new = OLD.replace("We use cookies.", "Drones deliver pizza on Fridays.\n\nWe use cookies.").replace(
        "Then it is erased.\n\n", ""
    )
    found = compared(new)
    assert changes(found) == [
        ("removed", "Then it is erased.", ""),
        ("added", "", "Drones deliver pizza on Fridays."),
    ]
    assert [segment.section for segment in found.changed] == ["Retention", "Cookies"]


def test_a_segment_that_went_elsewhere_has_moved() -> None:
    new = OLD.replace("We use cookies.\n\n", "").replace(
        "## Retention\n", "## Retention\n\nWe use cookies.\n"
    )
    assert changes(compared(new)) == [("moved", "We use cookies.", "We use cookies.")]


def test_a_section_with_another_heading_over_the_same_text_was_renamed() -> None:
    assert sections(compared(OLD.replace("## Retention", "## How long we keep data"))) == [
        ("changed", "Retention", "How long we keep data")
    ]


def test_sections_come_go_and_move() -> None:
    cookies = "## Cookies\n\nWe use cookies.\n\n"
    found = compared(f"{OLD.replace(cookies, '')}\n{cookies}\n## Drones\n\nThey fly at noon.\n")
    assert [change for change, _, _ in sections(found)] == ["moved", "added"]
    assert sections(found)[1] == ("added", "", "Drones")
    assert ("removed", "Cookies", "") in sections(compared(OLD.replace(cookies, "")))


def test_a_wholly_different_policy_shares_nothing() -> None:
    found = compared("# Menu\n\n## Soup\n\nTomato, basil.\n")
    assert {segment.change for segment in found.segments} == {Change.ADDED, Change.REMOVED}
    assert len(found.segments) == 5


_TEXT = st.text(alphabet="ab .,\nä", max_size=60)


@given(_TEXT, _TEXT)
def test_words_that_stayed_and_went_are_the_old_text_and_with_those_that_came_the_new(
    old: str, new: str
) -> None:
    runs = words_between(old, new)
    assert "".join(r.text for r in runs if r.change is not Change.ADDED) == fold_space(old)
    assert "".join(r.text for r in runs if r.change is not Change.REMOVED) == fold_space(new)


_SEGMENTS = st.lists(
    st.sampled_from(["One thing here.", "Two things here.", "Another one.", "Bees."]), min_size=1
)


@given(_SEGMENTS, _SEGMENTS)
def test_no_segment_is_lost_and_none_is_told_twice(old: list[str], new: list[str]) -> None:
    found = compared("# T\n\n## S\n\n" + "\n\n".join(new), "# T\n\n## S\n\n" + "\n\n".join(old))
    assert sorted(s.old.text for s in found.segments if s.old) == sorted(old)
    assert [s.new.text for s in found.segments if s.new] == new


def test_a_long_policy_replaced_by_another_is_compared_in_seconds() -> None:
    old = "\n\n".join(f"Paragraph {n} says that thing {n * 7} is kept." for n in range(1500))
    new = "\n\n".join(f"Clause {n} tells how matter {n * 3} ends." for n in range(1500))
    assert len(compared(f"# A\n\n## B\n\n{new}", f"# A\n\n## B\n\n{old}").segments) >= 1500
