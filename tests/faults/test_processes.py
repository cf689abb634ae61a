"""Holds that killed processes lose and double nothing, whichever dies and whenever."""

import random
import time
from pathlib import Path

import pytest

from tests.cli.command import Site
from tests.faults.conftest import rows
from tests.faults.invariants import hold
from tests.faults.persistent import Visitor
from tests.server.fleet import fleet

pytestmark = pytest.mark.faults
VISITORS, ROUNDS, KILLS = 6, 10, 5


def test_processes_that_are_killed_under_load_lose_and_double_nothing(site: Site, database: str) -> None:
    chance = random.Random(1)  # noqa: S311 - the same test each time
    with fleet(site, database) as started:
        servers = [started.serve() for _ in range(2)]
        workers = [started.work() for _ in range(2)]
        visitors = [Visitor(servers, number) for number in range(VISITORS)]
        for visitor in visitors:
            visitor.start(ROUNDS, is_filing=True)
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.3, 2.0))
            if chance.random() < 0.7:
                victim = chance.randrange(len(servers))
                servers[victim].kill()
                servers[victim] = started.serve(port=int(servers[victim].url.rpartition(":")[2]))
            else:
                victim = chance.randrange(len(workers))
                workers[victim].kill()
                workers[victim] = started.work()
        for visitor in visitors:
            visitor.thread.join(240)
        hold(site, database, visitors)
        sent(database, site.data / "mail")


def sent(database: str, folder: Path) -> None:
    """Hold that every code was mailed, or is held by a worker that died and will be mailed by another."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        waiting = rows(database, "SELECT count(*) FROM outbox_mail WHERE sealed IS NOT NULL AND attempts = 0")
        if waiting == [(0,)]:
            break
        time.sleep(0.2)
    held = rows(database, "SELECT id FROM outbox_mail WHERE sealed IS NOT NULL AND attempts > 0")
    done = rows(database, "SELECT id FROM outbox_mail WHERE sent_at IS NOT NULL")
    assert len(done) + len(held) == VISITORS
    written = len(list(folder.glob("*.eml")))
    assert len(done) <= written <= len(done) + len(held), "each once"
