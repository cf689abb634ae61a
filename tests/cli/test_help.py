"""Holds that every command can be understood from its help, and that the clock file tells the time."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from assistant.cli import cli
from assistant.cli.run import FileClock
from assistant.errors import UsageError


def commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for own in command.list_commands(context):
            below = command.get_command(context, own)
            assert below is not None, own
            yield from commands(f"{name} {own}", below)


@pytest.mark.parametrize(("name", "command"), [*commands("assistant", cli)])
def test_the_help_of_every_command_has_an_example(name: str, command: click.Command) -> None:
    text = command.get_help(click.Context(command, info_name=name))
    assert "Example: " in text
    assert "assistant" in text.partition("Example: ")[2]


def test_the_clock_file_is_read_again_each_time(tmp_path: Path) -> None:
    path = tmp_path / "now"
    path.write_text("2026-03-05T12:00:00+02:00\n", encoding="utf-8")
    clock = FileClock(path)
    assert clock() == datetime(2026, 3, 5, 10, tzinfo=UTC)
    path.write_text("2026-04-05T12:00:00Z", encoding="utf-8")
    assert clock() == datetime(2026, 4, 5, 12, tzinfo=UTC)


def test_a_clock_file_that_is_being_written_tells_the_last_instant(tmp_path: Path) -> None:
    path = tmp_path / "now"
    path.write_text("2026-03-05T12:00:00Z", encoding="utf-8")
    clock = FileClock(path)
    path.write_text("", encoding="utf-8")
    assert clock() == datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "noon", "2026-03-05T12:00:00"])
def test_a_clock_file_without_an_instant_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "now"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="must hold an instant such as"):
        FileClock(path)
