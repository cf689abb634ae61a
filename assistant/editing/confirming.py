"""Takes a person's word on the answers that wait for it, one by one; all else in their file stays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answers.edited import Anchor, Entry
from assistant.answers.load import edited_path
from assistant.answers.table import shown
from assistant.editing.adopt import READ_ONLY
from assistant.editing.edits import MEANWHILE, apply, write_over
from assistant.editing.listed import AnswersFile, read_answers
from assistant.editing.written import answered, unmarked
from assistant.errors import ContentError, UnavailableError
from assistant.matcher.model import Model
from assistant.policy.model import Policy
from assistant.terms import Passage


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that nobody has confirmed, or that changed since, and what visitors would be shown for it."""

    entry: Entry
    passages: tuple[Passage, ...]

    def chosen(self, numbers: Iterable[int]) -> tuple[Anchor, ...]:
        """Return the anchors of passages by their numbers from 1, in that order."""
        return tuple(self.entry.answer[number - 1] for number in dict.fromkeys(numbers))


class Desk:
    """The answers of one policy below a content folder, on which a person works."""

    def __init__(self, root: Path, policy: Policy, model: Model) -> None:
        self.path = edited_path(root, policy.id)
        self.policy, self._root, self._model = policy, root, model

    def read(self) -> AnswersFile:
        """Return the file as it is now.

        Raises:
            ContentError: it is not there, cannot be read, or is about an earlier text of the policy.
        """
        build = f"first run: assistant intents build {self.policy.id.partition('/')[0]}"
        if not self.path.is_file():
            raise ContentError(self.path, f"nothing is proposed yet; {build}", code="MISSING")
        names = {intent.id for intent in self._model.intents}
        file, problems = read_answers(self.path, names, self._model.topics)
        if file is None:
            raise problems[0]
        if file.edited.fingerprint != self.policy.version:
            raise ContentError(self.path, f"the policy changed since; {build}", code="STALE")
        return file

    def waiting(self) -> list[Waiting]:
        """Return what waits for a person, in order, save the answers that name what is gone."""
        entries = [entry for entry in self.read().edited.entries if entry.is_proposed or entry.is_changed]
        found = [Waiting(entry, shown(self.policy, entry.answer)) for entry in entries]
        return [own for own in found if len(own.passages) == len(own.entry.answer)]

    def confirm(self, own: Waiting, answer: Sequence[Anchor]) -> None:
        """Write down that this answers what was asked; nothing says that the policy does not tell it.

        Raises:
            ContentError: somebody changed the entry meanwhile; the file stays as it is.
            UnavailableError: the folder cannot be written.
        """
        file = self.read()
        if own.entry not in file.edited.entries:
            raise ContentError(self.path, MEANWHILE, code="MEANWHILE")
        try:
            write_over(self.path, file.text, confirmed(file, own.entry.intent, answer))
        except OSError as error:
            raise UnavailableError(READ_ONLY % self._root) from error


def confirmed(file: AnswersFile, intent: str, answer: Sequence[Anchor]) -> str:
    """Return the text of a file in which this answers an intent, with the marks taken out."""
    listed = next(own for own in file.entries if own.entry.intent == intent)
    edits = [*unmarked(file, listed, "proposed"), *unmarked(file, listed, "changed")]
    if tuple(answer) != listed.entry.answer:
        edits += answered(file, listed, answer)
    return apply(file.text, edits)
