"""Holds what the hardened socket promises, over a real server on a real port."""

import queue
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import flask_sock
import pytest
from flask import Flask
from simple_websocket import ConnectionClosed
from websockets.exceptions import ConnectionClosed as ClosedByServer
from websockets.sync.client import ClientConnection, connect
from werkzeug.serving import make_server

from assistant.service.limits import Limits
from assistant.web import wire

SOON = 60
LIMITS = Limits(frame_bytes=4096, ping_seconds=30)
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
)
Handler = Callable[[wire.HardenedServer], None]


@dataclass
class Site:
    """A server whose handlers say how they ended."""

    handlers: dict[str, Handler]
    port: int = 0
    ended: "queue.Queue[int]" = field(default_factory=queue.Queue)

    def connect(self, name: str) -> ClientConnection:
        return connect(f"ws://127.0.0.1:{self.port}/{name}", max_size=None)

    def raw(self, name: str) -> socket.socket:
        """Return a connection after its handshake that answers nothing by itself."""
        peer = socket.create_connection(("127.0.0.1", self.port), timeout=SOON)
        peer.sendall(HANDSHAKE.format(path=f"/{name}").encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += peer.recv(1)
        assert head.startswith(b"HTTP/1.1 101")
        assert b"permessage-deflate" not in head
        return peer

    def handle(self, ws: wire.HardenedServer, name: str) -> None:
        try:
            self.handlers[name](ws)
        except ConnectionClosed as closed:
            self.ended.put(int(closed.reason))
            raise


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(LIMITS) as started:
        yield started


class serving:  # noqa: N801 - used as a function is
    """Serves the handlers while it lasts."""

    def __init__(self, limits: Limits, *, send_seconds: float = wire.SEND_SECONDS) -> None:
        self.stock = flask_sock.Server
        wire.install(limits, send_seconds=send_seconds)
        app = Flask(__name__)
        site = Site({"echo": echo, "wait": wait})
        flask_sock.Sock(app).route("/<name>")(site.handle)
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        site.port = self.server.port
        self.site = site

    def __enter__(self) -> Site:
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02])
        self.thread.start()
        return self.site

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.thread.join()
        wire.drain()
        self.server.server_close()
        flask_sock.Server = self.stock


def echo(ws: wire.HardenedServer) -> None:
    while True:
        ws.send(ws.receive() or "")


def wait(ws: wire.HardenedServer) -> None:
    ws.receive()
    ws.receive()


def close_code(client: ClientConnection) -> int:
    with pytest.raises(ClosedByServer) as closed:
        client.recv(timeout=SOON)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


def test_what_is_said_comes_back_as_text_bytes_or_pieces(site: Site) -> None:
    with site.connect("echo") as client:
        for said in ("hyvää päivää", b"\x00\x01"):
            client.send(said)
            assert client.recv(timeout=SOON) == said
        client.send(["in ", "three ", "pieces"])
        assert client.recv(timeout=SOON) == "in three pieces"


def test_a_message_that_is_too_big_ends_the_connection_and_wakes_its_handler(site: Site) -> None:
    with site.connect("wait") as client:
        client.send("x" * 4097)
        assert close_code(client) == 1009
    assert site.ended.get(timeout=SOON) == 1009


def test_the_limit_counts_bytes_over_all_pieces(site: Site) -> None:
    with site.connect("echo") as client:
        client.send("ä" * 2048)
        assert client.recv(timeout=SOON) == "ä" * 2048
        client.send(["ä" * 2048, "x"])
        assert close_code(client) == 1009


def test_handlers_of_forty_oversized_messages_all_end(site: Site) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(site.connect("wait")) for _ in range(40)]
        for client in clients:
            client.send("x" * 5000)
        assert [site.ended.get(timeout=SOON) for _ in clients] == [1009] * 40


def test_a_long_message_reaches_a_slow_reader_whole(site: Site) -> None:
    said = "0123456789" * 400_000
    site.handlers["long"] = lambda ws: ws.send(said)
    peer = site.raw("long")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    header = peer.recv(10, socket.MSG_WAITALL)
    assert header == b"\x81\x7f" + len(said).to_bytes(8, "big")
    received = bytearray()
    while len(received) < len(said):
        piece = peer.recv(min(65536, len(said) - len(received)))
        assert piece
        received += piece
    assert received.decode() == said
    peer.close()


def test_threads_that_send_at_once_do_not_mix_their_messages(site: Site) -> None:
    site.handlers["many"] = send_from_six_threads
    with site.connect("many") as client:
        received = [str(client.recv(timeout=SOON)) for _ in range(6 * 50)]
    assert all(len(set(message)) == 1 and len(message) == 3000 for message in received)
    assert {message[0] for message in received} == set("abcdef")


