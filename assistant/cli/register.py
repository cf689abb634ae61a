"""`assistant register`: the register of requests as a table."""

import os

import click

from assistant.compose import opened
from assistant.service.evidence import register as table_of_requests
from assistant.settings import read


@click.command()
@click.option("--queue", multiple=True, help="Only this queue; may be given several times.")
def register(queue: tuple[str, ...]) -> None:
    """Print all requests as CSV, one row a right, without names and addresses.

    Example: assistant register > requests.csv
    """
    with opened(read(os.environ)) as parts, parts.reads() as session:
        click.echo(table_of_requests(session, frozenset(queue) or None), nl=False)
