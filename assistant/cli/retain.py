"""`assistant retain`: erase what has been kept long enough, or only tell what that is."""

import json
import os

import click

from assistant.compose import opened
from assistant.service.retention import Due, find_due
from assistant.service.retention import retain as erase_due
from assistant.settings import read
from assistant.store.database import scrub


@click.command()
@click.option("--dry-run", is_flag=True, help="Tell what is due, and erase nothing.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def retain(*, dry_run: bool, as_json: bool) -> None:
    """Erase what has been kept long enough; what is under a legal hold stays. The worker does it daily.

    Example: assistant retain --dry-run
    """
    with opened(read(os.environ)) as parts:
        if dry_run:
            with parts.reads() as session:
                due = find_due(session, parts)
        else:
            due = erase_due(parts)
            with parts.sessions() as session:
                scrub(session.get_bind())
    if as_json:
        click.echo(json.dumps({"dry_run": dry_run, "due": [_row(one) for one in due]}))
        return
    for one in due:
        held = f", held until {one.held_until.isoformat()}" if one.held_until else ""
        click.echo(f"{one.kind} {one.of}: kept until {one.last_day.isoformat()}{held}")
    held_back = sum(one.held_until is not None for one in due)
    done = "would be erased" if dry_run else "erased"
    click.echo(f"{len(due) - held_back} {done}, {held_back} held")


def _row(one: Due) -> dict[str, str | None]:
    held = one.held_until.isoformat() if one.held_until else None
    return {"kind": one.kind, "of": one.of, "last_day": one.last_day.isoformat(), "held_until": held}
