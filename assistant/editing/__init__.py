"""Tools for people who write policies and intents: checks, safe mending, proposals, schemas, tables."""
