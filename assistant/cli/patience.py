"""Shows on a terminal how far a long step is."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def bar(label: str, *, is_shown: bool = True) -> Iterator[Callable[[int, int], None]]:
    """Give what to tell how much is done, of how much; nothing is shown where no person looks."""
    is_hidden = not (is_shown and sys.stderr.isatty())
    with click.progressbar(length=100, label=label, file=sys.stderr, hidden=is_hidden) as shown:
        yield lambda done, total: shown.update(done * 100 // max(total, 1) - shown.pos)
