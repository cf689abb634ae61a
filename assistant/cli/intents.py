"""`assistant intents`: fit the matcher, refresh the answers that editors confirm, and find problems."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from assistant.answers.build import propose
from assistant.answers.load import edited_path
from assistant.answers.table import tabulate
from assistant.cli.content import content_root
from assistant.cli.fitting import fitted
from assistant.cli.intents_check import check
from assistant.cli.intents_confirm import confirm
from assistant.cli.intents_tables import coverage, schema
from assistant.cli.unanswered import adopt, unanswered
from assistant.editing.edits import write_over, write_whole
from assistant.editing.findings import Finding, has_errors, in_order, of_errors
from assistant.editing.listed import read_answers
from assistant.editing.refresh import Refresher
from assistant.editing.utterances import question
from assistant.errors import UsageError
from assistant.matcher.model import Model
from assistant.policy.load import load_controllers, load_policies
from assistant.policy.model import Policy


@click.group()
def intents() -> None:
    """Fit the matcher to the intent library, and check what editors wrote.

    Example: assistant intents build
    """


intents.add_command(check)
intents.add_command(confirm)
intents.add_command(coverage)
intents.add_command(schema)
intents.add_command(unanswered)
intents.add_command(adopt)


@intents.command()
@click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
def fit(*, quiet: bool) -> None:
    """Fit the matcher to the intents, where that was not done yet, and change no file of theirs.

    Example: assistant intents fit
    """
    fitted(content_root() / "intents", quiet=quiet)


@intents.command()
@click.argument("controller", required=False)
@click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@click.option("--renew", is_flag=True, help="Propose anew whatever nobody has confirmed.")
@click.option("--anew", is_flag=True, help="Start over for CONTROLLER; what was confirmed is kept aside.")
def build(controller: str | None, *, quiet: bool, renew: bool, anew: bool) -> None:
    """Fit the matcher to the intents, and refresh the answers of CONTROLLER or of all.

    Every edit, comment and the order stay. What nobody confirmed is marked `proposed: true`; what changed
    in the policy after it was confirmed, `changed: true`. What is not found again is said, and kept.

    Example: assistant intents build secapp
    """
    root = content_root()
    known = {own.id: own for own in load_controllers(root)}
    if controller and controller not in known:
        raise UsageError(f"there is no controller {controller}; known: {', '.join(known)}")
    if anew and not controller:
        raise UsageError(
            "--anew starts over for one controller; name it: assistant intents build secapp --anew"
        )
    chosen = [known[controller]] if controller else list(known.values())
    policies = [policy for own in chosen for policy in load_policies(root, own).values()]
    model = fitted(root / "intents", quiet=quiet)
    how = "anew" if anew else "renew" if renew else "refresh"
    found: list[Finding] = []
    for policy in policies:
        path = edited_path(root, policy.id)
        wrote, findings = refreshed(path, policy, model, how=how)
        if not quiet and (wrote or not findings):
            click.echo(f"wrote {path.relative_to(root)}" if wrote else f"{policy.id}: nothing to change")
        found += findings
    for finding in in_order(found):
        click.echo(finding.as_text(root), err=True)
    sys.exit(1 if has_errors(found) else 0)


def refreshed(
    path: Path, policy: Policy, model: Model, *, how: str = "refresh"
) -> tuple[bool, list[Finding]]:
    """Bring one editors' file up to its policy; a file that cannot be used is left alone.

    Returns whether it was written, and what a person must look at.
    """
    proposals = propose(policy, tabulate(policy, model), model.intents)
    library = path.parents[1]
    refresher = Refresher(policy, proposals, model.topics, partial(question, library, lang=policy.locale))
    names = {intent.id for intent in model.intents}
    if not path.is_file():
        write_whole(path, refresher.new(path, names).text)
        return True, []
    file, problems = read_answers(path, names, model.topics)
    if file is None:
        return False, of_errors(problems)
    if how == "anew":
        write_whole(_aside(path), file.text)
        found = refresher.anew(file, names)
    else:
        found = refresher.refresh(file, names, renew=how == "renew")
    if found.text != file.text:
        write_over(path, file.text, found.text)
    return found.text != file.text, list(found.findings)


def _aside(path: Path) -> Path:
    """Return a free name beside a file, of an ending that nothing reads."""
    return next(name for name in _names_aside(path) if not name.exists())


def _names_aside(path: Path) -> Iterator[Path]:
    number = 1
    while True:
        yield path.with_name(f"{path.name}.before{'' if number == 1 else f'-{number}'}")
        number += 1
