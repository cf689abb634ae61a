"""Finds the content folder for commands that need nothing else of the application, and names languages."""

import os
from pathlib import Path

import click

from assistant.settings import find_content, read
from assistant.terms import Locale

LOCALES = click.Choice([locale.value for locale in Locale])


def content_root() -> Path:
    """Return the folder that holds policies/ and intents/.

    Raises:
        UsageError: a setting is wrong, or no content is found.
    """
    return find_content(read(os.environ).home)
