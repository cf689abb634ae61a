"""`assistant mailgate`: take one mail that a mail server hands over on standard input."""

import os
import sys

import click
import structlog
from sqlalchemy.exc import SQLAlchemyError

from assistant.adapters.inbound_mime import MOST_BYTES, read
from assistant.compose import opened
from assistant.errors import AssistantError, InvalidInputError
from assistant.service import inbound
from assistant.service.acting import SYSTEM, Act
from assistant.settings import read as read_settings

TAKEN, NO_MAIL, TRY_AGAIN = 0, 65, 75
"""Exit codes by the custom of mail servers (sysexits): 65 gives the mail back, 75 keeps it for later."""
log = structlog.get_logger()


@click.command()
@click.option("--controller", required=True, help="Whose mailbox the mail came to, such as secapp.")
def mailgate(controller: str) -> None:
    """Take one mail (RFC 5322) from standard input, for a pipe of the mail server.

    It goes to the request that its subject or its references name; a mail that asks for a right becomes an
    unverified request; a report of failed delivery is recorded; loops and machines' answers wake nobody;
    anything else becomes a ticket. The same mail again changes nothing.

    Exit codes: 0 taken, 65 no mail or out of bounds, 75 try again later: also where something is set up
    wrongly, so that no mail is lost.

    Example: assistant mailgate --controller secapp < mail.eml
    """
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        mail = read(raw)
    except InvalidInputError as error:
        click.echo(f"assistant: {error}", err=True)
        sys.exit(NO_MAIL)
    try:
        with opened(read_settings(os.environ)) as parts, parts.sessions.begin() as session:
            fate = inbound.take(Act(session, parts, SYSTEM, parts.now()), controller, mail)
    except (AssistantError, SQLAlchemyError, OSError) as error:
        # The text of a database's error may hold what was written.
        why = str(error) if isinstance(error, AssistantError) else type(error).__name__
        click.echo(f"assistant: the mail cannot be taken now: {why}", err=True)
        sys.exit(TRY_AGAIN)
    log.info("mail_taken", controller=controller, fate=fate.value)
    sys.exit(TAKEN)
