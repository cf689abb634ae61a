"""Mail over SMTP: what a company sends."""

import smtplib
import socket
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
            fault = f"the mail server cannot be used: {type(error).__name__}"
            raise UnavailableError(f"{fault}; {self.remedy(error)}") from error

    def remedy(self, error: Exception) -> str:
        """Return what it may be and which setting to look at, for the operator."""
        there = f"{self.host}:{self.port}"
        match error:
            case socket.gaierror():
                return f"no server is called {self.host}: see ASSISTANT_SMTP_HOST"
            case ConnectionRefusedError():
                return f"nothing answers at {there}: see ASSISTANT_SMTP_HOST and ASSISTANT_SMTP_PORT"
            case TimeoutError():
                return f"{there} says nothing for {self.timeout_seconds:g} seconds: see firewall and port"
            case ssl.SSLCertVerificationError():
                return f"its certificate is not good for {self.host}: {error.verify_message}"
            case ssl.SSLError() | smtplib.SMTPNotSupportedError() | smtplib.SMTPServerDisconnected():
                return f"{there} may not speak {self.security}: see ASSISTANT_SMTP_SECURITY and the port"
            case smtplib.SMTPAuthenticationError():
                return f"{there} refuses ASSISTANT_SMTP_USERNAME or its password"
            case smtplib.SMTPSenderRefused():
                return f"{there} takes no mail from this sender: see sender in controller.yaml"
            case _:
                return f"see what {there} writes into its log"

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_seconds, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)
