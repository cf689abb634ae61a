"""Finds the policies that commands are given: by name, by a kept version, or in any file."""

from dataclasses import dataclass
from pathlib import Path

from assistant.answers.load import read_unseen
from assistant.cli.content import content_root
from assistant.errors import UsageError
from assistant.matcher.model import Model
from assistant.policy.load import load_controllers
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.policy.versions import find, history
from assistant.terms import Locale


@dataclass(frozen=True, slots=True)
class Named:
    """A controller's policy in one language, with its file."""

    controller: str
    locale: Locale
    path: Path

    @property
    def id(self) -> str:
        return f"{self.controller}/{self.locale}"

    def read(self, path: Path | None = None) -> Policy:
        """Return the policy, or a file that takes its place.

        Raises:
            ContentError: it cannot be read.
        """
        return read_policy(path or self.path, id=self.id, locale=self.locale)

    def since(self, version: str) -> Policy:
        """Return the policy as it was published in that version, or on that day.

        Raises:
            UsageError: no such version is kept.
        """
        return self.read(find(history(self.path.parent, self.locale), version).path)


def every_policy() -> tuple[Named, ...]:
    """Return every controller's policies.

    Raises:
        ContentError: a settings file cannot be used.
    """
    root = content_root()
    return tuple(
        Named(controller.id, locale, root / "policies" / controller.id / name)
        for controller in load_controllers(root)
        for locale, name in controller.locales.items()
    )


def named(name: str | None) -> tuple[Named, ...]:
    """Return the policies of a controller, one such as `secapp/en`, or all where no name is given.

    Raises:
        UsageError: there is none of that name.
    """
    known = every_policy()
    found = tuple(one for one in known if name in {None, one.controller, one.id})
    if not found:
        raise UsageError(f"there is no policy {name}; known: {', '.join(one.id for one in known)}")
    return found


def one_named(name: str) -> Named:
    """Return one policy, such as `secapp/en`.

    Raises:
        UsageError: there is none, or the name means several languages.
    """
    found = named(name)
    if len(found) > 1:
        raise UsageError(f"name one language: {' or '.join(one.id for one in found)}")
    return found[0]


def is_file(name: str) -> bool:
    """Return whether a name means a file rather than a controller's policy."""
    return bool(Path(name).suffix)


def read_file(path: Path, locale: Locale | None, model: Model) -> Policy:
    """Return the policy in any file; without a language it is found out.

    Raises:
        ContentError: it cannot be read, or is in a language that the assistant does not speak.
    """
    if locale is None:
        return read_unseen(path, model.languages)
    return read_policy(path, id=path.name, locale=locale)
