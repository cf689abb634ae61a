"""One line of the table that is printed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, what it must be, what it should be, and what was found."""

    measure: str
    must: str
    aim: str
    found: str
