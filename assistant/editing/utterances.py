"""Checks what visitors are said to say: the same in two intents, too much, too little in one language."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from ruamel.yaml.nodes import MappingNode

from assistant.editing.edits import Edit, item_span, value_of
from assistant.editing.findings import Finding, Severity, at
from assistant.matcher.intents import Utterance
from assistant.matcher.load import Said
from assistant.strict import Reader
from assistant.terms import Locale
from assistant.text import nfc, without_marks

_WORD = re.compile(r"[^\W_]+")
POOR = 0.5
"""An intent is poor in a language in which it has less than this share of its richest language."""
FEW = 5
"""Utterances that a language may lack without a word about it."""
MANY = 1000
"""Utterances of one intent and language above which each further one only slows the fitting down."""


def question(folder: Path, intent: str, lang: Locale) -> str:
    """Return the first utterance of a shared intent in a language; empty if there is none."""
    top = Reader(folder / "shared" / f"{intent}.yaml").root()
    utterances = value_of(top, "utterances")
    listed = value_of(utterances, str(lang))
    return str(listed.value[0].value) if listed is not None and listed.value else ""


def normal(text: str) -> str:
    """Return what two utterances share that differ in case, marks of punctuation and blanks alone."""
    return " ".join(_WORD.findall(nfc(text).casefold().replace("’", "").replace("'", "")))


def repeats(said: Sequence[Said]) -> Iterator[Finding]:
    """Yield an utterance that says the same as an earlier one: an error if that stands in another intent.

    Between intents, letters without their marks count as the same, since hurried people leave them out.
    """
    first: dict[tuple[str, Locale], tuple[Reader, Utterance]] = {}
    own: dict[tuple[str, Locale, str], Utterance] = {}
    for reader, node, utterance in said:
        key = normal(utterance.text)
        other_reader, other = first.setdefault((without_marks(key), utterance.lang), (reader, utterance))
        same = own.setdefault((key, utterance.lang, utterance.intent), utterance)
        if same is not utterance and not isinstance(node, MappingNode):
            if same.text != utterance.text:  # the same letter by letter is an error of its own
                message = f"{utterance.text!r} says the same as {same.text!r} above; delete one"
                cut = Edit(*item_span(reader.text, node), "")
                yield replace(
                    at(reader.path, node, "REPEAT", message), severity=Severity.WARNING, edits=(cut,)
                )
        elif other.intent != utterance.intent and other.text.casefold() != utterance.text.casefold():
            where = f"{other_reader.path.parent.name}/{other_reader.path.name}"
            message = (
                f"{utterance.text!r} reads like {other.text!r} of {other.intent!r} ({where}); "
                "keep it where visitors mean it"
            )
            yield at(reader.path, node, "CLASH", message)


def amounts(said: Sequence[Said], intents: Sequence[str]) -> Iterator[Finding]:
    """Yield a warning for each intent far poorer in one language, or so rich that it drowns the others."""
    counts = Counter((u.intent, u.lang) for _, _, u in said)
    readers = {reader.path.stem: reader for reader, _, _ in said}
    usual = median(counts.values()) if counts else 0
    for intent in intents:
        reader = readers.get(intent)
        if reader is None:
            continue
        by_lang = {lang: counts[intent, lang] for lang in Locale}
        yield from _poor(reader, by_lang)
        for lang, count in by_lang.items():
            if count > MANY:
                message = (
                    f"{count:,} utterances in {lang}, where other intents have about {usual:.0f}: more than "
                    f"{MANY:,} only slow the fitting down; keep those that differ most"
                )
                yield _warning(reader, lang, "MANY", message)


def _poor(reader: Reader, by_lang: Mapping[Locale, int]) -> Iterator[Finding]:
    most = max(by_lang, key=lambda lang: by_lang[lang])
    for lang, count in by_lang.items():
        if count < POOR * by_lang[most] and by_lang[most] - count >= FEW:
            message = (
                f"{count} utterances in {lang} and {by_lang[most]} in {most}: "
                f"add some that people type in {lang}, not translations"
            )
            yield _warning(reader, lang, "PARITY", message)


def _warning(reader: Reader, lang: Locale, code: str, message: str) -> Finding:
    """Return a warning at the line of a language's list."""
    found = re.search(rf"^[ \t]+{lang}[ \t]*:", reader.text, re.MULTILINE)
    line = reader.text.count("\n", 0, found.start()) + 1 if found else 1
    column = len(found[0]) - len(found[0].lstrip()) + 1 if found else 1
    return Finding(reader.path, line, column, code, message, Severity.WARNING)
