"""`assistant intents`: fit the matcher, refresh the answers that editors confirm, and find problems."""

import sys
from pathlib import Path

import click

from assistant.answers.load import check_edited
from assistant.cli.content import content_root
from assistant.errors import ContentError
from assistant.matcher.load import load_library, load_model, model_path, read_library, save_model
from assistant.matcher.model import Model, fit_model


@click.group()
def intents() -> None:
    """Fit the matcher to the intent library, and check what editors wrote.

    Example: assistant intents build
    """


@intents.command()
@click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
def build(*, quiet: bool) -> None:
    """Fit the matcher to the intents.

    Example: assistant intents build
    """
    folder = content_root() / "intents"
    model = _fitted(folder, quiet=quiet)
    if not quiet:
        click.echo(f"{len(model.intents)} intents, {len(model.topics)} topics: {model_path(folder)}")


@intents.command()
def check() -> None:
    """Print every problem in the intents, one a line; exit 1 if there is one.

    Example: assistant intents check
    """
    root = content_root()
    problems = list(read_library(root / "intents")[1])
    if not problems:
        model = load_model(root / "intents")
        paths = sorted((root / "intents").glob("*/*.yaml"))
        own = [p for p in paths if p.parent.name not in {"shared", "topics"}]
        problems += [problem for path in own for problem in check_edited(path, model)[1]]
    for problem in problems:
        click.echo(_relative(problem, root), err=True)
    sys.exit(1 if problems else 0)


def _fitted(folder: Path, *, quiet: bool) -> Model:
    if model_path(folder).is_file():
        return load_model(folder)
    library = load_library(folder)
    if not quiet:
        click.echo(f"fitting to {len(library.utterances)} utterances", err=True)
    model = fit_model(library)
    save_model(folder, model)
    return model


def _relative(problem: ContentError, root: Path) -> str:
    return str(problem).replace(f"{root}/", "")
