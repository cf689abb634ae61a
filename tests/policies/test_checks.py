"""Holds that every finding on the shipped policies was judged, and none judged is gone, in the manual."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 900
"""The matcher may have to be fitted first."""


def judged() -> set[tuple[str, str]]:
    """Return code and controller of each row of the manual's table of judged findings."""
    manual = (ROOT / "docs" / "policy-checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([ILTD]\d{3}) \| ([^|]*) \| (?:true|arguable) \|", manual, re.MULTILINE)
    return {(code, policy.strip()) for code, policies in rows for policy in policies.split(",")}


@pytest.mark.slow
def test_every_finding_on_the_shipped_policies_is_judged_in_the_manual() -> None:
    command = [sys.executable, "-m", "assistant", "policy", "check", "--json"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=PATIENCE_SECONDS
    )
    found = {
        (one["code"], one["policy"].partition("/")[0] if one["code"].startswith("D") else one["policy"])
        for one in json.loads(done.stdout)["findings"]
    }
    assert found == judged()
