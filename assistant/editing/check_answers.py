"""Checks one editors' file against its policy and the library."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from assistant.editing.anchors import Finder, Standing
from assistant.editing.edits import Edit, end_of, start_of
from assistant.editing.findings import ABSENT, PROPOSED, Finding, Severity, at
from assistant.editing.listed import AnswersFile, Listed
from assistant.editing.refresh import is_replaced, lost
from assistant.editing.utterances import normal
from assistant.policy.model import Policy
from assistant.terms import ANSWER_PASSAGES, Locale
from assistant.text import without_marks

Known = Mapping[tuple[str, Locale], str]
"""The intent of each normalised utterance of the library."""


def check_answers(file: AnswersFile, policy: Policy, known: Known) -> Iterator[Finding]:
    """Yield what is wrong with an editors' file, and what a person must look at."""
    own, version = file.value("policy"), file.value("fingerprint")
    if own.value != policy.id:
        edit = Edit(start_of(own), end_of(own), policy.id)
        message = (
            f"this file decides about {policy.id}, as its name says; write that instead of {own.value!r}"
        )
        yield replace(at(file.path, own, "POLICY", message), edits=(edit,))
    controller = policy.id.partition("/")[0]
    finder = Finder(policy)
    if is_replaced(file, finder):
        message = (
            f"next to none of the confirmed answers is in {policy.id} any more: it is another document; "
            f"bring the right policy back, or start anew: assistant intents build {controller} --anew"
        )
        yield at(file.path, version, "REPLACED", message)
        return
    if version.value != policy.version:
        message = (
            f"the policy changed since these answers were built; run: assistant intents build {controller}"
        )
        yield replace(at(file.path, version, "STALE", message), severity=Severity.WARNING)
    for listed in file.entries:
        yield from _entry(file, listed, finder, policy)
        yield from _own_utterances(file, listed, policy.locale, known)


def _entry(file: AnswersFile, listed: Listed, finder: Finder, policy: Policy) -> Iterator[Finding]:
    entry = listed.entry
    if entry.is_proposed:
        code = PROPOSED if entry.answer else ABSENT
        begins = f"{entry.answer[0].starts!r}" if entry.answer else "that the policy does not tell"
        message = f"nobody has confirmed the answer to {entry.intent!r}: {begins}; read it, delete `proposed`"
        yield _warn(file, listed, "proposed", code, message)
    if entry.is_changed:
        message = f"the policy's words on {entry.intent!r} changed; read the answer, then delete `changed`"
        yield _warn(file, listed, "changed", "CHANGED", message)
    if len(entry.answer) > ANSWER_PASSAGES:
        message = f"{len(entry.answer)} passages; visitors see the first {ANSWER_PASSAGES}, delete the others"
        yield _warn(file, listed, "answer", "MANY", message)
    seen: set[str] = set()
    for anchor, segment, starts in listed.anchors():
        if anchor.segment in seen:
            message = f"segment {anchor.segment} stands in this answer twice; keep one"
            yield at(file.path, segment, "DUPLICATE", message)
        seen.add(anchor.segment)
        place = finder.find(anchor)
        if place.standing in {Standing.MOVED, Standing.CHANGED}:
            edit = Edit(start_of(segment), end_of(segment), place.segment)
            message = f"segment {anchor.segment} is gone; its words stand in {place.segment} now"
            yield replace(at(file.path, segment, "MOVED", message), edits=(edit,))
        elif place.standing is not Standing.STANDS:
            code, message, _ = lost(anchor.starts, place, policy.id)
            yield at(file.path, segment if code == "LOST" else starts, code, message)


def _own_utterances(file: AnswersFile, listed: Listed, lang: Locale, known: Known) -> Iterator[Finding]:
    node = listed.value("utterances")
    for item in node.value if node is not None else ():
        other = known.get((without_marks(normal(str(item.value))), lang))
        if other and other != listed.entry.intent:
            message = (
                f"{item.value!r} reads like an utterance of the shared intent {other!r}; say it otherwise"
            )
            yield at(file.path, item, "CLASH", message)


def _warn(file: AnswersFile, listed: Listed, key: str, code: str, message: str) -> Finding:
    """Return a warning at a key of an entry."""
    node = next((name for name, _ in listed.node.value if name.value == key), listed.node)
    return replace(at(file.path, node, code, message), severity=Severity.WARNING)
