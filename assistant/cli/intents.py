"""`assistant intents`: fit the matcher, refresh the answers that editors confirm, and find problems."""

import sys
from io import StringIO
from pathlib import Path

import click
from ruamel.yaml import YAML

from assistant.answers.build import propose, refresh
from assistant.answers.load import check_edited, edited_path
from assistant.answers.table import tabulate
from assistant.cli.content import content_root
from assistant.cli.unanswered import unanswered
from assistant.errors import ContentError, UnavailableError, UsageError
from assistant.matcher.load import LIBRARY, load_library, load_model, model_path, read_library, save_model
from assistant.matcher.model import Model, fit_model
from assistant.policy.load import load_controllers, load_policies
from assistant.policy.model import Policy


@click.group()
def intents() -> None:
    """Fit the matcher to the intent library, and check what editors wrote.

    Example: assistant intents build
    """


intents.add_command(unanswered)


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
def build(controller: str | None, *, quiet: bool) -> None:
    """Fit the matcher to the intents, and refresh the answers of CONTROLLER or of all.

    What editors changed or confirmed stays; what nobody confirmed is marked `proposed: true`.

    Example: assistant intents build secapp
    """
    root = content_root()
    model = fitted(root / "intents", quiet=quiet)
    problems: list[ContentError] = []
    for known in load_controllers(root):
        if controller in {None, known.id}:
            for policy in load_policies(root, known).values():
                problems += _refreshed(root, policy, model, quiet=quiet)
    if controller and controller not in {known.id for known in load_controllers(root)}:
        raise UsageError(f"there is no controller {controller} in {root / 'policies'}")
    for problem in problems:
        click.echo(_relative(problem, root), err=True)
    sys.exit(1 if problems else 0)


@intents.command()
def check() -> None:
    """Print every problem in the intents, one a line; exit 1 if there is one.

    Example: assistant intents check
    """
    root = content_root()
    problems = list(read_library(root / "intents")[1])
    if not problems:
        model = fitted(root / "intents", quiet=False)
        paths = sorted((root / "intents").glob("*/*.yaml"))
        own = [p for p in paths if p.parent.name not in LIBRARY]
        problems += [problem for path in own for problem in check_edited(path, model)[1]]
    for problem in problems:
        click.echo(_relative(problem, root), err=True)
    sys.exit(1 if problems else 0)


def _refreshed(root: Path, policy: Policy, model: Model, *, quiet: bool) -> tuple[ContentError, ...]:
    """Bring one editors' file up to its policy; a file that cannot be used is left alone."""
    path = edited_path(root, policy.id)
    yaml = YAML()
    yaml.width = 110
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    document = None
    if path.is_file():
        problems = check_edited(path, model)[1]
        if problems:
            return problems
        document = yaml.load(path.read_text(encoding="utf-8"))
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    refreshed = refresh(
        document, policy, propose(policy, tabulate(policy, model), model.intents), path=str(path)
    )
    text = StringIO()
    yaml.dump(refreshed.document, text)
    if text.getvalue() != before:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.getvalue(), encoding="utf-8")
        if not quiet:
            click.echo(f"wrote {path.relative_to(root)}")
    return refreshed.problems


def fitted(folder: Path, *, quiet: bool) -> Model:
    """Return the model of the intents below this folder, fitting and keeping it if it is not there.

    Raises:
        ContentError: an intent cannot be used.
        UnavailableError: the folder cannot be written.
    """
    if model_path(folder).is_file():
        return load_model(folder)
    library = load_library(folder)
    if not quiet:
        click.echo(f"fitting to {len(library.utterances)} utterances", err=True)
    model = fit_model(library)
    try:
        save_model(folder, model)
    except OSError as error:
        raise UnavailableError(
            f"the fitted matcher cannot be kept in {folder}: {error.strerror}; "
            "copy policies/ and intents/ to a folder of yours and name it in ASSISTANT_HOME"
        ) from error
    return model


def _relative(problem: ContentError, root: Path) -> str:
    return str(problem).replace(f"{root}/", "")
