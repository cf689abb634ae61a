"""Faults injected from outside: the program itself knows nothing of them."""
