"""Holds that a process which ends sends hundreds of chats elsewhere, and loses no turn that was under way."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from websockets.exceptions import ConnectionClosed

from tests.cli.command import Site
from tests.server.caller import Caller, Talk
from tests.server.fleet import fleet
from tests.server.test_serve import SLACK

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
CHATS = {"sqlite": 60, "postgres": 150}
TOLD_SECONDS, GONE_SECONDS = 2, 5
QUESTION = "how long do you keep my data"


@contextmanager
def held(site: Site, url: str, conversation: str) -> Iterator[None]:
    """Keep the conversation's turns waiting, as a slow database would."""
    if url:
        with psycopg.connect(url) as connection:
            connection.execute("SELECT 1 FROM conversation WHERE id = %s FOR UPDATE", (conversation,))
            yield
    else:
        other = sqlite3.connect(site.data / "assistant.db", isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            yield
        finally:
            other.close()


def code_of(talk: Talk) -> int | None:
    with pytest.raises(ConnectionClosed):
        talk.until(lambda _frame: False)
    return talk.ws.close_code


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_hundreds_are_told_at_once_and_the_turn_that_was_under_way_is_taken_once(
    site: Site, kind: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("shared_database") if kind == "postgres" else ""
    with fleet(site, url, sockets_per_process="300") as started, ExitStack() as stack:
        server = started.serve()
        talks = [stack.enter_context(Caller(server.url).open().talking()) for _ in range(CHATS[kind])]
        asking = talks[0].caller
        with held(site, url, asking.opened["conversation"]):
            talks[0].say(QUESTION, "asked")
            begun = time.monotonic()
            server.process.send_signal(15)
            codes = [code_of(talk) for talk in talks]
            told_seconds = time.monotonic() - begun
            assert server.process.wait(60) == 0
            gone_seconds = time.monotonic() - begun
        assert [line for line in server.lines if not line.startswith("{")] == [], "only log lines"
        assert codes == [1012] * CHATS[kind]
        assert told_seconds < TOLD_SECONDS * SLACK
        assert gone_seconds < GONE_SECONDS * SLACK
        asking.url = started.serve().url
        with asking.again().talking() as talk:
            talk.ask(QUESTION, "asked")
        said = [frame for frame in asking.seen.values() if frame["from"]["role"] == "visitor"]
    assert len(said) == 1
    assert sorted(asking.seen) == list(range(1, max(asking.seen) + 1))
