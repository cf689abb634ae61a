"""What a check of a privacy policy looks for: rules as data, and pure functions that find them in text."""
