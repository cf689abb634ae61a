"""Tests of the tools for people who write policies and intents."""
