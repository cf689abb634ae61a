"""`assistant due`: the last day to answer a request, and why."""

import json
from datetime import date, datetime

import click

from assistant.errors import InvalidInputError, UsageError
from assistant.rights.deadline import DueDate
from assistant.rights.deadline import due as due_date
from assistant.rights.explanation import explain, public_trace
from assistant.rights.workdays import ZONES, Eves
from assistant.translations import render


@click.command()
@click.argument("received")
@click.option(
    "--country",
    required=True,
    type=click.Choice(sorted(ZONES)),
    help="Whose public holidays and time count.",
)
@click.option("--months", default=1, show_default=True, help="3 for an extended period.")
@click.option(
    "--eves",
    default="safe",
    show_default=True,
    type=click.Choice(["safe", "national"]),
    help="Whether eves such as Christmas Eve are holidays (national) or not (safe).",
)
@click.option("--json", "as_json", is_flag=True, help="Print for a program.")
def due(received: str, country: str, months: int, eves: Eves, *, as_json: bool) -> None:
    """Print the last day to answer a request RECEIVED on a date, or at a time with its offset.

    Example: assistant due 2026-03-05 --country FI

    Example: assistant due 2026-09-14T21:30+00:00 --country SE --json
    """
    try:
        found = due_date(
            _moment(received), country=country, timezone=ZONES[country], months=months, eves=eves
        )
    except InvalidInputError as error:
        raise UsageError(str(error)) from error
    click.echo(_as_json(found) if as_json else _as_text(found))


def _moment(text: str) -> date | datetime:
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            "RECEIVED must be a date such as 2026-03-05, or a time such as 2026-03-05T12:00+02:00."
        ) from error


def _as_json(found: DueDate) -> str:
    return json.dumps(
        {
            "due": found.due.isoformat(),
            "nominal": found.nominal.isoformat(),
            "trace": public_trace(found.trace),
        }
    )


def _as_text(found: DueDate) -> str:
    return "\n".join([found.due.isoformat(), *(render(said, "en") for said in explain(found.trace))])
