"""Takes a person's word on the answers that wait for it, one by one; all else in their file stays."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from assistant.answers.build import anchor
from assistant.answers.decision import Decision
from assistant.answers.edited import Anchor, Entry
from assistant.answers.load import edited_path
from assistant.answers.table import shown
from assistant.editing.adopt import READ_ONLY
from assistant.editing.edits import MEANWHILE, apply, write_over
from assistant.editing.listed import AnswersFile, read_answers
from assistant.editing.utterances import question
from assistant.editing.written import answered, unmarked
from assistant.errors import ContentError, UnavailableError
from assistant.matcher.model import Model
from assistant.policy.model import Policy
from assistant.strict import Reader
from assistant.terms import ANSWER_PASSAGES, Outcome, Passage


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that nobody has confirmed, or that changed since, and what visitors would be shown for it."""

    entry: Entry
    passages: tuple[Passage, ...]

    def chosen(self, numbers: Iterable[int]) -> tuple[Anchor, ...]:
        """Return the anchors of passages by their numbers from 1, in that order."""
        return tuple(self.entry.answer[number - 1] for number in dict.fromkeys(numbers))


@dataclass(frozen=True, slots=True)
class Case:
    """A proposed answer, what is asked with it, and what visitors get now; nothing if they get no answer."""

    own: Waiting
    asked: str
    now: tuple[Passage, ...]

    @property
    def is_other(self) -> bool:
        """Whether visitors get now what they would not get, or get later, if this is confirmed."""
        first = self.own.passages[:1]
        is_same = bool(first) and bool(self.now) and first[0].index == self.now[0].index
        return bool(self.now) and (not is_same or is_less(self.own.passages, self.now))

    @property
    def urgency(self) -> tuple[bool, bool, bool, int]:
        """Sorts cases: first what visitors get no answer to, then what they get another one to."""
        shown = self.own.passages
        return not shown, bool(self.now), not self.is_other, shown[0].index if shown else 0


@dataclass(frozen=True, slots=True)
class Written:
    """What a person's word changed in a file, by which it is taken back: at a place, `before` by `after`.

    `mark` tells the file's text after it, so that nothing is taken back of a file that changed since.
    """

    at: int
    before: str
    after: str
    mark: str

    @classmethod
    def between(cls, before: str, after: str) -> "Written":
        """Return what differs between two texts, as one piece."""
        start = _shared(before, after)
        same = _shared(before[start:][::-1], after[start:][::-1])
        old, new = before[start : len(before) - same], after[start : len(after) - same]
        return cls(start, old, new, _mark(after))

    def undone(self, text: str) -> str | None:
        """Return a file's text as it was before; None if it is not as it was left."""
        if _mark(text) != self.mark:
            return None
        return text[: self.at] + self.before + text[self.at + len(self.after) :]


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

    def cases(self, decided: Callable[[str], Decision], *, is_whole: bool) -> list[Case]:
        """Return what a person is asked about, the most urgent first; `is_whole`: also what seems absent.

        `decided` tells the outcome that visitors get now for a question.
        """
        cases = []
        for own in self.waiting():
            if own.passages or is_whole:
                asked = self.question(own)
                now = decided(asked)
                cases.append(Case(own, asked, now.passages if now.outcome is Outcome.ANSWER else ()))
        return sorted(cases, key=lambda case: case.urgency)

    def question(self, own: Waiting) -> str:
        """Return a question that visitors ask with an answer's intent."""
        said = own.entry.utterances
        return said[0] if said else question(self._root / "intents", own.entry.intent, self.policy.locale)

    def anchors(self, passage: Passage) -> tuple[Anchor, ...]:
        """Return by which anchors visitors are shown a passage whole: one if that is enough."""
        texts = {segment.id: segment.text for segment in self.policy.segments}
        each = tuple(anchor(segment, texts) for segment in passage.segments)
        whole = [own for own in each if not is_less(shown(self.policy, [own]), [passage])]
        return tuple(whole[:1]) or each[:ANSWER_PASSAGES]

    def anchors_of(self, passages: Iterable[Passage]) -> tuple[Anchor, ...]:
        """Return by which anchors visitors are shown these passages, in that order, as many as are shown."""
        found = dict.fromkeys(anchor for passage in passages for anchor in self.anchors(passage))
        return tuple(found)[:ANSWER_PASSAGES]

    def confirm(self, own: Waiting, answer: Sequence[Anchor]) -> Written:
        """Write down that this answers what was asked; nothing says that the policy does not tell it.

        Raises:
            ContentError: somebody changed the entry meanwhile; the file stays as it is.
            UnavailableError: the folder cannot be written.
        """
        file = self.read()
        if own.entry not in file.edited.entries:
            raise ContentError(self.path, MEANWHILE, code="MEANWHILE")
        after = confirmed(file, own.entry.intent, answer)
        self._write(file.text, after)
        return Written.between(file.text, after)

    def take_back(self, written: Written) -> None:
        """Put the file back as it was before a person's word.

        Raises:
            ContentError: somebody changed the file since; it stays as it is.
            UnavailableError: the folder cannot be written.
        """
        reader = Reader(self.path)
        reader.root()
        text = reader.text
        before = written.undone(text)
        if before is None:
            raise ContentError(self.path, MEANWHILE, code="MEANWHILE")
        self._write(text, before)

    def _write(self, before: str, after: str) -> None:
        try:
            write_over(self.path, before, after)
        except OSError as error:
            raise UnavailableError(READ_ONLY % self._root) from error


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def is_less(shown: Sequence[Passage], now: Sequence[Passage]) -> bool:
    """Whether something of what visitors get now is missing in what they would be shown."""
    seen = {(own.index, line) for own in shown for line in own.text.splitlines()}
    return any(
        (passage.index, line) not in seen
        for passage in now
        for line in passage.text.splitlines()
        if line.strip() and line != passage.section
    )


def confirmed(file: AnswersFile, intent: str, answer: Sequence[Anchor]) -> str:
    """Return the text of a file in which this answers an intent, with the marks taken out."""
    listed = next(own for own in file.entries if own.entry.intent == intent)
    edits = [*unmarked(file, listed, "proposed"), *unmarked(file, listed, "changed")]
    if tuple(answer) != listed.entry.answer:
        edits += answered(file, listed, answer)
    return apply(file.text, edits)
