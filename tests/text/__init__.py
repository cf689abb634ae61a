"""Text ground rules."""
