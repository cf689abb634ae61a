"""Reads everything that answers need from a content folder."""

from pathlib import Path

from assistant.answers.edited import Edited, read_edited
from assistant.answers.knowledge import Knowledge
from assistant.errors import ContentError
from assistant.matcher.language import identify
from assistant.matcher.load import load_model
from assistant.matcher.model import Model
from assistant.policy.load import PolicyReader, load_controllers, load_notice, load_policies
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
    return assemble(root, load_model(root / "intents"))


def assemble(root: Path, model: Model, *, read: PolicyReader = read_policy) -> Knowledge:
    """Return what the content folder holds, understood with a model that is at hand.

    Raises:
        ContentError: a file cannot be used.
    """
    controllers = {controller.id: controller for controller in load_controllers(root)}
    policies = {name: load_policies(root, controller, read=read) for name, controller in controllers.items()}
    edited: dict[str, Edited] = {}
    for by_locale in policies.values():
        for policy in by_locale.values():
            path = edited_path(root, policy.id)
            if path.is_file():
                edited[policy.id] = load_edited(path, model)
    return Knowledge(controllers, policies, load_notice(root), model, edited)


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


def read_unseen(path: Path, model: Model) -> Policy:
    """Return a policy that no settings speak of, in the language its text is in.

    Raises:
        ContentError: it cannot be read, or is in a language that the assistant does not speak.
    """
    policy = read_policy(path, id=path.name, locale=Locale.EN)
    lang = identify(model.languages, policy.text[:_SAMPLE], given=None).lang
    if lang is None:
        raise ContentError(path, "is in none of the languages en, fi, sv", code="LANGUAGE")
    return policy if lang is Locale.EN else read_policy(path, id=path.name, locale=lang)
