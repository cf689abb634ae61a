"""What the assistant knows, as one immutable value: controllers, policies, intents and the matcher."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything read from content, swapped as a whole when content changes."""
