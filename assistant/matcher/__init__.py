"""Tells what an utterance means: language, intent, and how near a text is to it. Pure."""
