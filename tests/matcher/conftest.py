"""The small library, and the model fitted to it."""

from pathlib import Path

import pytest

from assistant.matcher.load import load_library
from assistant.matcher.model import Model, fit_model
from tests.library import write_library


@pytest.fixture
def library_folder(tmp_path: Path) -> Path:
    return write_library(tmp_path / "intents")


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return fit_model(load_library(write_library(tmp_path_factory.mktemp("content") / "intents")))
