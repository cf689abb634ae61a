"""`assistant audit`: hold the record of every request against its keys."""

import json
import os
import sys

import click

from assistant.compose import opened
from assistant.service.audit import anchor as note_heads
from assistant.service.audit import anchors, erased, verify_all
from assistant.settings import read


@click.group()
def audit() -> None:
    """Look after the record.

    Example: assistant audit verify
    """


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def verify(*, as_json: bool) -> None:
    """Check every ticket's history for edits, gaps and cut ends; exit 1 if there is one.

    Held against the anchors in the data folder, too.

    Example: assistant audit verify --json
    """
    with opened(read(os.environ)) as parts, parts.reads() as session:
        found = verify_all(session, parts, kept=parts.anchors.all(), gone=erased(parts))
    problems = [
        {"reference": reference, "fault": problem.fault.value, "position": problem.position}
        for reference, of_request in sorted(found.items())
        for problem in of_request
    ]
    if as_json:
        click.echo(json.dumps({"problems": problems}))
    else:
        for problem in problems:
            click.echo(f"{problem['reference']} {problem['position']} {problem['fault']}", err=True)
        click.echo(f"{len(problems)} problems")
    sys.exit(1 if problems else 0)


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="The heads of all chains, for another place.")
def anchor(*, as_json: bool) -> None:
    """Note where each history ends, in the data folder and on request in what is printed. Daily by itself.

    Keep what is printed where nobody who can write to the database can write.

    Example: assistant audit anchor --json > /mnt/elsewhere/heads.json
    """
    with opened(read(os.environ)) as parts, parts.reads() as session:
        changed = note_heads(session, parts)
        heads = anchors(session)
    if as_json:
        click.echo(json.dumps({reference: [head.length, head.head] for reference, head in heads.items()}))
        return
    click.echo(f"{len(heads)} histories, {changed} longer than when they were noted last")
