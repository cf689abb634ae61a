"""The outside world: mail, folders, the bus."""
