"""Holds that every catalogue can be read and every sentence keeps its parameters."""

import re
from datetime import date
from pathlib import Path

import pytest

from assistant.terms import Message
from assistant.translations import FOLDER, catalogue, ntranslate, render, translate

FILES = sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))
PARAMETER = re.compile(r"%\((\w+)\)")


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_every_translation_keeps_the_parameters_of_its_sentence(path: Path) -> None:
    for message in catalogue(path.stem, path.parts[-3]):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for msgid, string in zip(ids, strings, strict=True):
            assert string, f"{path}: not translated: {msgid}"
            assert set(PARAMETER.findall(string)) <= set(PARAMETER.findall(ids[-1])), msgid


def test_both_languages_hold_the_same_sentences() -> None:
    for path in FILES:
        other = "sv" if path.parts[-3] == "fi" else "fi"
        ids = {str(m.id) for m in catalogue(path.stem, path.parts[-3])}
        assert ids == {str(m.id) for m in catalogue(path.stem, other)}, path.stem


def test_a_sentence_without_translation_is_said_in_english() -> None:
    assert translate("chat", "fi", "Nobody wrote %(what)s.", what="this") == "Nobody wrote this."


def test_english_counts_one_apart_from_many() -> None:
    forms = ("%(num)d day left", "%(num)d days left")
    assert [ntranslate("chat", "en", forms, n) for n in (0, 1, 2)] == [
        "0 days left",
        "1 day left",
        "2 days left",
    ]


def test_dates_are_written_as_the_language_writes_them() -> None:
    message = Message("chat", "Due on %(due)s.", {"due": date(2026, 4, 7)})
    assert render(message, "en") == "Due on 7 April 2026."
