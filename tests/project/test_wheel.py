"""Holds that the wheel carries what the program needs beside its code."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_wheel_carries_policies_intents_and_scripts(tmp_path: Path) -> None:
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "wheel", str(ROOT), *options, "--wheel-dir", str(tmp_path)]
    subprocess.run(command, check=True, cwd=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(ZipFile(wheel).namelist())
    for folder, pattern in (("policies", "*/*"), ("intents", "[a-z]*/*.yaml"), ("static", "**/*.*")):
        expected = {f"assistant/_content/{path.relative_to(ROOT)}" for path in (ROOT / folder).glob(pattern)}
        assert expected
        assert expected <= carried
