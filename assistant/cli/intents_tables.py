"""`assistant intents coverage` and `schema`: what is answered where, and help for people's text editors."""

import json
from pathlib import Path

import click

from assistant.answers.edited import Edited
from assistant.answers.load import edited_path
from assistant.cli.content import content_root
from assistant.editing.edits import write_whole
from assistant.editing.listed import read_answers
from assistant.editing.schema import PATTERNS, schemas
from assistant.editing.standing import Coverage
from assistant.editing.standing import coverage as standing
from assistant.editing.standing_page import as_page, as_text
from assistant.errors import UsageError
from assistant.matcher.intents import Library
from assistant.matcher.load import load_library
from assistant.policy.load import load_controllers


@click.command()
@click.argument("controllers", nargs=-1)
@click.option(
    "--html", "page", type=click.Path(path_type=Path), default=None, help="Write it as one page, too."
)
@click.option("--json", "as_json", is_flag=True, help="Print for a program.")
def coverage(controllers: tuple[str, ...], *, page: Path | None, as_json: bool) -> None:
    """Show topic by policy what is answered, absent, proposed or open, for CONTROLLERS or for all.

    Example: assistant intents coverage secapp --html coverage.html
    """
    found = _standing(content_root(), controllers)
    if page is not None:
        write_whole(page, as_page(found))
    if as_json:
        click.echo(json.dumps(_as_data(found), ensure_ascii=False, indent=1))
    else:
        click.echo(as_text(found))


@click.command()
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Folder to write to.")
def schema(*, output: Path | None) -> None:
    """Write JSON Schemas of the content's files, for completion and checks in people's text editors.

    They know today's topics and intents; write them anew after adding one. Without --output they go into the
    folder `schemas` beside `policies` and `intents`.

    Example: assistant intents schema
    """
    root = content_root()
    folder = output or root / "schemas"
    for name, own in schemas(load_library(root / "intents")).items():
        path = folder / f"{name}.json"
        write_whole(path, json.dumps(own, ensure_ascii=False, indent=1) + "\n")
        click.echo(f"wrote {path} for {PATTERNS[name]}")


def _standing(root: Path, controllers: tuple[str, ...]) -> Coverage:
    known = {own.id: own for own in load_controllers(root)}
    if unknown := [name for name in controllers if name not in known]:
        raise UsageError(f"there is no controller {unknown[0]}; known: {', '.join(known)}")
    library = load_library(root / "intents")
    edited = {}
    for own in known.values():
        for locale in own.locales if not controllers or own.id in controllers else ():
            path = edited_path(root, f"{own.id}/{locale}")
            edited[f"{own.id}/{locale}"] = _read(path, library) if path.is_file() else None
    return standing(library.intents.values(), edited)


def _read(path: Path, library: Library) -> Edited:
    file, problems = read_answers(path, library.intents, library.topics)
    if file is None:
        raise problems[0]
    return file.edited


def _as_data(found: Coverage) -> dict[str, dict[str, dict[str, str]]]:
    """Return the state of each intent, by topic and policy."""
    return {
        topic: {policy: {d.intent: str(d.state) for d in own} for policy, own in by_policy.items()}
        for topic, by_policy in found.topics.items()
    }
