"""Holds what several real processes promise together."""
