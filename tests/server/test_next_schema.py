"""Holds that processes of this version go on beside the schema of the next: decision 51."""

import json

import psycopg
import pytest
from sqlalchemy import make_url

from assistant.store import Row
from tests.cli.command import Site
from tests.faults.conftest import rows
from tests.faults.persistent import Visitor
from tests.server.caller import fetched
from tests.server.fleet import fleet

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


def add_a_version(database: str) -> None:
    """Do all that a migration may, to every table: add what may be empty or fills itself; make tables."""
    with psycopg.connect(make_url(database).render_as_string(hide_password=False)) as connection:
        connection.execute("CREATE TABLE of_the_next (id integer PRIMARY KEY, said text)")
        for table in Row.metadata.sorted_tables:
            connection.execute(f'ALTER TABLE "{table.name}" ADD COLUMN next_may text')
            connection.execute(f'ALTER TABLE "{table.name}" ADD COLUMN next_must integer NOT NULL DEFAULT 1')
            connection.execute(f'CREATE INDEX ON "{table.name}" (next_must)')
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def wait_for_mail(site: Site, visitor: Visitor) -> None:
    """Talk on until the visitor's code was mailed."""
    reference = visitor.wait_for("filed", 0)["body"]["reference"]
    folder = site.data / "mail"
    while not any(reference in one.read_text(encoding="utf-8") for one in folder.glob("*.eml")):
        visitor.deliver({"type": "text", "text": "do you use cookies"})


def test_chats_and_requests_go_on_beside_the_next_schema_and_mail_leaves(
    site: Site, shared_database: str
) -> None:
    with fleet(site, shared_database) as started:
        servers = [started.serve() for _ in range(2)]
        started.work()
        first, second = (Visitor([server], number) for number, server in enumerate(servers))
        second.deliver({"type": "text", "text": "do you use cookies"})
        first.file()
        wait_for_mail(site, first)
        add_a_version(shared_database)
        first.deliver({"type": "text", "text": "how long do you keep my data"})
        second.file()
        wait_for_mail(site, second)
        assert (first.told, second.told) == ([], [])
        status, _, ready = fetched(f"{servers[0].url}/readyz")
        assert (status, json.loads(ready)["checks"]["migrations"]) == (200, "degraded")
        assert rows(shared_database, "SELECT count(*) FROM request WHERE next_must = 1") == [(2,)]
        # A round of the worker that meets the migration half-way may be undone by it, and is done again.
        assert not [line for server in servers for line in server.lines if "failed" in line]
        refused = site.run("audit", "verify", **started.settings)
        assert "of a newer version" in refused.stderr, "nothing of this version begins beside it"
