"""Use cases: load rows, ask the core, change rows, queue what must leave, in one transaction."""
