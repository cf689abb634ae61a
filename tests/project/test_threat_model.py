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
        named = NAMED.findall(row)
        assert named, row
        for file, test in named:
            path = TOP / file
            assert path.is_file(), row
            assert not test or f"def {test}(" in path.read_text(encoding="utf-8"), row
