"""Holds that the client python-rt works with our REST 2.0 as its own authors test it."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from assistant.policy.load import Controller
from assistant.service import queues, staff
from assistant.service.acting import SYSTEM, Act
from assistant.service.parts import Parts
from assistant.service.queues import NewQueue
from assistant.terms import Role
from assistant.web.app import create_app
from assistant.web.runtime import Face
from tests.real.conftest import NORD

pytestmark = [pytest.mark.rt, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
PLACE = ROOT / "build" / "python-rt"
PASSWORD = "long enough for argon"


@pytest.fixture
def controller() -> Controller:
    """Return a company without a mirror: no other tracker is needed here."""
    return NORD


@pytest.fixture
def served(parts: Parts) -> Iterator[str]:
    """Serve a tracker with the person and the queue that the tests take for granted."""
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        newcomer = staff.Newcomer(
            "root", Role.APPROVER, PASSWORD, more_roles=[Role.ADMIN], email="root@example.org"
        )
        staff.add(act, newcomer)
        queues.add(act, NewQueue("General", serves_rest=True))
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    server.app = create_app(replace(parts, base_url=address), Face())
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


def test_its_own_tests_pass(served: str) -> None:
    assert (PLACE / ".ready").exists(), "The tests of python-rt are missing; run: bash .ci/python-rt"
    path = os.pathsep.join(str(one) for one in (PLACE / "source", PLACE / "site", ROOT / "tests" / "real"))
    files = [f"tests/test_{name}.py" for name in ("basic", "basic_async", "tickets", "tickets_async")]
    options = ["-p", "point_python_rt", "-p", "no:randomly", "-p", "no:cacheprovider"]
    chosen = ["-k", "not asset and not catalog", *files]
    settings = {"PYTHON_RT_URL": f"{served}/REST/2.0/", "PYTHON_RT_PASSWORD": PASSWORD}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, *chosen],
        cwd=PLACE / "source",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert re.search(r"\b24 passed, 4 deselected", done.stdout), done.stdout[-6000:] + done.stderr[-2000:]
