"""What a mirror in another tracker can be asked for: the port, and the values that go through it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from assistant.errors import UnavailableError
from assistant.policy.load import Controller
from assistant.service.attachments import NewFile

NOBODY = "Nobody"


class UnreachableError(UnavailableError):
    """The mirror does not answer at all, so nothing else needs to be tried there for now."""


@dataclass(frozen=True, slots=True)
class NewRemote:
    """A ticket to make in the mirror. `address` is empty where the request has none any more."""

    reference: str
    subject_line: str
    text: str = field(repr=False)
    address: str = field(repr=False)
    status: str
    owner: str
    due: datetime | None
    rights: str
    identity: str
    files: tuple[NewFile, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Remote:
    """A ticket as the mirror has it now. `etag` guards the next change; `maker` made it."""

    id: int
    etag: str
    status: str
    owner: str
    due: datetime | None
    reference: str
    requestors: tuple[str, ...] = field(repr=False)
    maker: str
    queue: str
    subject_line: str = field(default="", repr=False)
    copied: tuple[str, ...] = field(default=(), repr=False)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody whom a reply there would reach."""
        return (*self.requestors, *self.copied)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a message in the mirror; `data` is None where it is larger than any that is kept here."""

    name: str = field(repr=False)
    media_type: str
    data: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class RemoteMessage:
    """A message that somebody wrote in the mirror for the requestor to read."""

    id: int
    author: str
    text: str = field(repr=False)
    files: tuple[RemoteFile, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class News:
    """What was added to a ticket after a number: messages for the requestor, and how far this looked.

    `by` is who last changed the status there, as far as that is new.
    """

    messages: tuple[RemoteMessage, ...]
    last: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Touched:
    """A ticket of the mirror and when it changed there last."""

    id: int
    at: datetime


class RemoteTracker(Protocol):
    """A queue in another tracker, in which each of our tickets has its like.

    Raises:
        UnreachableError: it does not answer in time, or not at all.
        assistant.errors.UnavailableError: it answers that it failed; try again later.
        assistant.errors.PermissionDeniedError: its people must permit more, or the token is wrong.
        assistant.errors.ConflictError: the ticket changed since `etag`.
        assistant.errors.NotFoundError: there is no such ticket, or not for us.
        assistant.errors.InvalidInputError: it will never take this.
    """

    def check(self) -> None:
        """Hold that the queue, its fields and our rights are there.

        Raises:
            assistant.errors.UsageError: one of them is not; the text says which and how to mend it.
        """
        ...

    def find(self, reference: str) -> Sequence[int]:
        """Return the numbers of the tickets with this reference, lowest first."""
        ...

    def create(self, new: NewRemote) -> int: ...

    def read(self, number: int) -> Remote: ...

    def change(self, number: int, etag: str, **values: str | datetime | None) -> None:
        """Set `status`, `owner`, `due` or `requestor`; the caller reads back whether it took effect."""
        ...

    def empty(self, number: int, etag: str, subject_line: str) -> None:
        """Take requestors and copied people off a ticket, and its subject; the caller reads back."""
        ...

    def comment(self, number: int, text: str, files: Sequence[NewFile] = ()) -> None: ...

    def has_comment(self, number: int, mark: str, *, maker: str) -> bool:
        """Tell whether the maker has written a comment with this mark."""
        ...

    def news(self, number: int, *, after: int, maker: str) -> News:
        """Return what others than the maker have added since; comments are not even read."""
        ...

    def touched(self, since: datetime | None) -> Sequence[Touched]:
        """Return the tickets of the queue that changed at this instant or later, newest first."""
        ...


Mirrors = Callable[[Controller], RemoteTracker]
"""Makes what speaks to a controller's mirror; the controller has one."""
