"""`assistant keys`: change the master secret."""

import os
import sys

import click

from assistant.compose import opened
from assistant.service import keyring
from assistant.settings import read


@click.group()
def keys() -> None:
    """Look after the master secret.

    Example: assistant keys reseal
    """


@keys.command()
def reseal() -> None:
    """Seal with ASSISTANT_SECRET what ASSISTANT_SECRET_FORMER has sealed; exit 1 if neither opens something.

    Servers and workers may run meanwhile if they know both. docs/operating.md has the steps.

    Example: assistant keys reseal
    """
    with opened(read(os.environ)) as parts:
        done = keyring.reseal(parts)
    click.echo(f"sealed anew: {done.anew} of {done.all}; opened by neither secret: {done.lost}")
    sys.exit(1 if done.lost else 0)
