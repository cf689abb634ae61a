"""Holds that a wish is found behind a story, and that no is no wish."""

from pathlib import Path

import pytest

from assistant.answers.reading import read
from assistant.answers.wanting import wants
from assistant.cli.fitting import fitted
from assistant.matcher.model import Model
from assistant.terms import Locale

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def library() -> Model:
    return fitted(ROOT / "intents", quiet=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "I signed up at a fair years ago and never bought a thing. Please delete me now."),
        ("fi", "Olin teillä asiakkaana viime vuonna. Poistakaa kaikki tietoni."),
        ("sv", "Jag var med i er tävling i våras. Ta bort alla mina uppgifter nu."),
    ],
)
def test_a_wish_behind_a_story_is_found(library: Model, lang: str, text: str) -> None:
    assert wants(read(text, library, Locale(lang)), library)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["no", "stop", "never mind", "nej tack", "ei kiitos", "lopeta", "thanks"])
def test_a_no_or_a_word_of_thanks_is_no_wish(library: Model, text: str) -> None:
    assert not wants(read(text, library, Locale.EN), library)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Does it cost anything to see my data?"),
        ("fi", "Kauanko tietojen poistaminen kestää?"),
        ("sv", "Vilka rättigheter har jag?"),
        ("en", "Which authority can I complain to about you?"),
        ("fi", "Miten pääsen eroon uutiskirjeestä?"),
        ("sv", "Om jag tar tillbaka mitt samtycke, vad händer då?"),
    ],
)
def test_a_question_about_a_right_is_no_wish(library: Model, lang: str, text: str) -> None:
    assert not wants(read(text, library, Locale(lang)), library)
