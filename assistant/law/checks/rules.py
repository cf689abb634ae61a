"""What a check of a policy looks for, as data: each rule with its article, its reason and its advice."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs. Only errors make a check fail."""

    ERROR = "error"  # the law demands it, or says otherwise
    WARNING = "warning"  # likely wrong, or wrong under a condition that the policy itself names
    NOTE = "note"  # wrong only if something holds that a policy cannot show


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for. `fault` and `advice` are sentences; `spares` says what is not reported.

    `changed` is the day on which the law changed; None where it did not.
    """

    code: str
    severity: Severity
    article: str
    fault: str
    advice: str
    why: str
    changed: date | None = None
    spares: str = ""

    def message(self, fault: str = "") -> str:
        """Return a finding in one line: what is wrong, by which law, and what to do; `fault` says it exactly."""
        since = f", since {self.changed.isoformat()}" if self.changed else ""
        return f"{fault or self.fault} ({self.article}{since}). {self.advice}"


def either(*ways: str) -> re.Pattern[str]:
    """Return a pattern, small and capital letters alike, that matches any of the ways to say something."""
    return re.compile("|".join(f"(?:{way})" for way in ways), re.IGNORECASE)
