"""The small content folder as a site that commands are run on."""

from pathlib import Path

import pytest

from tests.cli.command import Site


@pytest.fixture
def site(root: Path, tmp_path: Path) -> Site:
    return Site(root, tmp_path / "data")