def send_from_six_threads(ws: wire.HardenedServer) -> None:
    def send(letter: str) -> None:
        for _ in range(50):
            ws.send(letter * 3000)

    threads = [threading.Thread(target=send, args=[letter]) for letter in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def flood(peer: socket.socket) -> None:
    """Send without end until there is something to read."""
    message = b"\x81\xfe" + (1000).to_bytes(2, "big") + bytes(4) + b"x" * 1000
    while not select.select([peer], [], [], 0)[0]:
        peer.sendall(message)


def test_a_flood_that_nobody_reads_ends_with_1008(site: Site) -> None:
    may_read = threading.Event()

    def busy(ws: wire.HardenedServer) -> None:
        may_read.wait(SOON)
        wait(ws)

    site.handlers["busy"] = busy
    with site.raw("busy") as peer:
        flood(peer)
        assert peer.recv(4, socket.MSG_WAITALL)[2:] == (1008).to_bytes(2, "big")
    may_read.set()
    assert site.ended.get(timeout=SOON) == 1008


def test_sixty_four_messages_may_wait(site: Site) -> None:
    may_read = threading.Event()

    def late(ws: wire.HardenedServer) -> None:
        may_read.wait(SOON)
        echo(ws)

    site.handlers["late"] = late
    with site.connect("late") as client:
        for number in range(wire.INBOX_MESSAGES):
            client.send(str(number))
        client.ping().wait(SOON)  # its answer says that all of them have arrived
        may_read.set()
        assert [client.recv(timeout=SOON) for _ in range(64)] == [str(n) for n in range(64)]


def test_a_peer_that_answers_no_ping_is_let_go() -> None:
    with serving(replace(LIMITS, ping_seconds=0.1)) as site:
        peer = site.raw("wait")
        assert peer.recv(2, socket.MSG_WAITALL) == b"\x89\x00"
        assert peer.recv(4, socket.MSG_WAITALL)[2:] == (1008).to_bytes(2, "big")
        assert site.ended.get(timeout=SOON) == 1008
        peer.close()


def test_a_peer_that_answers_pings_stays() -> None:
    with serving(replace(LIMITS, ping_seconds=0.05)) as site:
        peer = site.raw("echo")
        for _ in range(6):
            assert peer.recv(2, socket.MSG_WAITALL) == b"\x89\x00"
            peer.sendall(b"\x8a\x80\x00\x00\x00\x00")
        peer.close()


def test_a_peer_that_never_reads_is_cut_after_the_time_for_sending() -> None:
    def pour(ws: wire.HardenedServer) -> None:
        while True:
            ws.send("x" * 1_000_000)

    with serving(LIMITS, send_seconds=0.2) as site:
        site.handlers["pour"] = pour
        peer = site.raw("pour")
        assert site.ended.get(timeout=SOON)
        peer.close()


def test_a_peer_that_leaves_without_a_word_wakes_the_handler(site: Site) -> None:
    peer = site.raw("wait")
    peer.close()
    assert site.ended.get(timeout=SOON)


def test_a_goodbye_is_answered_with_the_same_number(site: Site) -> None:
    with site.connect("wait") as client:
        client.close(4001, "gone")
    assert client.close_code == 4001
    assert site.ended.get(timeout=SOON) == 4001


def test_a_handler_may_close_with_a_number_of_ours(site: Site) -> None:
    site.handlers["refuse"] = lambda ws: ws.close(4401, "pass invalid")
    with site.connect("refuse") as client:
        assert close_code(client) == 4401


def test_draining_closes_every_connection_with_1012(site: Site) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(site.connect("wait")) for _ in range(20)]
        for client in clients:
            client.ping().wait(SOON)
        assert wire.open_sockets() >= 20
        wire.drain()
        assert [close_code(client) for client in clients] == [1012] * 20
    assert [site.ended.get(timeout=SOON) for _ in clients] == [1012] * 20


def test_peers_that_do_not_read_keep_nobody_from_being_told_of_the_end(site: Site) -> None:
    site.handlers["pour"] = lambda ws: ws.send(b"x" * 32_000_000)
    with ExitStack() as stack:
        stuck = [stack.enter_context(site.raw("pour")) for _ in range(2)]
        clients = [stack.enter_context(site.connect("wait")) for _ in range(10)]
        for client in clients:
            client.ping().wait(SOON)
        for peer in stuck:
            assert peer.recv(1)  # so that the rest is on its way
        drain = threading.Thread(target=wire.drain)
        drain.start()
        assert [close_code(client) for client in clients] == [1012] * 10
        assert drain.is_alive()  # with those that are stuck
        drain.join()


def test_what_is_no_handshake_is_refused_as_a_bad_request(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=SOON) as peer:
        peer.sendall(b"GET /wait HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        assert peer.recv(12, socket.MSG_WAITALL) == b"HTTP/1.1 400"


def test_where_threads_are_greenlets_the_same_is_promised() -> None:
    others = f"not {test_where_threads_are_greenlets_the_same_is_promised.__name__}"
    command = ["-m", "gevent.monkey", "--module", "pytest", "-q", "-p", "no:cacheprovider", __file__]
    found = subprocess.run(
        [sys.executable, *command, "-k", others], capture_output=True, text=True, check=False, timeout=300
    )
    assert found.returncode == 0, found.stdout
