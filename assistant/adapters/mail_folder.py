"""Mail into a folder, one `.eml` file a message: what the demonstration sends."""

from email.message import EmailMessage
from pathlib import Path

from assistant.adapters.mime import as_message
from assistant.errors import UnavailableError
from assistant.service.ports import Mail


class MailFolder:
    """A mailer that writes files. The same mail again replaces its file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: Mail) -> None:
        message: EmailMessage = as_message(mail)
        target = self.folder / f"{mail.message_id}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = target.with_suffix(".part")
            part.write_bytes(message.as_bytes())
            part.replace(target)
        except OSError as error:
            fault = f"the mail folder cannot be written: {error.strerror}"
            raise UnavailableError(f"{fault}; it is {self.folder}: see ASSISTANT_DATA") from error
