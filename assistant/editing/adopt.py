"""Adds what visitors asked to the utterances of an intent; everything else in its file stays as it is."""

import json
import os
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml.nodes import SequenceNode

from assistant.editing.edits import Edit, apply, end_of, read_source, value_of, write_over
from assistant.editing.utterances import normal
from assistant.editing.written import newline_of
from assistant.errors import NotFoundError, UnavailableError
from assistant.strict import Reader
from assistant.terms import Locale
from assistant.text import MASK, nfc, without_controls

SHARED = "shared"
FEWEST_WORDS = 2
READ_ONLY = (
    "the content folder %s cannot be written; copy policies/ and intents/ to a folder of yours "
    "and name it in ASSISTANT_HOME"
)
_BARE = re.compile(r"[^\W\d_][\w '’.?!/-]*[\w?!.]")
_MISREAD = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null"})
_ITEMS = re.compile(r"[\[\],]")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Adopted:
    """What was added to which file, and the questions that stood in some intent already or were too short."""

    path: Path
    added: tuple[str, ...]
    left: tuple[str, ...]


def may_write(root: Path) -> bool:
    """Tell whether utterances can be added below this content folder."""
    return os.access(root / "intents" / SHARED, os.W_OK, effective_ids=True)


def adopt(root: Path, intent: str, lang: Locale, questions: Iterable[str]) -> Adopted:
    """Add questions to an intent's utterances in a language, behind those that stand there.

    Of a question from which something was taken out, the longest part is added.

    Raises:
        NotFoundError: there is no such intent.
        ContentError: its file cannot be used as it is.
        UnavailableError: the folder cannot be written.
    """
    folder = root / "intents" / SHARED
    path = folder / f"{intent}.yaml"
    if path.parent != folder or not path.is_file():
        raise NotFoundError(f"There is no intent {intent} in intents/shared.")
    if not may_write(root):
        raise UnavailableError(READ_ONLY % root)
    known, added, left = _said(folder), dict[str, str](), list[str]()
    for question in questions:
        utterance = utterance_of(question)
        key = normal(utterance)
        if len(key.split()) < FEWEST_WORDS or key in known or key in added:
            left.append(question)
        else:
            added[key] = utterance
    if added:
        _write(path, lang, list(added.values()))
    return Adopted(path, tuple(added.values()), tuple(left))


def utterance_of(question: str) -> str:
    """Return the longest part of a question that nothing was taken out of, without marks around it."""
    plain = without_controls(nfc(question))
    parts = (_BLANKS.sub(" ", part).strip(" ,;:.–-") for part in plain.split(MASK))
    return max(parts, key=len)


def _said(folder: Path) -> Collection[str]:
    """Return what any intent has in its lists, as far as utterances are compared by."""
    lines = (line for path in folder.glob("*.yaml") for line in read_source(path).splitlines())
    bare = (line.partition(" #")[0].strip().removeprefix("- ") for line in lines)
    return {normal(said) for line in bare for said in (_ITEMS.split(line) if "[" in line else [line])}


def _write(path: Path, lang: Locale, utterances: list[str]) -> None:
    text = read_source(path)
    node = _listed(Reader(path), lang)
    changed = apply(text, [_edit(text, node, utterances)])
    _listed(Reader(path, changed), lang)
    try:
        write_over(path, text, changed)
    except OSError as error:
        raise UnavailableError(READ_ONLY % path.parents[2]) from error


def _listed(reader: Reader, lang: Locale) -> SequenceNode:
    """Return an intent's list of utterances in a language.

    Raises:
        ContentError: the file has none, or cannot be read.
    """
    root = reader.root()
    node = value_of(value_of(root, "utterances"), lang)
    if not reader.problems and (not isinstance(node, SequenceNode) or not node.value):
        reader.fault(root, "SHAPE", f"expected `utterances` with a list in {lang}")
    if reader.problems:
        raise reader.problems[0]
    if not isinstance(node, SequenceNode):
        raise TypeError(reader.path)
    return node


def _edit(text: str, node: SequenceNode, utterances: list[str]) -> Edit:
    """Return the edit that puts utterances behind the last one of a list, in the list's own style."""
    if node.flow_style:
        place = end_of(node.value[-1])
        return Edit(place, place, "".join(f", {json.dumps(said, ensure_ascii=False)}" for said in utterances))
    place = text.find("\n", end_of(node))
    place = len(text) if place < 0 else place - (text[place - 1] == "\r")
    start = newline_of(text) + " " * node.start_mark.column + "- "
    return Edit(place, place, "".join(start + _scalar(said) for said in utterances))


def _scalar(text: str) -> str:
    is_bare = _BARE.fullmatch(text) and text.casefold() not in _MISREAD
    return text if is_bare else json.dumps(text, ensure_ascii=False)
