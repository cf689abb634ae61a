"""The model of the small library, as it is kept in the small content folder."""

from pathlib import Path

import pytest

from assistant.matcher.load import load_model
from assistant.matcher.model import Model


@pytest.fixture(scope="session")
def model(fitted_content: Path) -> Model:
    return load_model(fitted_content / "intents")
