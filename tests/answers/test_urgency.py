"""Holds, on the shipped intents, which messages people are told of at once and which they are not.

The sentences stand in `urgency/`, one a line, by language. They are no utterances of the library: what is
added there must not be taken from here, else this measures nothing.
"""

from pathlib import Path

import pytest

from assistant.answers.decide import Sources, decide
from assistant.answers.table import tabulate
from assistant.cli.fitting import fitted
from assistant.matcher.load import load_library
from assistant.policy.model import Policy
from assistant.terms import Locale

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "urgency"
LEAST = 40


def lines(kind: str, locale: Locale) -> list[str]:
    return (FOLDER / f"{kind}-{locale}.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def shipped(policy: Policy) -> Sources:
    model = fitted(ROOT / "intents", quiet=True)
    return Sources(model, {Locale.EN: tabulate(policy, model)})


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    return frozenset(said.text.casefold() for said in load_library(ROOT / "intents").utterances)


def reported(shipped: Sources, kind: str, locale: Locale) -> dict[str, bool]:
    return {text: decide(text, sources=shipped, given=locale).is_urgent for text in lines(kind, locale)}


@pytest.mark.parametrize("locale", Locale)
def test_a_break_in_a_leak_or_a_threat_that_somebody_tells_of_is_urgent(
    shipped: Sources, locale: Locale
) -> None:
    """Rule I-11."""
    assert [text for text, is_urgent in reported(shipped, "urgent", locale).items() if not is_urgent] == []


@pytest.mark.parametrize("locale", Locale)
def test_a_question_about_breaches_or_an_everyday_matter_is_not_urgent(
    shipped: Sources, locale: Locale
) -> None:
    """Rule I-11."""
    assert [text for text, is_urgent in reported(shipped, "calm", locale).items() if is_urgent] == []


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("kind", ["urgent", "calm"])
def test_there_are_forty_sentences_of_each_kind_and_none_is_an_utterance_of_the_library(
    known: frozenset[str], kind: str, locale: Locale
) -> None:
    own = [text.casefold() for text in lines(kind, locale)]
    assert len(set(own)) >= LEAST
    assert known.isdisjoint(own)
