"""The `assistant` command."""

import os
import sys
from typing import NoReturn

import click
import structlog

from assistant import __version__
from assistant.cli.ask import ask
from assistant.cli.audit import audit
from assistant.cli.db import db
from assistant.cli.due import due
from assistant.cli.evaluate import evaluate
from assistant.cli.intents import intents
from assistant.cli.mail import mail
from assistant.cli.policy import policy
from assistant.cli.run import run
from assistant.cli.serve import serve
from assistant.cli.settings import settings
from assistant.cli.staff import staff
from assistant.cli.worker import worker
from assistant.errors import AssistantError, UsageError


@click.group()
@click.version_option(__version__, prog_name="assistant")
def cli() -> None:
    """Answer privacy questions in a policy's own words and keep data-subject requests in time.

    Example: assistant run
    """


for command in (ask, audit, db, due, evaluate, intents, mail, policy, run, serve, settings, staff, worker):
    cli.add_command(command)


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
