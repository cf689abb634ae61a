"""Where the process is left: mail out, and waking other processes. Each port has two implementations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.tickets.history import Anchor


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that goes with a mail."""

    name: str = field(repr=False)
    media_type: str
    data: bytes = field(repr=False)


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
    files: tuple[MailFile, ...] = ()


def mail_of(words: Mapping[str, Any], files: Sequence[MailFile] = ()) -> Mail:
    """Return the mail whose fields were kept as JSON; its files are kept elsewhere."""
    headers = tuple((name, value) for name, value in words["headers"])
    return Mail(**{**words, "headers": headers, "files": tuple(files)})


class Mailer(Protocol):
    """Hands one mail over.

    Raises:
        assistant.errors.UnavailableError: try again later.
        assistant.errors.InvalidInputError: this mail will never be taken.
    """

    def send(self, mail: Mail) -> None: ...


class Subscription(Protocol):
    """What one who waits for a conversation holds."""

    def has_read(self, seq: int) -> None:
        """Tell the newest entry that was read since this began: nobody need be woken for that one."""

    def end(self) -> None: ...


class Bus(Protocol):
    """Says that a conversation has a new entry: its number only; the entry is read from the database."""

    def publish(self, conversation_id: str, seq: int) -> None: ...

    def subscribe(self, conversation_id: str, wake: Callable[[int], None]) -> Subscription:
        """Call `wake` with the newest number after each publication, until the subscription ends."""
        ...


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased for good: its kind (`retention.Kept`), and a reference or a conversation's number."""

    kind: str
    of: str


class Erasures(Protocol):
    """The list of erasures outside the database; a restored backup is held against it. Rule T-1.

    Raises:
        assistant.errors.UnavailableError: it cannot be read or written.
    """

    def note(self, erasure: Erasure) -> None: ...

    def all(self) -> list[Erasure]: ...


@dataclass
class NotedErasures:
    """A list in memory, for those who have no backups to restore."""

    noted: list[Erasure] = field(default_factory=list)

    def note(self, erasure: Erasure) -> None:
        self.noted.append(erasure)

    def all(self) -> list[Erasure]:
        return list(self.noted)


class Anchors(Protocol):
    """Heads of the chains, kept outside the database, so that whoever changes that is found out. Rule A-1.

    Raises:
        assistant.errors.UnavailableError: they cannot be read or written.
    """

    def note(self, heads: Mapping[str, Anchor]) -> None: ...

    def restart(self, heads: Mapping[str, Anchor]) -> None:
        """Note that a backup with these heads was restored: what was longer then is not missed."""
        ...

    def all(self) -> dict[str, list[Anchor]]: ...


def restarted(known: Mapping[str, list[Anchor]], heads: Mapping[str, Anchor]) -> dict[str, list[Anchor]]:
    """Return the anchors that still hold once a backup with these heads was restored."""
    return {
        reference: [*(one for one in known.get(reference, ()) if one.length <= head.length), head]
        for reference, head in heads.items()
    }


@dataclass
class NotedAnchors:
    """Anchors in memory, for those who have no file to keep them in."""

    noted: dict[str, list[Anchor]] = field(default_factory=dict)

    def note(self, heads: Mapping[str, Anchor]) -> None:
        for reference, head in heads.items():
            self.noted.setdefault(reference, []).append(head)

    def restart(self, heads: Mapping[str, Anchor]) -> None:
        self.noted = restarted(self.noted, heads)

    def all(self) -> dict[str, list[Anchor]]:
        return {reference: list(heads) for reference, heads in self.noted.items()}
