"""Shows that meaning, topic and language are told from small text, slips included."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.matcher.concepts import Concepts
from assistant.matcher.features import SIZE, words
from assistant.matcher.language import identify
from assistant.matcher.model import Model
from assistant.matcher.repair import repair, vocabulary
from assistant.terms import Locale

ANYTHING = st.text(max_size=300)


def likeliest(model: Model, text: str, lang: Locale) -> str:
    return model.intents[int(model.intent_shares(words(text), lang).argmax())].id


@pytest.mark.parametrize(
    ("text", "lang", "intent"),
    [
        ("how long are my records stored", Locale.EN, "how-long"),
        ("evästeistä kysyisin", Locale.FI, "cookies"),
        ("KAUANKO SAILYTATTE", Locale.FI, "how-long"),
        ("kan ni radera mig", Locale.SV, "request-erasure"),
    ],
)
def test_meaning_is_told_from_other_words_than_the_library_has(
    model: Model, text: str, lang: Locale, intent: str
) -> None:
    assert likeliest(model, text, lang) == intent


def test_a_policy_sentence_is_told_its_topic(model: Model) -> None:
    scores = model.topic_scores("Cookies are stored on your device by our website.", Locale.EN)
    assert model.topics[int(scores.argmax())] == "cookies"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("how long do you keep it", Locale.EN),
        ("kauanko niitä säilytetään", Locale.FI),
        ("hur länge sparas de", Locale.SV),
        ("Wie lange speichern Sie meine Adresse?", None),
        ("Сколько вы храните мои данные?", None),
        ("你们保存多久", None),
    ],
)
def test_language_is_identified(model: Model, text: str, lang: Locale | None) -> None:
    assert identify(model.languages, text, given=None).lang is lang


@pytest.mark.parametrize("text", ["ok", "?", "", "123", "👍"])
def test_too_little_text_keeps_the_language_of_the_conversation(model: Model, text: str) -> None:
    assert identify(model.languages, text, given=Locale.SV).lang is Locale.SV


def test_a_loan_that_is_usual_in_the_language_of_the_conversation_does_not_change_it(model: Model) -> None:
    known = [
        vocabulary(["cookies"] * 3 + ["moro", "delete"], Locale.FI),
        vocabulary(["cookies", "delete"], Locale.EN),
    ]
    texts = ("cookies??", "moro", "delete", "cookies on this page")
    spoken = [identify(model.languages, text, given=Locale.FI, known=known).lang for text in texts]
    assert spoken == [Locale.FI, Locale.FI, Locale.EN, Locale.EN]


def test_a_word_of_ours_is_no_foreign_word_however_it_looks(model: Model) -> None:
    known = [vocabulary(["les données"], Locale.EN)]
    assert identify(model.languages, "les données", given=None).lang is None
    assert identify(model.languages, "les données", given=Locale.EN, known=known).lang is not None


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("who is Škaričić Łukasz", Locale.EN),
        ("how is Ångström Köbenhavn kept", Locale.EN),
        ("Dürfen meine Kinder das nutzen?", None),
    ],
)
def test_a_name_makes_no_text_foreign_but_capitals_do_not_hide_that_it_is(
    model: Model, text: str, lang: Locale | None
) -> None:
    assert identify(model.languages, text, given=Locale.EN).lang is lang


def test_half_the_words_being_known_is_enough_unless_the_letters_are_strange(model: Model) -> None:
    known = [vocabulary(["guten", "how long"], Locale.EN)]
    assert identify(model.languages, "Guten abend", given=None, known=known).lang is None


def test_a_slip_is_repaired_and_a_known_word_is_not() -> None:
    known = vocabulary(["how long is retention", "retention of data", "how long"], Locale.EN)
    assert repair(["retnetion", "lnog", "how", "xyzzy", "lung", "wasnt"], known, Concepts()) == [
        "retention",
        "long",
        "how",
        "xyzzy",
        "lung",
        "wasnt",
    ]


@given(ANYTHING)
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_share_for_each_intent_that_sums_to_one(model: Model, text: str) -> None:
    shares = model.intent_shares(model.repaired(words(text), Locale.FI), Locale.FI)
    assert len(shares) == len(model.intents)
    assert abs(float(shares.sum()) - 1) < 1e-4


@given(ANYTHING)
@settings(max_examples=60, deadline=None)
def test_features_lie_in_range_and_stand_once(model: Model, text: str) -> None:
    vector = model.intent_weighting.vector(words(text), Locale.EN)
    assert len(set(vector.indices.tolist())) == len(vector.indices)
    assert all(0 <= index < SIZE for index in vector.indices)
