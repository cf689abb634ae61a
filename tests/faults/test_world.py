"""Holds that clocks that jump, files that break and strangers who lock lose nothing that was accepted."""

import json
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.command import SECRET, Site
from tests.cli.test_run import demo
from tests.faults.invariants import hold
from tests.faults.persistent import QUESTION, Visitor
from tests.faults.test_database import joined, wait_until
from tests.server.caller import Caller, fetched
from tests.server.fleet import Process, fleet

pytestmark = pytest.mark.faults
LOCKED_SECONDS = 12
"""Longer than a turn waits for a lock."""


def test_a_clock_that_jumps_both_ways_silences_nobody_and_breaks_no_history(
    site: Site, tmp_path: Path
) -> None:
    clock, noon = tmp_path / "now", datetime(2026, 3, 5, 12, tzinfo=UTC)
    clock.write_text(noon.isoformat(), encoding="ascii")
    with demo(site, "--clock", str(clock), message_burst="50") as running:
        visitors = [Visitor([Process(running.process, running.ready["url"])], number) for number in range(2)]
        for number, hours in enumerate((0, 72, -2, 1, -48)):
            clock.write_text((noon + timedelta(hours=hours)).isoformat(), encoding="ascii")
            for visitor in visitors:
                visitor.deliver({"type": "text", "text": f"{QUESTION}, {number}"})
        for visitor in visitors:
            visitor.is_filing = True
            visitor.file()
        invariants(site, visitors)
        assert not any(visitor.told for visitor in visitors)


def invariants(site: Site, visitors: list[Visitor]) -> None:
    """Hold on SQLite what `hold` asks of PostgreSQL."""
    with closing(sqlite3.connect(site.data / "assistant.db")) as database:
        taken = database.execute("SELECT conversation_id, seq, cid FROM entry").fetchall()
        filed = database.execute("SELECT count(*) FROM request").fetchone()[0]
    where = {(conversation, cid): seq for conversation, seq, cid in taken if cid}
    assert len(where) == sum(1 for row in taken if row[2]), "taken twice"
    for visitor in visitors:
        conversation = visitor.caller.opened["conversation"]
        seqs = sorted(seq for owner, seq, _ in taken if owner == conversation)
        assert seqs == list(range(1, len(seqs) + 1)), "a gap"
        for cid, seq in visitor.caller.acked.items():
            assert where.get((conversation, cid)) == seq, "acknowledged, and not there"
    assert filed == sum(visitor.is_filing for visitor in visitors), "each request once"
    own = {} if (site.data / "secret").is_file() else {"secret": SECRET}  # a demonstration keeps its own
    verified = site.run("audit", "verify", **own)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_content_file_that_breaks_while_it_is_read_again_disturbs_no_chat(
    site: Site, database: str
) -> None:
    policy = site.home / "policies" / "nord" / "en.md"
    good = policy.read_text(encoding="utf-8")
    with fleet(site, database) as started:
        serving = started.serve()
        visitors = [Visitor([serving], number) for number in range(3)]
        for visitor in visitors:
            visitor.start(60, is_filing=True)
        settings = policy.with_name("controller.yaml")
        whole = settings.read_text(encoding="utf-8")
        for _ in range(3):
            policy.write_text(good[: len(good) // 2], encoding="utf-8")  # half written
            settings.write_text(whole + "\norigins: [", encoding="utf-8")  # and broken
            wait_until(lambda: status(serving) == "degraded")
            settings.write_text(whole, encoding="utf-8")
            policy.write_text(good.replace("two years", "three years"), encoding="utf-8")
            wait_until(lambda: status(serving) == "ok")
        hold(site, database, joined(visitors))
        assert not any(visitor.told for visitor in visitors)
        with Caller(serving.url).open().talking() as talk:
            answer = talk.ask(QUESTION)
        assert "three years" in answer["body"]["passages"][0]["text"]


def status(serving: Process) -> str:
    code, _, text = fetched(f"{serving.url}/readyz")
    assert code == 200
    return str(json.loads(text)["checks"]["content"])


def test_a_database_file_that_a_stranger_locks_is_told_and_nothing_is_lost(site: Site) -> None:
    with fleet(site, "") as started:
        serving = started.serve()
        visitors = [Visitor([serving], number) for number in range(2)]
        for visitor in visitors:
            visitor.deliver({"type": "text", "text": QUESTION})
        with closing(sqlite3.connect(site.data / "assistant.db", isolation_level=None)) as stranger:
            stranger.execute("BEGIN IMMEDIATE")
            for visitor in visitors:
                visitor.start(3, is_filing=True)
            held = threading.Event()
            threading.Timer(LOCKED_SECONDS, held.set).start()
            held.wait()
            stranger.execute("ROLLBACK")
        joined(visitors)
        assert [visitor.failures for visitor in visitors] == [[], []]
        codes = {frame["code"] for visitor in visitors for frame in visitor.told}
        assert codes <= {"unavailable"}, codes
        invariants(site, visitors)
