"""Holds what `assistant serve` promises as one process and as several."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.cli.command import SECRET, Site
from tests.server.caller import SITE, Caller, fetched
from tests.server.fleet import Fleet, fleet

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
QUESTION = "how long do you keep my data"
SLACK = 3
"""A busy machine may take this many times as long; the bound itself is held by `make bench-server`."""


@pytest.fixture(params=["sqlite", "postgres"])
def any_fleet(request: pytest.FixtureRequest, site: Site) -> Iterator[Fleet]:
    url = request.getfixturevalue("shared_database") if request.param == "postgres" else ""
    with fleet(site, url) as started:
        yield started


@pytest.fixture
def shared(site: Site, shared_database: str) -> Iterator[Fleet]:
    with fleet(site, shared_database) as started:
        yield started


def test_everyone_is_told_to_come_back_at_once_and_the_process_is_gone_soon(any_fleet: Fleet) -> None:
    server = any_fleet.serve()
    with ExitStack() as stack:
        talks = [stack.enter_context(Caller(server.url).open().talking()) for _ in range(30)]
        begun = time.monotonic()
        server.process.send_signal(15)
        codes = []
        for talk in talks:
            with pytest.raises(ConnectionClosed):
                talk.until(lambda _frame: False)
            codes.append(talk.ws.close_code)
        told_seconds = time.monotonic() - begun
        assert server.process.wait(30) == 0
        gone_seconds = time.monotonic() - begun
    assert codes == [1012] * 30
    assert told_seconds < 2 * SLACK
    assert gone_seconds < 5 * SLACK


def test_a_read_that_waits_is_answered_before_the_process_ends(any_fleet: Fleet) -> None:
    server = any_fleet.serve()
    caller = Caller(server.url).open()
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 30) as line:
        line.sendall(
            f"GET /api/v1/conversations/{caller.opened['conversation']}/entries?after=1&wait=25 HTTP/1.1\r\n"
            f"Host: {host}\r\nAuthorization: Bearer {caller.opened['resume_token']}\r\n\r\n".encode()
        )
        time.sleep(0.5)  # there is no event for "has begun to wait"; too early proves less, not wrongly
        assert server.end() == 0
        assert line.recv(12) == b"HTTP/1.1 200"


def test_a_chat_goes_on_at_another_process_after_a_kill(shared: Fleet) -> None:
    first, second = shared.serve(), shared.serve()
    caller = Caller(first.url).open()
    with caller.talking() as talk:
        talk.ask(QUESTION)
        first.kill()
    before = dict(caller.seen)
    caller.url = second.url
    with caller.again().talking() as talk:
        answer = talk.ask("do you use cookies")
    assert "cookies" in answer["body"]["passages"][0]["text"]
    assert sorted(caller.seen) == list(range(1, max(caller.seen) + 1))
    assert before.items() <= caller.seen.items()


def test_two_tabs_at_two_processes_see_the_same_chat(shared: Fleet) -> None:
    first, second = shared.serve(), shared.serve()
    one = Caller(first.url).open()
    two = Caller(second.url, opened=dict(one.opened)).again()
    with one.talking() as here, two.talking() as there:
        asked = here.ask(QUESTION)
        seen = there.until_type("answer")
        assert (seen["seq"], seen["body"]) == (asked["seq"], asked["body"])
        there.send({"t": "forget", "id": "f"})
        here.until(lambda frame: frame["t"] == "erased")


def test_pages_and_chats_can_be_served_apart(shared: Fleet) -> None:
    pages, chats = shared.serve("--role", "http"), shared.serve("--role", "chat")
    with Caller(pages.url, chat_url=chats.url).open().talking() as talk:
        assert talk.ask(QUESTION)
    assert fetched(f"{chats.url}/policy/nord/en")[0] == 404
    assert fetched(f"{chats.url}/healthz")[0] == 200
    with pytest.raises(InvalidStatus) as refused:
        connect(pages.url.replace("http", "ws") + "/api/v1/chat", additional_headers={"Origin": SITE})
    assert refused.value.response.status_code == 404


def test_more_chats_than_a_small_sites_database_carries_are_refused_with_the_remedy(site: Site) -> None:
    ended = site.run("serve", "--port", "1", secret=SECRET, sockets_per_process="501")
    assert ended.returncode == 2
    assert "set ASSISTANT_DATABASE_URL to PostgreSQL" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_full_house_is_told_before_the_upgrade_with_when_to_come_again_and_pages_still_open(
    any_fleet: Fleet,
) -> None:
    server = any_fleet.serve(sockets_per_process="3")
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(Caller(server.url).open().talking())
        address = server.url.replace("http", "ws") + "/api/v1/chat"
        with pytest.raises(InvalidStatus) as refused:
            connect(address, additional_headers={"Origin": SITE})
        assert refused.value.response.status_code == 503
        assert int(refused.value.response.headers["Retry-After"]) > 0
        assert fetched(f"{server.url}/policy/nord/en")[0] == 200
    told = [json.loads(line) for line in server.lines if line.startswith("{")]
    assert any(line.get("setting") == "ASSISTANT_SOCKETS_PER_PROCESS" for line in told), server.lines
