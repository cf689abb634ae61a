"""A small content folder, fitted once and copied for each test that may spoil it."""

import shutil
from pathlib import Path

import pytest

from assistant.matcher.load import load_library, save_model
from assistant.matcher.model import fit_model
from tests.cli.command import Site
from tests.library import write_library
from tests.web.content import write_content


@pytest.fixture(scope="session")
def fitted_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("content")
    intents = write_library(root / "intents")
    write_content(root)
    save_model(intents, fit_model(load_library(intents)))
    return root


@pytest.fixture
def site(fitted_content: Path, tmp_path: Path) -> Site:
    home = tmp_path / "home"
    shutil.copytree(fitted_content, home)
    return Site(home, tmp_path / "data")
