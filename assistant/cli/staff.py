"""`assistant staff`: add the people who work tickets, and give their programs tokens."""

import json
import os
import sys
from pathlib import Path

import click

from assistant.cli.content import LOCALES
from assistant.compose import opened
from assistant.errors import ConflictError, InvalidInputError, UsageError
from assistant.service import staff as people
from assistant.service.acting import SYSTEM, Act
from assistant.service.parts import Parts
from assistant.service.queues import all_queues
from assistant.service.staff import STAFF_ROLES, Newcomer
from assistant.settings import read
from assistant.terms import Locale, Role


@click.group()
def staff() -> None:
    """Add people and give them tokens, without any question asked.

    Example: assistant staff add maija --role agent --queue secapp-privacy --password-file password.txt
    """


@staff.command()
@click.argument("name")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice([role.value for role in STAFF_ROLES]),
    help="What they may do; may be given often.",
)
@click.option("--queue", "queues", multiple=True, help="A queue to work in; may be given often; none: all.")
@click.option("--email", default="", help="Their address, as programs are told it.")
@click.option("--password-file", required=True, help="File whose first line is the password; - reads it.")
@click.option(
    "--locale",
    type=LOCALES,
    default="en",
    help="Language of the console.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def add(name: str, roles: tuple[str, ...], queues: tuple[str, ...], **options: str) -> None:
    """Add NAME, who signs in with a password of at least 12 characters.

    Example: echo "a long password" | assistant staff add maija --role agent --password-file - --json
    """
    first, *more = (Role(role) for role in roles)
    password, locale = _password(options["password_file"]), Locale(options["locale"])
    newcomer = Newcomer(name, first, password, queues, locale=locale, more_roles=more, email=options["email"])
    with opened(read(os.environ)) as parts:
        _check_queues(parts, queues)
        with parts.sessions.begin() as session:
            try:
                member = people.add(Act(session, parts, SYSTEM, parts.now()), newcomer)
            except (InvalidInputError, ConflictError) as error:
                raise UsageError(str(error)) from error
            added = {"name": member.name, "role": member.role, "queues": member.queues}
    click.echo(json.dumps(added, ensure_ascii=False) if options["as_json"] else f"added {added['name']}")


@staff.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def token(name: str, *, as_json: bool) -> None:
    """Print a new token for NAME's programs; the one before it ends.

    Example: assistant staff token maija --json
    """
    with opened(read(os.environ)) as parts, parts.sessions.begin() as session:
        given = people.give_token(Act(session, parts, SYSTEM, parts.now()), name)
    click.echo(json.dumps({"name": name, "token": given}, ensure_ascii=False) if as_json else given)


def _password(path: str) -> str:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the password file {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"the password file {path} is not UTF-8 text") from error
    return (text.splitlines() or [""])[0]


def _check_queues(parts: Parts, queues: tuple[str, ...]) -> None:
    if not queues:
        return
    known = {controller.queue for controller in parts.knowledge().controllers.values()}
    with parts.reads() as session:
        known.update(queue.name for queue in all_queues(session) if not queue.controller)
    for queue in queues:
        if queue not in known:
            raise UsageError(f"there is no queue {queue}; known: {', '.join(sorted(known))}")
