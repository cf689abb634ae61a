"""`assistant policy`: look at policies as the program reads them, check them, compare and keep versions."""

import json
from pathlib import Path
from typing import Any

import click

from assistant.cli.content import LOCALES, content_root
from assistant.cli.patience import bar
from assistant.cli.policy_check import check
from assistant.cli.policy_diff import diff
from assistant.cli.policy_versions import publish_policy, restore_policy, show_history
from assistant.errors import UsageError
from assistant.policy.load import NOTICE_FOLDER, load_controllers, load_notice, load_policies
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.terms import Locale

_LARGE_BYTES = 500_000


def find_policy(name: str, locale: Locale | None) -> Policy:
    """Return a shipped policy by its name, or the policy in a file.

    Raises:
        UsageError: there is none of that name, or a file without its language.
        ContentError: it cannot be read.
    """
    path = Path(name)
    if path.suffix:
        if locale is None:
            raise UsageError("say which language the file is in, for example: --locale fi")
        is_large = path.is_file() and path.stat().st_size >= _LARGE_BYTES
        with bar(f"reading {path.name}", is_shown=is_large) as progress:
            return read_policy(path, id=path.name, locale=locale, progress=progress)
    root = content_root()
    known = {f"{c.id}/{loc}": (c, loc) for c in load_controllers(root) for loc in c.locales}
    if name in known:
        controller, found = known[name]
        return load_policies(root, controller)[found]
    notices = {f"{NOTICE_FOLDER}/{loc}": notice for loc, notice in load_notice(root).items()}
    if name in notices:
        return notices[name]
    raise UsageError(f"there is no policy {name}; known: {', '.join(sorted([*known, *notices]))}")


def as_data(found: Policy) -> dict[str, Any]:
    """Return a policy for programs."""
    return {
        "policy": found.id,
        "version": found.version,
        "lang": found.locale,
        "title": found.title,
        "sections": [
            {
                "id": section.id,
                "heading": section.heading,
                "level": section.level,
                "segments": [{"id": s.id, "kind": s.kind, "text": s.text} for s in section.segments],
            }
            for section in found.sections
        ],
        "text": found.text,
    }


@click.group()
def policy() -> None:
    """Look at policies as the assistant reads them, check them, compare them and keep their versions.

    Example: assistant policy show secapp/en
    """


for command in (check, diff, show_history, publish_policy, restore_policy):
    policy.add_command(command)


@policy.command()
@click.argument("name")
@click.option(
    "--locale",
    type=LOCALES,
    default=None,
    help="Language, for a file.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def show(*, name: str, locale: str | None, as_json: bool) -> None:
    """Show the sections and segments of NAME: a policy such as secapp/en, or a file.

    Every passage that is ever shown stands verbatim in `text`, white space folded.

    Example: assistant policy show secapp/en --json
    """
    found = find_policy(name, Locale(locale) if locale else None)
    if as_json:
        click.echo(json.dumps(as_data(found), ensure_ascii=False, indent=1))
        return
    click.secho(f"{found.title}  ({found.id}, version {found.version})", bold=True)
    for section in found.sections:
        click.secho(f"\n{'#' * section.level} {section.heading}" if section.heading else "", bold=True)
        for segment in section.segments:
            click.echo(f"  [{segment.id}] {segment.text}")
