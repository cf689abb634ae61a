"""Mail over SMTP: what a company sends."""

import smtplib
import ssl
from dataclasses import dataclass, field

from assistant.adapters.mime import as_message, mailbox_of
from assistant.errors import InvalidInputError, UnavailableError
from assistant.service.ports import Mail

PERMANENT = 500


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """A mailer that hands over to one server. `security` is `starttls`, `tls` or `none`."""

    host: str
    port: int
    security: str = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    timeout_seconds: float = 20.0

    def send(self, mail: Mail) -> None:
        try:
            with self._connect() as server:
                if self.security == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.username:
                    server.login(self.username, self.password)
                mailbox = mailbox_of(mail.addressee)
                server.ehlo_or_helo_if_needed()
                if not mailbox.isascii() and not server.has_extn("smtputf8"):
                    raise InvalidInputError("the mail server takes no address with such letters")
                server.send_message(as_message(mail), mail.sender, [mailbox])
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            if min(codes) >= PERMANENT:
                raise InvalidInputError("the mail server refuses this address") from error
            raise UnavailableError("the mail server does not take this mail now") from error
        except (OSError, smtplib.SMTPException) as error:
            raise UnavailableError(f"the mail server cannot be used: {type(error).__name__}") from error

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_seconds, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)
