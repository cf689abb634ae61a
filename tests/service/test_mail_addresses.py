"""Shows that mail finds mailboxes whose names are not plain ASCII."""

import email
import socket
from collections.abc import Iterator
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Debugging

from assistant.adapters.mail_folder import MailFolder
from assistant.adapters.mime import mailbox_of
from assistant.adapters.smtp import SmtpMailer
from assistant.errors import InvalidInputError
from assistant.service.ports import Mail


def mail_to(address: str) -> Mail:
    return Mail(
        message_id="m1",
        sender="letters@nord.example.org",
        sender_name="Nord Oy",
        addressee=address,
        subject_line="Your request",
        text="Hello.",
    )


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("aino@example.org", "aino@example.org"),
        ("aino@bücher.example.org", "aino@xn--bcher-kva.example.org"),
        ("aino@straße.example.org", "aino@xn--strae-oqa.example.org"),
        ("jörg@example.org", "jörg@example.org"),
    ],
)
def test_a_mail_goes_to_the_mailbox_as_servers_know_it(address: str, mailbox: str, tmp_path: Path) -> None:
    assert mailbox_of(address) == mailbox
    MailFolder(tmp_path).send(mail_to(address))
    message = email.message_from_bytes((tmp_path / "m1.eml").read_bytes(), policy=default)
    assert message["To"] == mailbox


@pytest.fixture
def plain_server() -> Iterator[SmtpMailer]:
    """Serve mail in ASCII only."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(Debugging(), hostname="127.0.0.1", port=port, enable_SMTPUTF8=False)
    server.start()
    yield SmtpMailer("127.0.0.1", port, security="none")
    server.stop()


@pytest.mark.slow
def test_a_server_of_ascii_only_is_not_asked_again_for_another_mailbox(plain_server: SmtpMailer) -> None:
    with pytest.raises(InvalidInputError):
        plain_server.send(mail_to("jörg@example.org"))
