"""Reads files of the content once as long as they stay as they are: some take long to read."""

from pathlib import Path

from assistant.adapters.stamps import Groups, Stamp, stamp_of
from assistant.answers.edited import Edited
from assistant.answers.load import load_edited
from assistant.matcher.model import Model
from assistant.policy.load import PolicyReader
from assistant.policy.model import Policy
from assistant.terms import Locale


class Policies:
    """Reads policies, each once as long as its file stays as it is."""

    def __init__(self, read: PolicyReader) -> None:
        self._read = read
        self._known: dict[tuple[Path, str], tuple[Stamp, Policy]] = {}

    def __call__(self, path: Path, *, id: str, locale: Locale) -> Policy:  # noqa: A002 - as read_policy has it
        stamp = stamp_of(path)
        known = self._known.get((path, id))
        if known is not None and known[0] == stamp:
            return known[1]
        policy = self._read(path, id=id, locale=locale)
        if stamp is not None:
            self._known[path, id] = stamp, policy
        return policy

    def forget(self, found: Groups) -> None:
        """Forget the files that are gone."""
        there = {Path(path) for stamps in found.values() for path in stamps}
        self._known = {key: value for key, value in self._known.items() if key[0] in there}


class Decisions:
    """Reads editors' files, each once as long as it and the model that it is held against stay the same."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[Stamp, Model, Edited]] = {}

    def __call__(self, path: Path, model: Model) -> Edited:
        stamp, known = stamp_of(path), self._known.get(path)
        if known is not None and known[0] == stamp and known[1] is model:
            return known[2]
        edited = load_edited(path, model)
        if stamp is not None:
            self._known[path] = stamp, model, edited
        return edited

    def forget(self, found: Groups) -> None:
        """Forget the files that are gone."""
        there = {Path(path) for stamps in found.values() for path in stamps}
        self._known = {path: value for path, value in self._known.items() if path in there}
