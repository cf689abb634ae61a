"""The `assistant` command."""

import sys

import click

from assistant import __version__
from assistant.cli.ask import ask
from assistant.cli.due import due
from assistant.cli.evaluate import evaluate
from assistant.cli.intents import intents
from assistant.cli.policy import policy
from assistant.errors import AssistantError, UsageError


@click.group()
@click.version_option(__version__, prog_name="assistant")
def cli() -> None:
    """Answer privacy questions in a policy's own words and keep data-subject requests in time.

    Example: assistant run
    """


cli.add_command(ask)
cli.add_command(due)
cli.add_command(evaluate)
cli.add_command(intents)
cli.add_command(policy)


def main() -> None:
    """Run the command; say a mendable error in one line on standard error.

    Exit codes: 1 for content and data, 2 for usage.
    """
    try:
        cli.main(prog_name="assistant", standalone_mode=True)
    except UsageError as error:
        click.echo(f"assistant: {error}", err=True)
        sys.exit(2)
    except AssistantError as error:
        click.echo(f"assistant: {error}", err=True)
        sys.exit(1)
