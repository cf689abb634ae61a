"""`assistant queue`: add queues that belong to no company, and let programs into a queue."""

import json
import os

import click

from assistant.compose import opened
from assistant.errors import ConflictError, InvalidInputError, NotFoundError, UsageError
from assistant.service import queues
from assistant.service.acting import SYSTEM, Act
from assistant.service.queues import NewQueue
from assistant.settings import read
from assistant.tickets.lifecycle import LIFECYCLES


@click.group()
def queue() -> None:
    """Look after the queues of the tracker.

    Example: assistant queue list
    """


@queue.command()
@click.argument("name")
@click.option("--description", default="", help="What it is for.")
@click.option("--lifecycle", default="default", type=click.Choice(list(LIFECYCLES)), show_default=True)
@click.option("--rest", is_flag=True, help="Let programs work in it over REST 2.0.")
def add(name: str, description: str, lifecycle: str, *, rest: bool) -> None:
    """Add the queue NAME for plain tickets; each company has its own queue already.

    Example: assistant queue add General --rest
    """
    new = NewQueue(name, description, lifecycle=lifecycle, serves_rest=rest)
    with opened(read(os.environ)) as parts, parts.sessions.begin() as session:
        try:
            added = queues.add(Act(session, parts, SYSTEM, parts.now()), new)
        except (InvalidInputError, ConflictError) as error:
            raise UsageError(str(error)) from error
        click.echo(f"added {added.name}")


@queue.command()
@click.argument("name")
@click.option("--on/--off", "is_on", default=True, help="Whether programs may work in it.")
def rest(name: str, *, is_on: bool) -> None:
    """Let programs into the queue NAME over REST 2.0, or shut them out again.

    Example: assistant queue rest secapp-privacy --on
    """
    with opened(read(os.environ)) as parts, parts.sessions.begin() as session:
        queues.ensure(Act(session, parts, SYSTEM, parts.now()))
        try:
            found = queues.queue_named(session, name)
        except NotFoundError:
            known = ", ".join(row.name for row in queues.all_queues(session))
            raise UsageError(f"there is no queue {name}; known: {known}") from None
        found.serves_rest = is_on
        click.echo(f"{found.name}: REST 2.0 is {'on' if is_on else 'off'}")


@queue.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_queues(*, as_json: bool) -> None:
    """List the queues, and whether programs may work in them.

    Example: assistant queue list --json
    """
    with opened(read(os.environ)) as parts, parts.sessions.begin() as session:
        queues.ensure(Act(session, parts, SYSTEM, parts.now()))
        rows = [
            {
                "name": row.name,
                "lifecycle": row.lifecycle,
                "rest": row.serves_rest,
                "disabled": row.is_disabled,
            }
            for row in queues.all_queues(session, disabled=True)
        ]
    for row in rows if not as_json else ():
        click.echo(
            f"{row['name']}{' (REST)' if row['rest'] else ''}{' (disabled)' if row['disabled'] else ''}"
        )
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
