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
            connection.execute(f'ALTER TABLE "{table.name}" ADD COLUMN next_may text')  # type: ignore[call-overload]
            connection.execute(  # type: ignore[call-overload]
                f'ALTER TABLE "{table.name}" ADD COLUMN next_must integer NOT NULL DEFAULT 1'
            )
            connection.execute(f'CREATE INDEX ON "{table.name}" (next_must)')  # type: ignore[call-overload]
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def test_chats_and_requests_go_on_beside_the_next_schema_and_mail_leaves(
    site: Site, shared_database: str
) -> None:
    with fleet(site, shared_database) as started:
        servers, worker = [started.serve() for _ in range(2)], started.work()
        visitors = [Visitor(servers, number) for number in range(2)]
        for visitor in visitors:
            visitor.deliver({"type": "text", "text": "do you use cookies"})
        visitors[0].file()
        add_a_version(shared_database)
        for visitor in visitors:
            visitor.deliver({"type": "text", "text": "how long do you keep my data"})
        visitors[1].file()
        mail = site.data / "mail"
        told = visitors[1].wait_for("filed", 0)["body"]["reference"]
        while not any(told in one.read_text(encoding="utf-8") for one in mail.glob("*.eml")):
            assert worker.process.poll() is None
            visitors[1].deliver({"type": "text", "text": "do you use cookies"})
        assert [visitor.told for visitor in visitors] == [[], []]
        status, _, ready = fetched(f"{servers[0].url}/readyz")
        assert (status, json.loads(ready)["checks"]["migrations"]) == (200, "degraded")
        assert rows(shared_database, "SELECT count(*) FROM request WHERE next_must = 1") == [(2,)]
        assert not [line for server in (*servers, worker) for line in server.lines if "failed" in line]
        refused = site.run("audit", "verify", **started.settings)
        assert "of a newer version" in refused.stderr, "nothing of this version begins beside it"
