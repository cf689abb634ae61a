"""Joins policy and matcher: which passages answer a question, and what the visitor gets. Pure."""
