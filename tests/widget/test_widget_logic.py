"""Runs the widget's own tests, which need Node.js; without it they fail rather than pass unseen."""

import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


@pytest.mark.slow
def test_widget_keeps_every_promise_of_its_node_tests() -> None:
    node = shutil.which("node")
    assert node, "Node.js is missing; run: bash .ci/packages"
    suites = [str(path) for path in sorted(FOLDER.glob("*.test.mjs"))]
    assert suites
    run = subprocess.run([node, "--test", *suites], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
