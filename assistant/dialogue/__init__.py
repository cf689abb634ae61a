"""The conversation as a function: a state and an event in, replies and commands out. Pure."""
