"""Asking a question must not load the server: memory and start-up are what a small machine feels."""

import subprocess
import sys

HEAVY = ("flask", "sqlalchemy", "jinja2", "cryptography")


def test_asking_and_evaluating_load_no_server_and_no_database() -> None:
    imports = "import sys, assistant.cli.ask, assistant.cli.evaluate"
    code = f"{imports}; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
