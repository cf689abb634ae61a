"""Reads everything that answers need from a content folder."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.answers.edited import Edited, read_edited
from assistant.answers.knowledge import Knowledge, shelved
from assistant.answers.volume import Own, Shelf, Volume
from assistant.errors import ContentError
from assistant.matcher.language import LanguageModel, identify
from assistant.matcher.load import load_model
from assistant.matcher.model import Model
from assistant.policy.load import (
    SETTINGS_FILE,
    Controller,
    PolicyReader,
    load_controllers,
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
    """Return what the content folder holds; the policies of a controller are read when they are asked for.

    Raises:
        ContentError: settings cannot be used, or the matcher was not fitted to the intents yet.
    """
    model = load_model(root / "intents")
    controllers = load_controllers(root)
    shelf = Shelf(len(controllers))
    volumes = [Volume(own, model, partial(load_own, root, own, model), shelf=shelf) for own in controllers]
    return shelved(volumes, load_notice(root), model)


def controller_names(root: Path) -> tuple[str, ...]:
    """Return the controllers that have settings, in order."""
    return tuple(sorted(path.parent.name for path in (root / "policies").glob(f"*/{SETTINGS_FILE}")))


def load_own(
    root: Path,
    controller: Controller,
    model: Model,
    *,
    read: PolicyReader = read_policy,
    decisions: Callable[[Path, Model], Edited] | None = None,
) -> Own:
    """Return what the content folder holds of one controller; `decisions` reads what its editors wrote.

    Raises:
        ContentError: one of its files cannot be used, or its editors name intents that the model lacks.
    """
    policies = load_policies(root, controller, read=read)
    paths = {policy.id: edited_path(root, policy.id) for policy in policies.values()}
    decided = decisions or load_edited
    edited = {policy: decided(path, model) for policy, path in paths.items() if path.is_file()}
    return Own(controller, policies, edited)


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
