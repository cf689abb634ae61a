"""Takes a person's word on the answers that wait for it, one by one; all else in their file stays."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers.edited import Anchor, Entry
from assistant.answers.table import shown
from assistant.editing.edits import apply
from assistant.editing.listed import AnswersFile
from assistant.editing.written import answered, unmarked
from assistant.policy.model import Policy
from assistant.terms import Passage


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that nobody has confirmed, or that changed since, and what visitors would be shown for it."""

    entry: Entry
    passages: tuple[Passage, ...]

    def chosen(self, numbers: Sequence[int]) -> tuple[Anchor, ...]:
        """Return the anchors of passages by their numbers from 1, in that order."""
        return tuple(self.entry.answer[number - 1] for number in dict.fromkeys(numbers))


def waiting(file: AnswersFile, policy: Policy) -> list[Waiting]:
    """Return the answers of a file that wait for a person, in order, save those that name what is gone."""
    entries = [listed.entry for listed in file.entries if listed.entry.is_proposed or listed.entry.is_changed]
    found = [Waiting(entry, shown(policy, entry.answer)) for entry in entries]
    return [own for own in found if len(own.passages) == len(own.entry.answer)]


def confirmed(file: AnswersFile, intent: str, answer: Sequence[Anchor]) -> str:
    """Return the text of a file in which this answers an intent; nothing says that the policy is silent."""
    listed = next(own for own in file.entries if own.entry.intent == intent)
    edits = [*unmarked(file, listed, "proposed"), *unmarked(file, listed, "changed")]
    if tuple(answer) != listed.entry.answer:
        edits += answered(file, listed, answer)
    return apply(file.text, edits)
