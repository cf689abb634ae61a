"""Rows and migrations on real databases."""
