"""Holds that a mail server that cannot be used is told with the setting that mends it."""

import smtplib
import socket
import ssl

import pytest

from assistant.adapters.smtp import SmtpMailer

MAILER = SmtpMailer("mail.example.org", 587, security="tls")


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (socket.gaierror(), "no server is called mail.example.org: see ASSISTANT_SMTP_HOST"),
        (TimeoutError(), "mail.example.org:587 says nothing for 20 seconds: see firewall and port"),
        (
            ssl.SSLError(),
            "mail.example.org:587 may not speak tls: see ASSISTANT_SMTP_SECURITY and the port",
        ),
        (
            smtplib.SMTPAuthenticationError(535, b"no"),
            "mail.example.org:587 refuses ASSISTANT_SMTP_USERNAME or its password",
        ),
        (
            smtplib.SMTPSenderRefused(550, b"no", "a@example.org"),
            "mail.example.org:587 takes no mail from this sender: see sender in controller.yaml",
        ),
        (smtplib.SMTPDataError(554, b"no"), "see what mail.example.org:587 writes into its log"),
    ],
)
def test_each_fault_names_the_setting_to_look_at_and_nobody(error: Exception, remedy: str) -> None:
    assert MAILER.remedy(error) == remedy
