"""Holds that every protection of the threat model has the test that it names."""

import re
from pathlib import Path

TOP = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def test_every_test_that_the_threat_model_names_is_there() -> None:
    text = (TOP / "docs" / "threat-model.md").read_text(encoding="utf-8")
    rows = [row for row in text.partition("## Abuse and answer")[2].splitlines() if row.startswith("| ")][1:]
    assert len(rows) >= 20
    for row in rows:
        found = NAMED.search(row)
        assert found is not None, row
        path = TOP / found[1]
        assert path.is_file(), row
        assert found[2] is None or f"def {found[2]}(" in path.read_text(encoding="utf-8"), row
