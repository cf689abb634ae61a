"""Holds that the master secret is changed while visitors chat, and nothing is lost on the way."""

import pytest

from tests.cli.command import SECRET, Site
from tests.faults.invariants import hold
from tests.faults.persistent import Visitor
from tests.server.fleet import Fleet, Process, fleet

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
NEW = "another one of thirty-two characters!"
STEPS = (
    {"secret": SECRET, "secret_former": NEW},  # all learn the new one
    {"secret": NEW, "secret_former": SECRET},  # and seal with it
)


def restart(started: Fleet, servers: list[Process], settings: dict[str, str]) -> None:
    """Restart one server after the other, as `docs/operating.md` says."""
    started.settings.update(settings)
    for number, server in enumerate(servers):
        server.end()
        servers[number] = started.serve(port=int(server.url.rpartition(":")[2]))


def test_the_master_secret_is_changed_under_load_and_the_former_one_is_needed_no_more(
    site: Site, shared_database: str
) -> None:
    with fleet(site, shared_database) as started:
        servers = [started.serve() for _ in range(2)]
        visitors = [Visitor(servers, number) for number in range(3)]
        for visitor in visitors:
            visitor.deliver({"type": "text", "text": "do you use cookies"})
        visitors[0].is_filing = True
        visitors[0].file()
        for visitor in visitors[1:]:
            visitor.start(20, is_filing=True)
        for settings in STEPS:
            restart(started, servers, settings)
        given = {**STEPS[1], "database_url": shared_database}
        for visitor in visitors:
            if visitor.rounds:
                visitor.thread.join(240)
        done = site.run("keys", "reseal", **given)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "sealed anew: 0" not in done.stdout
        del started.settings["secret_former"]
        restart(started, servers, {"secret": NEW})
        visitors[0].deliver({"type": "text", "text": "do you use cookies"})
        hold(site, shared_database, visitors, secret=NEW)
        refused = site.run("audit", "verify", secret=SECRET, database_url=shared_database)
        assert "not the one of this database" in refused.stderr
        assert refused.returncode == 1
