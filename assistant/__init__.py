"""A privacy assistant: answers in a policy's own words, and verified data-subject requests."""

__version__ = "0.1.0"
