"""Holds that a passage is found by what it covers of a question: words, kindred words and concepts."""

import pytest

from assistant.answers.overlap import overlap
from assistant.matcher.concepts import concepts
from assistant.terms import Locale

KNOWN = concepts(
    {
        "camera": {Locale.EN: ["camera*", "cctv"], Locale.FI: ["kamera*"], Locale.SV: ["kamer*"]},
    }
)
TEXTS = ("Tallenteet säilytetään viikon.", "Ovella on kamera.", "")


@pytest.mark.parametrize(
    ("word", "lang", "most"),
    [
        ("tallenteita", Locale.FI, 0),  # another ending
        ("kameravalvontatallenteet", Locale.FI, 0),  # a compound that holds it
        ("cctv", Locale.EN, 1),  # the same thing in another language
        ("kamera", Locale.FI, 1),
    ],
)
def test_a_word_is_found_in_other_forms_compounds_and_languages(word: str, lang: Locale, most: int) -> None:
    said = overlap(TEXTS, Locale.FI, KNOWN).said(word, lang, dict.fromkeys(KNOWN.of([word], lang), 0.75))
    assert int(said.argmax()) == most
    assert said[most] > 0
    assert said[2] == 0


def test_a_word_itself_counts_more_than_another_for_the_same_thing() -> None:
    index = overlap(("On kamera.", "CCTV on ovella."), Locale.FI, KNOWN)
    said = index.said("kamera", Locale.FI, {0: 0.75})
    assert said[0] == 1.0


def test_unlike_words_are_not_kindred() -> None:
    assert not overlap(TEXTS, Locale.FI, KNOWN).said("laskutus", Locale.FI, {}).any()
