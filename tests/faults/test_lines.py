"""Holds that peers that say nothing, or hardly anything, cost others nothing: mail servers and visitors."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller as SmtpServer
from aiosmtpd.handlers import Message as MessageHandler
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from tests.cli.command import Site
from tests.faults.conftest import rows
from tests.faults.invariants import hold
from tests.faults.persistent import QUESTION, Visitor
from tests.faults.test_database import wait_until
from tests.postgres import free_port
from tests.server.caller import SITE, Caller, fetched
from tests.server.fleet import fleet
from tests.server.test_deploy import nginx

pytestmark = pytest.mark.faults
DEAF, SLOW = 40, 50
SOON_SECONDS = 5
OLD = """
INSERT INTO conversation
  (id, controller, locale, origin, epoch, last_seq, mode, state, resume_hash, created, touched)
SELECT 'old', controller, locale, origin, epoch, 0, mode, state, 'old', '2020-01-01', '2020-01-01'
FROM conversation LIMIT 1
"""


@contextmanager
def black_hole(port: int) -> Iterator[None]:
    """Listen and take connections, and never say a word."""
    with socket.create_server(("127.0.0.1", port), backlog=64):
        yield


class Letterbox(MessageHandler):
    """Counts what arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    def handle_message(self, message: object) -> None:
        self.ids.append(message["Message-ID"])  # type: ignore[index] # aiosmtpd has no types


def test_a_mail_server_that_says_nothing_delays_mail_alone_and_no_mail_is_lost_or_doubled(
    site: Site, database: str
) -> None:
    port = free_port()
    smtp = {"mail": "smtp", "smtp_host": "127.0.0.1", "smtp_port": str(port), "smtp_security": "none"}
    with fleet(site, database, **smtp) as started:
        serving = started.serve()
        visitor = Visitor([serving], 1)
        with black_hole(port):
            visitor.start(2, is_filing=True)
            visitor.thread.join(60)
            old(database)
            started.work()
            wait_until(lambda: not rows(database, "SELECT 1 FROM conversation WHERE id = 'old'"))
            assert not rows(database, "SELECT 1 FROM outbox_mail WHERE fault <> ''"), "it is waited for still"
            wait_until(lambda: rows(database, "SELECT 1 FROM outbox_mail WHERE attempts = 1 AND fault <> ''"))
            told = json.loads(fetched(f"{serving.url}/readyz")[2])
            assert told["checks"]["mail"] == "degraded", told
        letterbox = Letterbox()
        post = SmtpServer(letterbox, hostname="127.0.0.1", port=port)
        post.start()
        try:
            with psycopg.connect(database) as connection:  # as if the pause of its first failure were over
                connection.execute("UPDATE outbox_mail SET due_at = now() WHERE sent_at IS NULL")
            wait_until(lambda: not rows(database, "SELECT 1 FROM outbox_mail WHERE sent_at IS NULL"))
        finally:
            post.stop()
        hold(site, database, [visitor])
        assert (
            len(letterbox.ids) == len(set(letterbox.ids)) == len(rows(database, "SELECT 1 FROM outbox_mail"))
        )


def old(database: str) -> None:
    """Leave a conversation whose time is over: it goes while the mail server is being waited for."""
    with psycopg.connect(database) as connection:
        connection.execute(OLD)


def half_open(url: str) -> socket.socket:
    """Return the line of a visitor who is gone without a word: greeted, then no answer to anything."""
    caller = Caller(url).open()
    host, port = url.removeprefix("http://").split(":")
    line = socket.create_connection((host, int(port)), 30)
    protocol = ClientProtocol(parse_uri(f"ws://{host}:{port}/api/v1/chat"), origin=SITE)  # type: ignore[arg-type]
    protocol.send_request(protocol.connect())
    line.sendall(b"".join(protocol.data_to_send()))
    while protocol.handshake_exc is None and protocol.state.name != "OPEN":
        protocol.receive_data(line.recv(4096))
        protocol.events_received()
    hello = {
        "v": 1,
        "t": "hello",
        "pass": caller.opened["pass"],
        "conv": caller.opened["conversation"],
        "epoch": caller.opened["epoch"],
        "last_seq": 0,
    }
    protocol.send_text(json.dumps(hello).encode())
    line.sendall(b"".join(protocol.data_to_send()))
    return line


def chats_open(url: str) -> int:
    text = fetched(f"{url}/metrics")[2]
    (line,) = [row for row in text.splitlines() if row.startswith("assistant_chats_open ")]
    return int(float(line.split()[1]))


@pytest.mark.parametrize("kind", ["postgres", "sqlite"])
def test_visitors_who_are_gone_without_a_word_free_their_seats(
    site: Site, request: pytest.FixtureRequest, kind: str
) -> None:
    url = request.getfixturevalue("database") if kind == "postgres" else ""
    with fleet(site, url, ping_seconds="1") as started, ExitStack() as stack:
        serving = started.serve(sockets_per_process=str(DEAF))
        for _ in range(DEAF):
            stack.enter_context(closing(half_open(serving.url)))
        wait_until(lambda: chats_open(serving.url) == 0)
        with Caller(serving.url).open().talking() as talk:
            assert talk.ask(QUESTION)


def test_requests_that_come_byte_by_byte_keep_nobody_waiting_behind_the_proxy(
    site: Site, database: str, tmp_path: Path
) -> None:
    folder = tmp_path / "nginx"
    folder.mkdir()
    with fleet(site, database, trusted_proxies="1") as started, ExitStack() as stack:
        pages, chats = started.serve("--role", "http"), started.serve("--role", "chat")
        url = stack.enter_context(nginx(folder, pages=pages.url, chats=[chats.url, chats.url]))
        host, port = url.removeprefix("http://").split(":")
        lines = [socket.create_connection((host, int(port)), 30) for _ in range(SLOW)]
        for line in lines:
            stack.callback(line.close)
            line.sendall(b"POST /api/v1/conversations HTTP/1.1\r\nHost: x\r\n")
        begun = time.monotonic()
        while time.monotonic() - begun < SOON_SECONDS:
            for line in lines:
                line.sendall(b"X")
            with Caller(url).open().talking() as talk:
                assert talk.ask(QUESTION)
            assert fetched(f"{url}/policy/nord/en")[0] == 200
        assert [ended(line) for line in lines] == [True] * SLOW


def ended(line: socket.socket) -> bool:
    """Tell whether the other side ends the line by itself."""
    line.settimeout(60)
    try:
        while line.recv(4096):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True
