"""Invented policies of varied shape, to be asked about."""
