"""Rows and migrations: what is kept, and nothing that acts."""
