"""What operators can set."""
