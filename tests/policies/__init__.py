"""What the shipped policies must say, and must not copy."""
