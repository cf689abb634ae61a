"""Turns a mail into a MIME message."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import formatdate

from email_validator import validate_email

from assistant.service.letters import ID_DOMAIN
from assistant.service.ports import Mail

_WHOLE = frozenset({"message", "multipart"})
"""Kinds that are mails in themselves, and whose bytes may not be put into lines anew."""


def as_message(mail: Mail) -> EmailMessage:
    """Return the message; it asks machines not to answer it (RFC 3834)."""
    mailbox = mailbox_of(mail.addressee)
    local, _, domain = mailbox.rpartition("@")
    message = EmailMessage(policy=SMTP if mailbox.isascii() else SMTPUTF8)
    message["From"] = Address(mail.sender_name, addr_spec=mail.sender)
    message["To"] = Address(username=local, domain=domain)
    message["Subject"] = mail.subject_line
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{mail.message_id}@{ID_DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers:
        message[name] = value
    message.set_content(mail.text, cte="quoted-printable" if not mail.text.isascii() else "7bit")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for file in mail.files:
        main, _, sub = file.media_type.partition("/")
        if main in _WHOLE:
            main, sub = "application", "octet-stream"
        message.add_attachment(file.data, maintype=main, subtype=sub, filename=file.name)
    return message


def mailbox_of(address: str) -> str:
    """Return the address as mail servers know it: in ASCII, unless the part before the @ cannot be."""
    found = validate_email(address, check_deliverability=False)
    return found.ascii_email or found.normalized
