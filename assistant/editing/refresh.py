"""Brings an editors' file up to its policy without losing an edit, a comment or the order of anything."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.answers.build import Proposal
from assistant.editing.anchors import Finder, Place, Standing
from assistant.editing.edits import Edit, apply, end_of, start_of
from assistant.editing.findings import Finding, Severity
from assistant.editing.listed import AnswersFile, Listed, read_answers
from assistant.editing.written import HEAD, Entry, answered, appended, entry_text, fingerprint, marked
from assistant.policy.model import Policy

SURE = 0.6
"""From this score on a passage speaks against an answer that was confirmed to be absent."""
_ENOUGH, _MOST = 5, 0.9
"""A policy is another document if so many confirmed passages, and this share of them, are gone."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A refreshed file, and what a person must look at. `text` is the old one where nothing changed."""

    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Note:
    """A finding about an entry whose line is known only when the file is whole."""

    intent: str
    code: str
    message: str
    severity: Severity = Severity.WARNING


class Refresher:
    """Refreshes files of one policy.

    `topics` and `proposals` are those of the library; `question` tells one of an intent, for remarks.
    """

    def __init__(
        self,
        policy: Policy,
        proposals: Mapping[str, Proposal],
        topics: Collection[str],
        question: Callable[[str], str] = lambda _: "",
    ) -> None:
        self._policy, self._proposals, self._topics = policy, proposals, topics
        self._question = question
        self._finder = Finder(policy)

    def new(self, path: Path, intents: Collection[str]) -> Refreshed:
        """Return a file with everything proposed."""
        head = "\n".join(HEAD).format(policy=self._policy.id, version=fingerprint(self._policy.version))
        file, _ = read_answers(path, intents, self._topics, text=head)
        if file is None:
            raise TypeError(path)
        return self.refresh(file, intents)

    def refresh(self, file: AnswersFile, intents: Collection[str], *, renew: bool = False) -> Refreshed:
        """Return the file brought up to the policy.

        What an editor confirmed stays, found again by its first words where its segment changed. What nobody
        confirmed stays while it stands; if the policy changed and it does not, or with `renew`, it is
        proposed anew. Doing it twice changes nothing, and a policy that is another document changes nothing.
        """
        if is_replaced(file, self._finder):
            return Refreshed(file.text, (self._replaced(file),))
        edits, notes = self._values(file), list[_Note]()
        for listed in file.entries:
            own_edits, own_notes = self._entry(file, listed, renew=renew)
            edits += own_edits
            notes += own_notes
        known = {listed.entry.intent for listed in file.entries}
        new = [i for i in self._proposals if i not in known]
        edits += appended(file, [Entry(i, self._proposals[i].answer, self._question(i)) for i in new])
        text = apply(file.text, edits)
        again, problems = read_answers(file.path, intents, self._topics, text=text)
        if again is None:
            raise problems[0]
        lines = {listed.entry.intent: listed for listed in again.entries}
        return Refreshed(text, tuple(_placed(again.path, lines[note.intent], note) for note in notes))

    def anew(self, file: AnswersFile, intents: Collection[str]) -> Refreshed:
        """Return a file with everything proposed, except for the intents that are the controller's own."""
        fresh = self.new(file.path, intents)
        own = [entry_text(file, listed) for listed in file.entries if listed.entry.utterances]
        text = fresh.text.rstrip("\n") + "".join(f"\n{entry}" for entry in own) + "\n"
        again, problems = read_answers(file.path, intents, self._topics, text=text)
        if again is None:
            raise problems[0]
        return self.refresh(again, intents)

    def _values(self, file: AnswersFile) -> list[Edit]:
        own, version = file.value("policy"), file.value("fingerprint")
        wanted = [(own, self._policy.id, self._policy.id)]
        wanted.append((version, self._policy.version, fingerprint(self._policy.version)))
        return [Edit(start_of(n), end_of(n), written) for n, value, written in wanted if n.value != value]

    def _entry(self, file: AnswersFile, listed: Listed, *, renew: bool) -> tuple[list[Edit], list[_Note]]:
        entry = listed.entry
        places = [self._finder.find(anchor) for anchor in entry.answer]
        is_new = file.edited.fingerprint != self._policy.version
        proposal = self._proposals.get(entry.intent)
        stands = bool(places) and all(p.standing not in {Standing.LOST, Standing.REWORDED} for p in places)
        if entry.is_proposed and not entry.utterances and proposal and (renew or (is_new and not stands)):
            return ([] if proposal.answer == entry.answer else answered(file, listed, proposal.answer)), []
        edits, notes = list[Edit](), list[_Note]()
        for (anchor, segment, _), place in zip(listed.anchors(), places, strict=True):
            if place.standing in {Standing.MOVED, Standing.CHANGED}:
                edits.append(Edit(start_of(segment), end_of(segment), place.segment))
            elif place.standing is not Standing.STANDS:
                notes.append(_Note(entry.intent, *lost(anchor.starts, place, self._policy.id)))
        if entry.is_proposed or entry.is_changed:
            return edits, notes
        note = self._changed(listed, places, proposal if is_new else None)
        return (edits + marked(file, listed, "changed"), [*notes, note]) if note else (edits, notes)

    def _changed(self, listed: Listed, places: list[Place], proposal: Proposal | None) -> _Note | None:
        """Return why a person must look at a confirmed answer again."""
        intent = listed.entry.intent
        if any(place.standing is Standing.CHANGED for place in places):
            message = f"the words of the answer to {intent!r} changed; read them, then delete `changed: true`"
            return _Note(intent, "CHANGED", message)
        if not listed.entry.answer and proposal and proposal.answer and proposal.score >= SURE:
            begins = proposal.answer[0]
            message = (
                f"{self._policy.id} now says {begins.starts!r} ({begins.segment}), which was absent; "
                "choose it or not, then delete `changed: true`"
            )
            return _Note(intent, "CHANGED", message)
        return None

    def _replaced(self, file: AnswersFile) -> Finding:
        node = file.value("fingerprint")
        controller = self._policy.id.partition("/")[0]
        message = (
            f"next to none of the confirmed answers is in {self._policy.id} any more: it is another "
            f"document, so nothing was changed; to start anew: assistant intents build {controller} --anew"
        )
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        return Finding(file.path, line, column, "REPLACED", message)


def is_replaced(file: AnswersFile, finder: Finder) -> bool:
    """Whether the policy holds next to nothing of what was confirmed about it."""
    confirmed = [a for listed in file.entries if not listed.entry.is_proposed for a in listed.entry.answer]
    gone = sum(finder.find(anchor).standing is Standing.LOST for anchor in confirmed)
    return gone >= _ENOUGH and gone >= _MOST * len(confirmed)


def lost(starts: str, place: Place, policy: str) -> tuple[str, str, Severity]:
    """Return code, message and severity for an anchor whose words are not where it says."""
    if place.standing is Standing.REWORDED:
        message = (
            f"segment {place.segment} does not say {starts[:60]!r}; write how it begins, or its right name"
        )
        return "WORDS", message, Severity.ERROR
    like = f"; most like it is {place.segment}" if place.segment else ""
    return "LOST", f"{policy} no longer says {starts[:60]!r}{like}; choose another answer", Severity.ERROR


def _placed(path: Path, listed: Listed, note: _Note) -> Finding:
    line, column = listed.node.start_mark.line + 1, listed.node.start_mark.column + 1
    return Finding(path, line, column, note.code, note.message, note.severity)
