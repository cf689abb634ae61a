"""`assistant hold`: keep a request from being erased until a day, as its legal hold asks."""

import json
import os
from datetime import datetime

import click
from sqlalchemy import select

from assistant.compose import opened
from assistant.service import legal_hold, requests, retention, tickets
from assistant.service.acting import SYSTEM, Act
from assistant.settings import read
from assistant.store import DataSubjectRequest


@click.group()
def hold() -> None:
    """Set, list and lift legal holds; nothing of a request under one is erased, and each is on its record.

    Example: assistant hold set 7K3Q-X9M2-NP4T-Z8VC --until 2027-12-31 --reason "Case 12/2026"
    """


@hold.command("set")
@click.argument("reference")
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Its last day.")
@click.option("--reason", required=True, help="Kept sealed on the request's record.")
def set_hold(reference: str, until: datetime, reason: str) -> None:
    """Keep everything of a request to the end of a day; a later one takes the place of an earlier.

    Example: assistant hold set 7K3Q-X9M2-NP4T-Z8VC --until 2027-12-31 --reason "Case 12/2026"
    """
    click.echo(_change(reference, until, reason))


@hold.command()
@click.argument("reference")
@click.option("--reason", required=True, help="Kept sealed on the request's record.")
def lift(reference: str, reason: str) -> None:
    """End a hold: what is due is erased with the next purge.

    Example: assistant hold lift 7K3Q-X9M2-NP4T-Z8VC --reason "Case 12/2026 was closed"
    """
    click.echo(_change(reference, None, reason))


def _change(reference: str, until: datetime | None, reason: str) -> str:
    with opened(read(os.environ)) as parts, parts.sessions.begin() as session:
        ticket = tickets.hold(session, requests.find(session, reference))
        act = Act(session, parts, SYSTEM, parts.now())
        retention.hold(act, ticket, until=until.date() if until else None, reason=reason)
        found = ticket.request
        return f"{found.reference}: " + (f"held until {found.held_until}" if found.held_until else "not held")


@hold.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_holds(*, as_json: bool) -> None:
    """Show every hold with its last day; the reasons are on the records of the requests.

    Example: assistant hold list
    """
    with opened(read(os.environ)) as parts, parts.reads() as session:
        held = select(DataSubjectRequest).where(DataSubjectRequest.held_until.is_not(None))
        rows = [
            {
                "reference": one.reference,
                "controller": one.controller,
                "until": str(one.held_until),
                "in_force": legal_hold.is_held(parts, one),
            }
            for one in session.scalars(held.order_by(DataSubjectRequest.held_until))
        ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        over = "" if row["in_force"] else " (over)"
        click.echo(f"{row['reference']} of {row['controller']}: held until {row['until']}{over}")
    click.echo(f"{sum(bool(row['in_force']) for row in rows)} in force")
