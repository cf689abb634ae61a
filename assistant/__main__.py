"""Lets `python -m assistant` stand in for the `assistant` command."""

from assistant.cli import main

if __name__ == "__main__":
    main()
