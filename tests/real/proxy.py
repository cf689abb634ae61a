"""A proxy in front of a real server that is slow, fails or loses answers as a test tells it to."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Proxy:
    """How the next requests fare. `released` lets those go on that are held up."""

    target: str
    fails: Callable[[str, str], bool] = lambda _method, _path: False
    """Which requests are answered with 500 and never reach the server."""
    loses: Callable[[str, str], bool] = lambda _method, _path: False
    """Which requests reach the server, while their answers do not come in time."""
    released: threading.Event = field(default_factory=threading.Event)
    seen: list[str] = field(default_factory=list)
    url: str = ""


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy

    def _forward(self) -> None:
        method, path = self.command, self.path
        self.proxy.seen.append(f"{method} {path.partition('?')[0]}")
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length) if length else None
        if self.proxy.fails(method, path):
            self.send_error(500)
            return
        connection = HTTPConnection(urlsplit(self.proxy.target).netloc, timeout=30)
        try:
            connection.request(method, path, body, dict(self.headers.items()))
            answer = connection.getresponse()
            text, status, kept = answer.read(), answer.status, answer.getheaders()
        except OSError:
            self.close_connection = True
            return
        finally:
            connection.close()
        if self.proxy.loses(method, path):
            self.proxy.released.wait(30)
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in kept:
            if name.casefold() not in {"connection", "transfer-encoding", "content-length", "date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = _forward  # noqa: N815 - http.server's names

    def log_message(self, *arguments: Any) -> None:  # noqa: ANN401 - http.server's
        pass


@contextmanager
def proxy(target: str) -> Iterator[Proxy]:
    made = Proxy(target)
    handler = type("Handler", (_Handler,), {"proxy": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield made
    finally:
        made.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
