"""`assistant policy history`, `publish` and `restore`: every published version is kept, and can come back."""

import hashlib
import json
from datetime import UTC, datetime

import click

from assistant.cli.policy_names import Named, named, one_named
from assistant.errors import ContentError
from assistant.policy.compare import Change, compare
from assistant.policy.facts import stated_date
from assistant.policy.model import Policy
from assistant.policy.read import VERSION_DIGITS
from assistant.policy.versions import Kept, find, history, publish, restore

_COUNTED = (Change.ADDED, Change.REMOVED, Change.MOVED, Change.CHANGED)


@click.command("publish")
@click.argument("name", metavar="[CONTROLLER[/LOCALE]]", required=False)
def publish_policy(name: str | None) -> None:
    """Keep the policies as they are now as published versions; what is kept already is left alone.

    Example: assistant policy publish secapp
    """
    for one in named(name):
        one.read()  # what cannot be read is not published
        kept = publish(one.path, one.locale, _version(one), now=datetime.now(UTC))
        click.echo(f"{one.id}: kept version {kept.version}" if kept else f"{one.id}: kept already")


@click.command("history")
@click.argument("name", metavar="CONTROLLER/LOCALE")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def show_history(name: str, *, as_json: bool) -> None:
    """List the published versions, the newest first, each with what it changed.

    Example: assistant policy history secapp/en
    """
    one = one_named(name)
    versions = history(one.path.parent, one.locale)
    rows = [_row(one, versions, number) for number in reversed(range(len(versions)))]
    is_same = bool(versions) and one.path.is_file() and _is_in_force(one, versions[-1])
    if as_json:
        data = {"policy": one.id, "is_published": is_same, "versions": rows}
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    if not is_same:
        click.echo(f"{one.id} is not published as it is now: assistant policy publish {one.id}")
    for row in rows:
        stated = f"  dated {row['stated_date']}" if row["stated_date"] else ""
        force = "  in force" if row["in_force"] else ""
        click.echo(f"{row['version']}  {row['published']}{stated}  {row['changes']}{force}")


@click.command("restore")
@click.argument("name", metavar="CONTROLLER/LOCALE")
@click.argument("version")
def restore_policy(name: str, version: str) -> None:
    """Bring a published VERSION back; what stands there now is kept first, and nothing is lost.

    VERSION is the beginning of a version, or a day: what was in force on it.

    Example: assistant policy restore secapp/en 2026-11-24
    """
    one = one_named(name)
    kept = find(history(one.path.parent, one.locale), version)
    now = datetime.now(UTC)
    before = publish(one.path, one.locale, _version(one), now=now) if one.path.is_file() else None
    restore(one.path, kept)
    publish(one.path, one.locale, kept.version, now=now)
    if before:
        click.echo(f"{one.id}: what stood there is kept as version {before.version}")
    build = f"assistant intents build {one.id.partition('/')[0]}"
    click.echo(f"{one.id}: version {kept.version} is back; refresh the answers: {build}")


def _version(one: Named) -> str:
    """Return the version of a policy's file, by its bytes if it cannot be read as a policy."""
    try:
        return one.read().version
    except ContentError:
        return hashlib.blake2b(one.path.read_bytes()).hexdigest()[:VERSION_DIGITS]


def _row(one: Named, versions: tuple[Kept, ...], number: int) -> dict[str, str | bool | None]:
    kept = versions[number]
    policy = _read(one, kept)
    stated = stated_date(policy.text) if policy else None
    return {
        "version": kept.version,
        "published": kept.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "stated_date": stated.isoformat() if stated else None,
        "changes": _changes(_read(one, versions[number - 1]) if number else None, policy),
        "in_force": number == len(versions) - 1 and _is_in_force(one, kept),
        "file": str(kept.path.relative_to(one.path.parent)),
    }


def _is_in_force(one: Named, kept: Kept) -> bool:
    return one.path.is_file() and one.path.read_bytes() == kept.path.read_bytes()


def _read(one: Named, kept: Kept) -> Policy | None:
    try:
        return one.read(kept.path)
    except ContentError:
        return None


def _changes(old: Policy | None, new: Policy | None) -> str:
    if new is None:
        return "cannot be read"
    if old is None:
        return "first"
    found = [segment.change for segment in compare(old, new).segments]
    counts = [f"{found.count(change)} {change}" for change in _COUNTED if change in found]
    return ", ".join(counts) or "marks only"
