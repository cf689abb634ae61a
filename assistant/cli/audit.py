"""`assistant audit`: hold the record of every request against its keys."""

import json
import os
import sys

import click

from assistant.compose import opened
from assistant.service.audit import verify_all
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

    Example: assistant audit verify --json
    """
    with opened(read(os.environ)) as parts, parts.reads() as session:
        found = verify_all(session, parts, kept={})
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
