"""The small library's model, and a small policy to answer from."""

import pytest

from assistant.answers.decide import Sources
from assistant.answers.table import tabulate
from assistant.matcher.load import load_library
from assistant.matcher.model import Model, fit_model
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.terms import Locale
from tests.library import write_library

POLICY = """# Privacy policy

## How long we keep data

We keep your data for two years after your last order. Then it is erased.

## Cookies

Our website uses cookies to remember your choices. Nordmail is a tool that sets none.

## Automated decisions

No
"""


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return fit_model(load_library(write_library(tmp_path_factory.mktemp("content") / "intents")))


@pytest.fixture(scope="session")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path = tmp_path_factory.mktemp("policies") / "en.md"
    path.write_text(POLICY, encoding="utf-8")
    return read_policy(path, id="nord/en", locale=Locale.EN)


@pytest.fixture(scope="session")
def sources(model: Model, policy: Policy) -> Sources:
    return Sources(model, {Locale.EN: tabulate(policy, model)})
