"""`assistant mail`: find out whether mail can leave."""

import os
import secrets

import click
from email_validator import EmailNotValidError, validate_email

from assistant.compose import mailer_of
from assistant.errors import UsageError
from assistant.service.ports import Mail
from assistant.settings import read


@click.group()
def mail() -> None:
    """Look after mail.

    Example: assistant mail test you@example.org
    """


@mail.command()
@click.argument("address")
@click.option("--sender", default=None, help="The sender's address; ADDRESS itself if not given.")
def test(address: str, sender: str | None) -> None:
    """Send a short mail to ADDRESS the way that the settings say.

    Example: assistant mail test you@example.org --sender privacy@example.org
    """
    for given in (address, sender or address):
        try:
            validate_email(given, check_deliverability=False, test_environment=True)
        except EmailNotValidError as error:
            raise UsageError("give an address such as you@example.org") from error
    mailer_of(read(os.environ)).send(
        Mail(
            addressee=address,
            sender=sender or address,
            sender_name="Data subject assistant",
            subject_line="Test of the data subject assistant's mail",
            text="Mail from the data subject assistant arrives here.\n",
            message_id=f"test-{secrets.token_hex(8)}",
            headers=(("X-Assistant-Kind", "test"),),
        )
    )
    click.echo("the mail was handed over")
