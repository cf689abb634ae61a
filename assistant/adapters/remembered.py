"""Reads files of a controller anew only where they changed: some take long to read."""

from pathlib import Path

from assistant.adapters.stamps import Stamp, stamp_of
from assistant.answers.edited import Edited
from assistant.answers.load import load_edited
from assistant.answers.volume import Own
from assistant.matcher.model import Model
from assistant.policy.load import PolicyReader
from assistant.policy.model import Policy
from assistant.terms import Locale


class Files:
    """Reads one controller's files, and notes how they stood and which model they were held against.

    A file that stands as it did when `before` noted it is taken from `own`, until that is let go.
    """

    def __init__(
        self, read: PolicyReader, model: Model, before: "Files | None" = None, own: Own | None = None
    ) -> None:
        self.model, self.stamps = model, dict[tuple[str, str], Stamp]()
        self._read, self._before, self._own = read, before, own

    def policy(self, path: Path, *, id: str, locale: Locale) -> Policy:  # noqa: A002 - as read_policy has it
        stands = self._stands(path, id)
        known = self._own.policies.get(locale) if self._own and stands else None
        return known or self._read(path, id=id, locale=locale)

    def edited(self, path: Path, model: Model) -> Edited:
        """Return what editors wrote, read again for another model, too: it is held against that."""
        stands = self._stands(path, "") and self._before is not None and self._before.model is model
        known = self._own.edited.get(f"{path.parent.name}/{path.stem}") if self._own and stands else None
        return known or load_edited(path, model)

    def let_go(self) -> None:
        """Keep no more than how the files stood."""
        self._before = self._own = None

    def _stands(self, path: Path, policy: str) -> bool:
        """Tell whether a file was read before for the same policy, and stands as it did then."""
        key, stamp = (str(path), policy), stamp_of(path)
        if stamp is not None:
            self.stamps[key] = stamp
        return self._before is not None and stamp is not None and self._before.stamps.get(key) == stamp
