"""The errors of the whole project: one class per thing a caller can do about it."""

from datetime import datetime
from pathlib import Path


class AssistantError(Exception):
    """Something a person can mend; its text says what is wrong, where, and how to mend it."""


class UsageError(AssistantError):
    """A command or a setting was given wrongly. Exit code 2."""


class ContentError(AssistantError):
    """A policy, intent or controller file cannot be used as it is.

    The text reads `file:line:column: CODE message`; line and column count from 1.
    """

    def __init__(self, path: Path | str, fault: str, *, code: str, line: int = 1, column: int = 1) -> None:
        self.path, self.line, self.column, self.code, self.fault = path, line, column, code, fault
        super().__init__(f"{path}:{line}:{column}: {code} {fault}")


class NotFoundError(AssistantError):
    """The thing asked for does not exist, or must look so to whoever asks."""


class PermissionDeniedError(AssistantError):
    """Whoever asks is known and may not do this."""


class AuthenticationError(AssistantError):
    """Whoever asks has not shown who they are."""


class TransitionNotAllowedError(AssistantError):
    """A state cannot be left or entered this way."""


class InvalidInputError(AssistantError):
    """A value from outside cannot be accepted; the text is safe to show and repeats no personal data."""


class QueryError(InvalidInputError):
    """A search cannot be read; `position` counts characters from 1. What is wrong and how to mend it.

    `fault` and `remedy` are sentences with named parameters, to be put into a language.
    """

    def __init__(self, fault: str, remedy: str, *, position: int, **parameters: object) -> None:
        self.fault, self.remedy, self.position, self.parameters = fault, remedy, position, parameters
        super().__init__(f"At character {position}: {fault % parameters} {remedy % parameters}")


class ConflictError(AssistantError):
    """The thing changed since it was read; read it again."""


class OvertakenError(ConflictError):
    """Somebody changed this very thing since it was read: which field, who and when. Their value stays."""

    def __init__(self, field: str, *, by: str, at: datetime) -> None:
        self.field, self.by, self.at = field, by, at
        super().__init__("Somebody changed this since you read it; look at what it says now.")


class RateLimitedError(AssistantError):
    """Too much in too short a time."""

    def __init__(self, message: str, *, retry_after_ms: int) -> None:
        self.retry_after_ms = retry_after_ms
        super().__init__(message)


class UnavailableError(AssistantError):
    """A part that is needed cannot be used now: a database, a folder, a port."""
