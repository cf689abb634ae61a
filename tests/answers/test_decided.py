"""Holds that what was decided is remembered by no words, within bounds."""

from assistant.answers.decided import Decided
from assistant.answers.decision import Decision, Guess
from assistant.terms import Locale, Outcome

ONE = Decision(Outcome.SMALLTALK, Locale.EN, Guess("hello", 90.0))


def key(number: int) -> tuple[str, ...]:
    return ("nord", "None", "en", f"my number is {number}")


def test_no_question_is_kept() -> None:
    decided = Decided()
    decided.keep(key(131052), ONE)
    assert decided.get(key(131052)) is ONE
    assert "131052" not in repr(vars(decided))


def test_the_oldest_are_forgotten_and_what_is_asked_again_stays() -> None:
    decided = Decided(most=10)
    decided.keep(key(0), ONE)
    for number in range(1, 40):
        decided.keep(key(number), ONE)
        assert decided.get(key(0)) is ONE
    assert decided.get(key(1)) is None
    assert len(decided._newer) + len(decided._older) <= 20  # noqa: SLF001 - what is bounded is inside


def test_parts_of_a_key_do_not_run_into_each_other() -> None:
    decided = Decided()
    decided.keep(("a", "b", "c", "d"), ONE)
    assert decided.get(("a", "bc", "", "d")) is None
