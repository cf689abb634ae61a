"""Holds that a long step shows on a terminal that it is at work, and is silent elsewhere."""

import io
import os
import pty

from assistant.cli.patience import at_work


def test_on_a_terminal_the_seconds_are_shown_and_go_away() -> None:
    person, terminal = pty.openpty()
    with os.fdopen(person, "rb", buffering=0) as seen, os.fdopen(terminal, "w") as stream:
        with at_work("fitting", stream):
            assert seen.read(100).startswith(b"\rfitting: ")
        assert seen.read(100).endswith(b"\r\x1b[K")


def test_in_a_file_nothing_is_shown() -> None:
    stream = io.StringIO()
    with at_work("fitting", stream):
        pass
    assert stream.getvalue() == ""
