"""Holds that a database that stops, blocks or is full costs time, and no message, request or truth."""

import subprocess
import threading
import time

import psycopg
import pytest

from tests.cli.command import SECRET, Site
from tests.faults.conftest import Cluster
from tests.faults.invariants import hold
from tests.faults.persistent import QUESTION, Visitor
from tests.server.caller import Caller, fetched
from tests.server.fleet import Process, fleet

pytestmark = pytest.mark.faults
NEXT = """
INSERT INTO entry (conversation_id, at, seq, kind, actor, name, body, body_hash, lang)
SELECT conversation_id, at, seq + 1, kind, actor, name, body, body_hash, lang
FROM entry WHERE conversation_id = %s ORDER BY seq DESC LIMIT 1
"""


def joined(visitors: list[Visitor]) -> list[Visitor]:
    for visitor in visitors:
        visitor.thread.join(240)
    return visitors


def test_a_database_that_stops_and_starts_loses_nothing_and_visitors_are_told_the_truth(
    site: Site, database: str, server: Cluster
) -> None:
    with fleet(site, database) as started:
        serving = started.serve()
        visitors = [Visitor([serving], number) for number in range(4)]
        for visitor in visitors:
            visitor.start(40, is_filing=True)
        wait_until(lambda: all(len(visitor.caller.acked) > 2 for visitor in visitors))
        server.stop()
        status, _, text = fetched(f"{serving.url}/requests/7K3Q-X9M2-NP4T-Z8VC")
        assert status == 503
        assert "privacy@nord.example.org" in text
        assert fetched(f"{serving.url}/readyz")[0] == 503
        assert fetched(f"{serving.url}/healthz")[0] == 200
        server.start()
        hold(site, database, joined(visitors))
        codes = {frame["code"] for visitor in visitors for frame in visitor.told}
        assert codes <= {"unavailable"}, [line for line in serving.lines if "failed" in line]


def wait_until(is_so: "object") -> None:
    """Return when it is so."""
    assert callable(is_so)
    end = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_one_connection_for_twenty_visitors_is_slow_and_turns_nobody_away(site: Site, database: str) -> None:
    with fleet(site, database, database_connections="1") as started:
        visitors = [Visitor([started.serve()], number) for number in range(1)]
        visitors += [Visitor(visitors[0].processes, number) for number in range(1, 20)]
        for visitor in visitors:
            visitor.start(4)
        hold(site, database, joined(visitors))
        assert not any(visitor.told for visitor in visitors)


def test_a_turn_that_is_undone_by_a_deadlock_is_taken_once_when_it_comes_again(
    site: Site, database: str
) -> None:
    with fleet(site, database) as started:
        visitor = Visitor([started.serve()], 1)
        visitor.deliver({"type": "text", "text": QUESTION})
        conversation = visitor.caller.opened["conversation"]
        with psycopg.connect(database) as other:
            other.execute("SET deadlock_timeout = '60s'")  # so that the turn is the one that finds it
            other.execute(NEXT, (conversation,))  # where the turn, which holds the chat, wants to write
            thread = threading.Thread(target=visitor.deliver, args=[{"type": "text", "text": QUESTION}])
            thread.start()
            watch(database)
            other.execute("UPDATE conversation SET mode = mode WHERE id = %s", (conversation,))
            other.rollback()
        thread.join(60)
        hold(site, database, [visitor])
        assert len(visitor.caller.acked) == 2
        told = [frame["code"] for frame in visitor.told]
        assert told == ["unavailable"], [line for line in visitor.processes[0].lines if "failed" in line]


def watch(database: str) -> None:
    """Return when a turn waits for somebody else's."""
    with psycopg.connect(database, autocommit=True) as connection:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            waiting = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            ).fetchone()
            if waiting and waiting[0]:
                return
            time.sleep(0.05)
    raise AssertionError("nothing waits")


def test_a_full_disk_is_told_and_all_goes_on_when_there_is_room_again(site: Site) -> None:
    with fleet(site, "") as started:
        serving = started.serve()
        with Caller(serving.url).open().talking() as talk:
            assert talk.ask(QUESTION)
        bound(serving, "0")
        status, headers, _ = fetched(f"{serving.url}/staff/sign-in")  # reading goes on
        assert status == 200
        assert headers
        caller = Caller(serving.url)
        with pytest.raises(Exception, match="503"):
            caller.open()
        bound(serving, "unlimited")
        with caller.open().talking() as talk:
            assert talk.ask(QUESTION)
        assert site.run("audit", "verify", secret=SECRET).returncode == 0


def bound(process: Process, size: str) -> None:
    """Let the process and its children write files only up to this size, as if the disk were full."""
    for pid in process.members:
        subprocess.run(["prlimit", "--pid", str(pid), f"--fsize={size}:unlimited"], check=True)
