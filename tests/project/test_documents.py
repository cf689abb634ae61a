"""Keeps the documentation true to the code."""

from pathlib import Path

from assistant.cli.settings import as_markdown

ROOT = Path(__file__).parents[2]


def test_the_manual_has_the_table_of_all_settings() -> None:
    manual = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert as_markdown() in manual, "write it anew with: assistant settings --markdown"
