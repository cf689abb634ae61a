"""`assistant demo-data`: invented tickets in three languages."""

import json
import os
from pathlib import Path

import click

from assistant.compose import opened
from assistant.service import samples
from assistant.settings import read


@click.command("demo-data")
@click.option("--tickets", default=samples.NUMBER, show_default=True, type=click.IntRange(1, 20000))
@click.option("--data", type=click.Path(path_type=Path), help="Folder of a demonstration, as of run.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def demo_data(tickets: int, data: Path | None, *, as_json: bool) -> None:
    """Seed an empty database with invented tickets in three languages; nothing is mailed.

    Example: assistant demo-data --data data
    """
    settings = read(os.environ, overrides={} if data is None else {"data": str(data)})
    with opened(settings) as parts:
        made = samples.seed(parts, number=tickets)
    click.echo(json.dumps({"tickets": made}) if as_json else f"added {made} invented tickets")
