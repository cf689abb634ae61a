"""One stage, one demonstration and one Chromium for all tests of this folder; each test has its own pages.

What a test leaves in the database is there for the next, so each uses addresses and names of its own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from assistant.web import wire
from tests.browser.demo import Demo, running
from tests.browser.stage import GENEROUS, Stage, staged
from tests.chromium import tidied


@pytest.fixture(scope="session")
def one_stage(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, fitted_content: Path, browser: Browser
) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("stage"), migrated_file, fitted_content, browser) as stage:
        yield stage


@pytest.fixture(scope="module")
def stage(one_stage: Stage) -> Stage:
    """Return the assistant beside a company's site; other suites bound and end this process's sockets."""
    wire.install(GENEROUS)
    return one_stage


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Yield the demonstration with its four companies, a process of its own."""
    with running(tmp_path_factory.mktemp("data")) as demo:
        yield demo


@pytest.fixture(autouse=True)
def _tidy(browser: Browser) -> Iterator[None]:
    with tidied(browser):
        yield
