"""Finds the content folder for commands that need nothing else of the application."""

import os
from pathlib import Path

from assistant.settings import find_content, read


def content_root() -> Path:
    """Return the folder that holds policies/ and intents/.

    Raises:
        UsageError: a setting is wrong, or no content is found.
    """
    return find_content(read(os.environ).home)
