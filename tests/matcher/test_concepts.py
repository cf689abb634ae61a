"""Shows that words of three languages lead to the same concept."""

import pytest

from assistant.matcher.concepts import Concepts, concepts
from assistant.matcher.features import words
from assistant.terms import Locale

WORDS = {
    "keep": {
        Locale.EN: ("keep*", "hang_on*"),
        Locale.FI: ("säily*",),
        Locale.SV: ("spara*", "*lagr*"),
    },
    "cookie": {Locale.EN: ("cookie", "cookies"), Locale.FI: ("*eväste*",), Locale.SV: ("kakor",)},
}


@pytest.fixture(scope="module")
def known() -> Concepts:
    return concepts(WORDS)


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("how long do you keep cookies", Locale.EN, ["keep", "cookie"]),
        ("do they hang onto it", Locale.EN, ["keep"]),
        ("hang it on the wall", Locale.EN, []),
        ("sailytatteko", Locale.FI, ["keep"]),
        ("kävijäevästeiden säilytysaika", Locale.FI, ["cookie", "keep"]),
        ("mellanlagring av kakor", Locale.SV, ["keep", "cookie"]),
        ("kakorna", Locale.SV, []),
        ("säilytätte", Locale.SV, []),
    ],
)
def test_words_lead_to_their_concept(known: Concepts, text: str, lang: Locale, found: list[str]) -> None:
    assert [known.names[number] for number in known.of(words(text), lang)] == found


def test_a_word_of_a_phrase_is_known_by_itself(known: Concepts) -> None:
    assert known.knows("hang", Locale.EN)
    assert not known.knows("hand", Locale.EN)


def test_the_first_word_can_be_asked_for() -> None:
    known = concepts({"command": {Locale.EN: ("^_delete",)}})
    assert known.of(words("delete it"), Locale.EN) == [0]
    assert known.of(words("who may delete it"), Locale.EN) == []


def test_an_ending_alone_makes_no_word_known() -> None:
    known = concepts({"command": {Locale.FI: ("*kaa",)}})
    assert known.of(words("poistakaa"), Locale.FI) == [0]
    assert not known.knows("poistakaa", Locale.FI)
