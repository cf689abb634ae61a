"""A content folder of two invented controllers and the small library, fitted once, copied for each test."""

import shutil
from pathlib import Path

import pytest

from assistant.matcher.load import load_library, save_model
from assistant.matcher.model import Model, fit_model
from tests.library import write_library
from tests.web.content import write_content


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return fit_model(load_library(write_library(tmp_path_factory.mktemp("content") / "intents")))


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Path:
    root = tmp_path_factory.mktemp("content")
    save_model(write_library(root / "intents"), model)
    write_content(root)
    return root


@pytest.fixture
def root(written: Path, tmp_path: Path) -> Path:
    """Return a folder that a test may spoil."""
    return Path(shutil.copytree(written, tmp_path / "home"))
