"""Where the process is left: mail out, and waking other processes. Each port has two implementations."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, ready to send: exactly one addressee, headers of our own (`X-Assistant-…`).

    `html` says the same as `text`, where there is any.
    """

    addressee: str = field(repr=False)
    sender: str
    sender_name: str
    subject_line: str = field(repr=False)
    text: str = field(repr=False)
    message_id: str
    headers: tuple[tuple[str, str], ...] = ()
    html: str = field(default="", repr=False)


class Mailer(Protocol):
    """Hands one mail over.

    Raises:
        assistant.errors.UnavailableError: try again later.
        assistant.errors.InvalidInputError: this mail will never be taken.
    """

    def send(self, mail: Mail) -> None: ...


class Bus(Protocol):
    """Says that a conversation has a new entry: its number only; the entry is read from the database."""

    def publish(self, conversation_id: str, seq: int) -> None: ...

    def subscribe(self, conversation_id: str, wake: Callable[[int], None]) -> Callable[[], None]:
        """Call `wake` with the newest number after each publication; the result ends it."""
        ...
