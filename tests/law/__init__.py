"""Authorities and articles as data."""
