"""Reads everything that answers need from a content folder."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.answers.edited import Edited, read_edited
from assistant.answers.knowledge import Knowledge
from assistant.errors import ContentError
from assistant.matcher.language import LanguageModel, identify
from assistant.matcher.load import load_model
from assistant.matcher.model import Model
from assistant.policy.load import (
    SETTINGS_FILE,
    Controller,
    PolicyReader,
    load_controller,
    load_notice,
    load_policies,
)
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.strict import Reader
from assistant.terms import Locale

_SAMPLE = 3000
"""Characters of a policy that tell its language."""


def load_knowledge(root: Path) -> Knowledge:
    """Return what the content folder holds.

    Raises:
        ContentError: a file cannot be used, or the matcher was not fitted to the intents yet.
    """
    model = load_model(root / "intents")
    return join([load_own(root, name, model) for name in controller_names(root)], load_notice(root), model)


@dataclass(frozen=True, slots=True)
class Own:
    """What the content folder holds of one controller alone; `edited` is by policy, such as `secapp/en`."""

    controller: Controller
    policies: Mapping[Locale, Policy] = field(repr=False)
    edited: Mapping[str, Edited] = field(repr=False)

    def fits(self, model: Model) -> bool:
        """Tell whether a model has every intent and topic that the editors name."""
        intents, topics = {intent.id for intent in model.intents}, {None, *model.topics}
        entries = [entry for edited in self.edited.values() for entry in edited.entries]
        return all((e.intent in intents or e.utterances) and e.topic in topics for e in entries)


def controller_names(root: Path) -> tuple[str, ...]:
    """Return the controllers that have settings, in order."""
    return tuple(sorted(path.parent.name for path in (root / "policies").glob(f"*/{SETTINGS_FILE}")))


def load_own(
    root: Path,
    name: str,
    model: Model,
    *,
    read: PolicyReader = read_policy,
    decisions: Callable[[Path, Model], Edited] | None = None,
) -> Own:
    """Return what the content folder holds of one controller; `decisions` reads what its editors wrote.

    Raises:
        ContentError: one of its files cannot be used, or its editors name intents that the model lacks.
    """
    controller = load_controller(root / "policies" / name)
    policies = load_policies(root, controller, read=read)
    paths = {policy.id: edited_path(root, policy.id) for policy in policies.values()}
    decided = decisions or load_edited
    edited = {policy: decided(path, model) for policy, path in paths.items() if path.is_file()}
    return Own(controller, policies, edited)


def join(own: Iterable[Own], notices: Mapping[Locale, Policy], model: Model) -> Knowledge:
    """Return the knowledge of these controllers, the assistant's own notice and a model."""
    parts = {part.controller.id: part for part in own}
    return Knowledge(
        {name: part.controller for name, part in parts.items()},
        {name: part.policies for name, part in parts.items()},
        notices,
        model,
        {policy: edited for part in parts.values() for policy, edited in part.edited.items()},
    )


def edited_path(root: Path, policy: str) -> Path:
    """Return where editors decide about a policy such as `secapp/en`."""
    return root / "intents" / f"{policy}.yaml"


def load_edited(path: Path, model: Model) -> Edited:
    """Return an editors' file.

    Raises:
        ContentError: its first problem.
    """
    edited, problems = check_edited(path, model)
    if problems or edited is None:
        raise problems[0]
    return edited


def check_edited(path: Path, model: Model) -> tuple[Edited | None, tuple[ContentError, ...]]:
    """Return what can be read of an editors' file, and its problems."""
    reader = Reader(path)
    edited = read_edited(reader, {intent.id for intent in model.intents}, model.topics)
    return edited, tuple(reader.problems)


def read_unseen(path: Path, languages: LanguageModel) -> Policy:
    """Return a policy that no settings speak of, in the language its text is in.

    Raises:
        ContentError: it cannot be read, or is in a language that the assistant does not speak.
    """
    policy = read_policy(path, id=path.name, locale=Locale.EN)
    lang = identify(languages, policy.text[:_SAMPLE], given=None).lang
    if lang is None:
        fault = "is in none of the languages that the assistant answers in: English, Finnish, Swedish"
        raise ContentError(path, fault, code="LANGUAGE")
    return policy if lang is Locale.EN else read_policy(path, id=path.name, locale=lang)
