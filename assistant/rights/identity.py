"""How sure we must be of who asks, and the rules of the code that proves a mailbox."""

from collections.abc import Iterable, Mapping
from enum import IntEnum

from assistant.terms import Right


class Level(IntEnum):
    """How well a person has shown who they are; a higher level includes the lower."""

    L0 = 0  # nothing shown
    L1 = 1  # control of a mailbox, by a one-time code
    L2 = 2  # a token minted by the controller's own server for a signed-in person
    L3 = 3  # strong electronic identification, or a staff-checked alternative


DEFAULT_LEVELS: Mapping[Right, Level] = {
    Right.WITHDRAW_CONSENT: Level.L0,
    Right.MARKETING_BAN: Level.L0,
    Right.ACCESS: Level.L1,
    Right.RECTIFICATION: Level.L1,
    Right.ERASURE: Level.L1,
    Right.RESTRICTION: Level.L1,
    Right.PORTABILITY: Level.L1,
    Right.OBJECTION: Level.L1,
    Right.AUTOMATED_DECISION: Level.L1,
}


def level_of(right: Right, overrides: Mapping[Right, Level] | None = None) -> Level:
    """Return the level that one right needs at this controller.

    Raises:
        ValueError: a complaint is not filed and needs no level.
    """
    if not right.is_filed:
        raise ValueError(f"{right} is not filed with the controller")
    return (overrides or {}).get(right, DEFAULT_LEVELS[right])


def needed_level(rights: Iterable[Right], overrides: Mapping[Right, Level] | None = None) -> Level:
    """Return the highest level that any of the rights needs; L0 if there is none."""
    return max((level_of(right, overrides) for right in rights), default=Level.L0)
