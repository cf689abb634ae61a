"""The whole path in a real Chromium, against the demonstration as people start it."""
