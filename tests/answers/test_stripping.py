"""Holds that a question is kept without what may tell who asked it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.answers.stripping import LONGEST, strip
from assistant.terms import Locale
from assistant.text import MASK

SPOKEN = """
how long do you keep my data sell it or do not is stored live at use best delete hello there
miten saan tiedot myyttekö tietojani asun osoitteessa kauanko säilytätte
hur länge sparar ni mina uppgifter säljer bor på vägen
"""
WORDS = frozenset(SPOKEN.split())
NAMES = st.sampled_from(("Zorvath", "Kwelmynen", "Brixström", "Ó'Quill", "zelda-quorra", "Ymblä", "zorvath"))
QUESTIONS = (
    "how long do you keep my data",
    "kauanko säilytätte tietojani",
    "hur länge sparar ni mina uppgifter",
)
CUES = ("my name is", "I am called", "Name:", "nimeni on", "nimi:", "jag heter", "mitt namn är")
CLOSINGS = ("Best regards,", "Regards", "Terveisin", "terv.", "Hälsningar,", "MVH", "Med vänlig hälsning")


def known(word: str) -> bool:
    return word in WORDS


def stripped(text: str) -> str:
    return strip(text, known)


def holds(text: str, name: str) -> bool:
    return any(part.casefold() in text.casefold() for part in name.replace("-", " ").split())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("how long do you keep my data", "how long do you keep my data"),
        ("Do you keep my data?", "Do you keep my data?"),
        ("my data is stored on zorblax or not", "my data is stored on zorblax or not"),
        ("do you sell it to Zorblax?", f"do you sell it to {MASK}?"),
        ("delete zor blax", f"delete {MASK}"),
        ("do you keep my data, 040 123 4567", f"do you keep my data, {MASK}"),
        ("I live at Storgatan 5, do you sell my data", f"I live at {MASK}, do you sell my data"),
        ("jag bor på vägen 5", f"jag bor på {MASK}"),
        ("is the data on https://example.org/anna stored", f"is the data on {MASK} stored"),
        ("matti asun osoitteessa", f"{MASK} asun osoitteessa"),
        ("Zorvath Kwelmynen", ""),
        ("why though", ""),
        ("", ""),
    ],
)
def test_words_of_the_language_and_the_policy_stay_and_what_looks_like_a_name_goes(
    text: str, kept: str
) -> None:
    assert stripped(text) == kept


EVERY_WORD = (
    "did tell you about data poistakaa tiedot minulle anna kopio radera uppgifter jag är mig liisan annas"
)


@pytest.mark.parametrize(
    ("lang", "text", "kept"),
    [
        (Locale.EN, "did anna tell you about data", f"did {MASK} tell you about data"),
        (Locale.EN, "delete the data of mary.watson (at) example.org", f"delete the data of {MASK}"),
        (Locale.EN, "delete mary dot watson at example dot org", f"delete {MASK}"),
        (Locale.EN, "my username is marywatson, delete it", f"my username is {MASK}, delete it"),
        (Locale.FI, "poistakaa Liisan tiedot", f"poistakaa {MASK} tiedot"),
        (Locale.FI, "poistakaa liisan tiedot", f"poistakaa {MASK} tiedot"),
        (Locale.FI, "poistakaa Anna tiedot", f"poistakaa {MASK} tiedot"),
        (Locale.FI, "anna minulle kopio", "anna minulle kopio"),
        (Locale.FI, "tiedot matti piste zorvath ät example piste org", f"tiedot {MASK}"),
        (Locale.SV, "radera Annas uppgifter", f"radera {MASK} uppgifter"),
        (Locale.SV, "jag är anna zorvath radera mig", f"jag är {MASK} radera mig"),
    ],
)
def test_names_with_endings_and_addresses_in_words_go(lang: Locale, text: str, kept: str) -> None:
    words = WORDS | frozenset(EVERY_WORD.split())
    assert strip(text, words.__contains__, lang) == kept


@given(st.sampled_from(CUES), st.lists(NAMES, min_size=1, max_size=2), st.sampled_from(QUESTIONS))
def test_a_name_that_is_given_as_such_goes(cue: str, names: list[str], question: str) -> None:
    kept = stripped(f"Hello, {cue} {' '.join(names)}. {question}?")
    assert question in kept
    assert not any(holds(kept, name) for name in names)


@given(st.sampled_from(QUESTIONS), st.sampled_from(CLOSINGS), st.lists(NAMES, min_size=1, max_size=3))
def test_what_closes_a_letter_goes_with_the_name_below(question: str, closing: str, names: list[str]) -> None:
    assert stripped(f"{question}?\n{closing}\n{' '.join(names)}") == f"{question}?"


@given(st.sampled_from(QUESTIONS), st.emails(), st.sampled_from(QUESTIONS))
def test_an_address_of_mail_goes(before: str, address: str, after: str) -> None:
    kept = stripped(f"{before} {address} {after}")
    assert kept == f"{before} {MASK} {after}"


@given(st.text(max_size=400))
@example("0401234567")
@example("my name is")
@example("[…] […]")
@example("\u0660\u0661 data")
def test_whatever_somebody_types_no_digit_and_no_at_sign_is_kept(text: str) -> None:
    kept = stripped(f"data {text}")
    assert not any(letter.isdigit() and letter.isdecimal() for letter in kept)
    assert "@" not in kept
    assert len(kept) <= LONGEST


@given(st.text(alphabet="Aab zZ.@5,-’", max_size=60))
def test_what_is_stripped_stays_as_it_is(text: str) -> None:
    once = stripped(f"my data is stored {text}")
    assert stripped(once) == once


@given(st.from_regex(r"\+?[0-9]{2,3}[ -]?[0-9]{3}[ -]?[0-9]{4}", fullmatch=True))
def test_a_telephone_number_goes(number: str) -> None:
    assert stripped(f"do you keep {number} or not") == f"do you keep {MASK} or not"
