"""`assistant mirror`: whether mirrors in other trackers are set up well, and where they differ."""

import json
import os
from typing import Any

import click
from sqlalchemy import select

from assistant.compose import mirrors_of, opened
from assistant.service import mirror_in, mirroring, mirrors
from assistant.service.acting import SYSTEM, Act
from assistant.service.mirror_view import mirrors_shown
from assistant.service.parts import Parts
from assistant.settings import read
from assistant.store import Ticket


@click.group()
def mirror() -> None:
    """Look after the mirrors of requests in a Request Tracker.

    Example: assistant mirror check
    """


@mirror.command()
def check() -> None:
    """Hold that queue, fields, rights and token of every mirror are as they must be.

    Example: assistant mirror check
    """
    settings = read(os.environ)
    with opened(settings) as parts:
        names = [controller.id for controller in mirrors.mirrored(parts)]
        for name in names:
            mirrors_of(settings)(parts.knowledge().controller(name)).check()
            click.echo(f"{name}: the mirror is set up well")
    if not names:
        click.echo("no controller has a mirror")


@mirror.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(*, as_json: bool) -> None:
    """Tell how each mirror is, what waits to go there, and every value that differs, ours and theirs.

    Example: assistant mirror status --json
    """
    with opened(read(os.environ)) as parts:
        found = _status(parts)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for row in found["mirrors"]:
        how = f"fails since {row['failing_since']}: {row['fault']}" if row["failing_since"] else "works"
        click.echo(f"{row['controller']}: {how}; calls waiting: {row['waiting']}")
    for row in found["differences"]:
        values = f"{row['field']} is {row['ours']} here and {row['theirs']} there"
        click.echo(f"ticket {row['ticket']}: {values}{'; ' + row['note'] if row['note'] else ''}")


def _status(parts: Parts) -> dict[str, list[dict[str, Any]]]:
    with parts.reads() as session:
        found = mirrors_shown(session, parts)
        differences = [
            {
                "ticket": row.ticket_id,
                "field": row.field,
                "ours": row.ours,
                "theirs": row.theirs,
                "note": row.note,
                "since": row.opened.isoformat(),
            }
            for row in found.differences
        ]
    shown = [
        {
            "controller": one.controller,
            "failing_since": one.failing_since.isoformat() if one.failing_since else None,
            "fault": one.fault,
            "waiting": one.waiting,
        }
        for one in found.mirrors
    ]
    return {"mirrors": shown, "differences": differences}


@mirror.command()
def adopt() -> None:
    """Bring the open requests of before a mirror into it, and look at all of its tickets anew.

    Example: assistant mirror adopt
    """
    number = 0
    with opened(read(os.environ)) as parts, parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        for controller in mirrors.mirrored(parts):
            queue = select(Ticket).where(Ticket.queue == controller.queue).order_by(Ticket.id)
            active = queue.where(Ticket.status.not_in(["resolved", "rejected", "deleted"]))
            for ticket in session.scalars(active):
                number += mirroring.adopt(act, controller, ticket)
            mirror_in.look_at_all(session, controller)
    click.echo(f"requests to bring into a mirror: {number}")
