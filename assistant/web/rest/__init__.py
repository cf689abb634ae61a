"""REST 2.0 of Request Tracker on our own tracker, for programs that speak it."""
