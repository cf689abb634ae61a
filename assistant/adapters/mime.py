"""Turns a mail into a MIME message."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from assistant.service.ports import Mail

DOMAIN = "data-subject-assistant.invalid"


def as_message(mail: Mail) -> EmailMessage:
    """Return the message; it asks machines not to answer it (RFC 3834)."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(mail.sender_name, addr_spec=mail.sender)
    message["To"] = Address(addr_spec=mail.addressee)
    message["Subject"] = mail.subject_line
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{mail.message_id}@{DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers:
        message[name] = value
    message.set_content(mail.text, cte="quoted-printable" if not mail.text.isascii() else "7bit")
    return message
