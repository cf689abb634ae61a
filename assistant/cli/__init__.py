"""The `assistant` command."""

import importlib
import os
import sys
from typing import NoReturn

import click
import structlog

from assistant import __version__
from assistant.errors import AssistantError, UsageError

COMMANDS = (
    "add",
    "ask",
    "audit",
    "db",
    "demo-data",
    "due",
    "evaluate",
    "evidence",
    "hold",
    "intents",
    "keys",
    "mail",
    "mailgate",
    "mirror",
    "policy",
    "queue",
    "register",
    "retain",
    "run",
    "serve",
    "settings",
    "staff",
    "worker",
)
"""Each is the object of the same name in its module of this package."""


class OnDemand(click.Group):
    """Commands that are imported when they are called: whoever only asks needs no server and no database."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the base class gives it
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        found = getattr(importlib.import_module(f"assistant.cli.{name}"), name)
        return found if isinstance(found, click.Command) else None


@click.group(cls=OnDemand)
@click.version_option(__version__, prog_name="assistant")
def cli() -> None:
    """Answer privacy questions in a policy's own words and keep data-subject requests in time.

    Example: assistant run
    """


def main() -> None:
    """Run the command; say a mendable error in one line on standard error.

    Exit codes: 1 for content and data, 2 for usage.
    """
    # Standard output is for what programs read.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        sys.exit(cli.main(prog_name="assistant", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.UsageError as error:
        _fail(error.format_message(), 2)
    except UsageError as error:
        _fail(str(error), 2)
    except AssistantError as error:
        _fail(str(error), 1)
    except click.ClickException as error:
        _fail(error.format_message(), 1)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:  # whoever read our output has enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _fail(message: str, code: int) -> NoReturn:
    click.echo(f"assistant: {' '.join(message.split())}", err=True)
    sys.exit(code)
