"""What visitors are told differently once a policy is replaced by another: answers before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.answers.build import answering, successor
from assistant.answers.edited import Edited
from assistant.answers.table import Table, tabulate
from assistant.matcher.intents import Intent
from assistant.matcher.model import Model
from assistant.policy.model import Policy
from assistant.terms import Outcome, Passage
from assistant.text import fold_space


class Told(StrEnum):
    """How the answer to an intent changes."""

    NEWLY = "newly told"
    NO_LONGER = "no longer told"
    DIFFERENTLY = "told differently"


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An intent whose answer differs. `is_lost`: an editor confirmed it, and must choose again."""

    intent: str
    told: Told
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]
    is_lost: bool = False


def answer_changes(
    old: Policy, new: Policy, model: Model, edited: Edited | None = None
) -> tuple[AnswerChange, ...]:
    """Return the intents that are answered with other words, the controller's own intents last.

    `edited` is what editors decided about the old policy; it is carried over as a build carries it over.
    """
    kept, lost = carried(edited, new)
    before, after = tabulate(old, model, edited), tabulate(new, model, kept)
    known = {intent.id: intent for intent in model.intents}
    own = {name: Intent(name) for name in (*before.decided, *after.decided) if name not in known}
    found = []
    for intent in (*known.values(), *own.values()):
        was, becomes = _answer(intent, before), _answer(intent, after)
        if _words(was) != _words(becomes):
            found.append(AnswerChange(intent.id, _told(was, becomes), was, becomes, intent.id in lost))
    return tuple(found)


def alike(changes: Iterable[AnswerChange]) -> tuple[tuple[AnswerChange, ...], ...]:
    """Return the changes, those together that change the same words in the same way."""
    groups: dict[tuple[str, ...], list[AnswerChange]] = {}
    for change in changes:
        words = ("\n".join(_words(change.before)), "\n".join(_words(change.after)), str(change.is_lost))
        groups.setdefault(words, []).append(change)
    return tuple(tuple(group) for group in groups.values())


def _told(was: tuple[Passage, ...], becomes: tuple[Passage, ...]) -> Told:
    if not was:
        return Told.NEWLY
    return Told.DIFFERENTLY if becomes else Told.NO_LONGER


def _words(passages: tuple[Passage, ...]) -> list[str]:
    return [fold_space(passage.text) for passage in passages]


def _answer(intent: Intent, table: Table) -> tuple[Passage, ...]:
    """Return the passages that an intent is answered with: the editors', or the likeliest on its topic."""
    if intent.id in table.decided:
        return table.decided[intent.id]
    is_told = intent.outcome in {Outcome.ANSWER, Outcome.REQUEST} and not intent.is_about_chat
    if intent.topic is None or not is_told or intent.topic not in table.topics:
        return ()
    return answering(table, intent.topic)


def carried(edited: Edited | None, new: Policy) -> tuple[Edited | None, frozenset[str]]:
    """Return the editors' decisions found again in the new policy, and the intents that lost a passage."""
    if edited is None:
        return None, frozenset()
    texts: Mapping[str, str] = {segment.id: fold_space(segment.text) for segment in new.segments}
    entries, lost = [], set()
    for entry in edited.entries:
        named = [(a, successor(a.segment, fold_space(a.starts), texts)) for a in entry.answer]
        answer = tuple(replace(anchor, segment=segment) for anchor, segment in named if segment)
        if len(answer) < len(entry.answer) and not entry.is_proposed:
            lost.add(entry.intent)
        entries.append(replace(entry, answer=answer or entry.answer))  # what is lost is not told as absent
    return replace(edited, entries=tuple(entries)), frozenset(lost)
