"""Holds that neither the server's time zone nor the change of summer time moves a due date."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COUNT = """
from datetime import UTC, datetime, timedelta
from assistant.rights.deadline import due, end_of
for day in (datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 10, 24, 20, tzinfo=UTC)):
    for hours in range(12):
        at = day + timedelta(hours=hours)
        for country, zone in (("FI", "Europe/Helsinki"), ("SE", "Europe/Stockholm")):
            found = due(at, country=country, timezone=zone)
            print(at.isoformat(), country, found.received_on, found.due, end_of(found.due, zone).isoformat())
"""


@pytest.mark.slow
def test_the_servers_own_time_zone_moves_nothing_around_both_changes_of_summer_time() -> None:
    """Rules X-11 and D-1."""
    told = {
        subprocess.run(
            [sys.executable, "-c", COUNT],
            env={"TZ": zone, "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone in ("UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Europe/Helsinki")
    }
    (lines,) = told
    assert "2026-03-28T21:00:00+00:00 FI 2026-03-28" in lines
    assert "2026-03-28T22:00:00+00:00 FI 2026-03-29" in lines
    assert "2026-10-24T21:00:00+00:00 FI 2026-10-25" in lines
    assert "2026-10-24T21:00:00+00:00 SE 2026-10-24" in lines
