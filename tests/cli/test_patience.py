"""Holds that a long step shows on a terminal how far it is, and is silent elsewhere."""

import contextlib
import os
import pty
import shutil
import subprocess
import sys
from io import RawIOBase

import pytest

from tests.cli.command import PATIENCE_SECONDS, Site

pytestmark = pytest.mark.slow


def unfitted(site: Site) -> Site:
    shutil.rmtree(site.home / "intents" / ".model")
    return site


def drained(seen: RawIOBase) -> bytes:
    """Return what was written to a terminal whose other end is closed."""
    shown = bytearray()
    with contextlib.suppress(OSError):
        while True:
            shown += seen.read(10_000) or b""
    return bytes(shown)


def test_fitting_shows_on_a_terminal_how_much_of_it_is_done(site: Site) -> None:
    person, terminal = pty.openpty()
    with os.fdopen(person, "rb", buffering=0) as seen:
        ended = subprocess.run(
            [sys.executable, "-m", "assistant", "intents", "fit"],
            stderr=terminal,
            env=unfitted(site).environment(),
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        os.close(terminal)
        shown = drained(seen)
    assert ended.returncode == 0
    assert b"fitting" in shown
    assert b"100%" in shown


def test_in_a_file_fitting_is_told_in_one_line(site: Site) -> None:
    ended = unfitted(site).run("intents", "fit")
    assert ended.stderr.count("\n") == 1
    assert "%" not in ended.stderr
