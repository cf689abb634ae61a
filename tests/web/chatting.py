"""A visitor's side of the chat: opens conversations over HTTP and talks over a real socket."""

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self

from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from assistant.service.limits import Limits
from assistant.web import wire
from assistant.web.schema import document

SITE = "https://www.nord.example.org"
SOON = 10
Frame = dict[str, Any]
SERVER = Draft202012Validator(document()["$defs"]["server"], format_checker=FormatChecker())


@contextmanager
def serving(app: Flask, limits: Limits) -> Iterator[int]:
    """Serve an application on a port of its own; yield the port."""
    wire.install(limits)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        wire.drain()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Visitor:
    """One visitor in one tab."""

    app: Flask
    port: int
    site: str = SITE
    opened: Frame = field(default_factory=dict)
    seen: dict[int, Frame] = field(default_factory=dict)

    def post(self, **body: str) -> TestResponse:
        return self.app.test_client().post(
            "/api/v1/conversations", json=body, headers={"Origin": self.site} if self.site else {}
        )

    def open(self, controller: str = "nord", locale: str = "en") -> Self:
        response = self.post(controller=controller, locale=locale)
        assert response.status_code == 201, response.get_data(as_text=True)
        self.opened = response.get_json()
        return self

    def again(self) -> Self:
        """Get another pass to the same conversation."""
        token = self.opened["resume_token"]
        self.opened = self.post(controller="nord", locale="en", resume_token=token).get_json()
        return self

    def entries(self, after: int = 0, **query: int) -> TestResponse:
        return self.app.test_client().get(
            f"/api/v1/conversations/{self.opened['conversation']}/entries",
            query_string={"after": after, **query},
            headers={"Authorization": f"Bearer {self.opened['resume_token']}", "Origin": self.site},
        )

    def plug(self) -> ClientConnection:
        headers = {"Origin": self.site} if self.site else {}
        return connect(f"ws://127.0.0.1:{self.port}/api/v1/chat", additional_headers=headers)

    @contextmanager
    def connected(self, **hello: object) -> "Iterator[Line]":
        with self.plug() as ws:
            line = Line(ws, self)
            line.send({**self.hello(), **hello})
            yield line

    @contextmanager
    def back(self) -> "Iterator[Line]":
        """Come back with the resume token, without asking for a pass."""
        with self.plug() as ws:
            line = Line(ws, self)
            line.send(self.token_hello())
            yield line

    def close_code(self, first: str | None) -> int:
        """Return with what the socket is closed after a first frame, or without any."""
        with self.plug() as ws:
            if first is not None:
                ws.send(first)
            with suppress(ConnectionClosed):
                for _ in ws:
                    pass
            assert ws.close_code is not None
            return ws.close_code

    def token_hello(self) -> Frame:
        hello = {**self.hello(), "token": self.opened["resume_token"]}
        del hello["pass"]
        return hello

    def hello(self) -> Frame:
        return {
            "v": 1,
            "t": "hello",
            "id": "h1",
            "pass": self.opened["pass"],
            "conv": self.opened["conversation"],
            "epoch": self.opened["epoch"],
            "last_seq": max(self.seen, default=0),
        }


@dataclass
class Line:
    """An open socket; every frame that arrives is held against the schema."""

    ws: ClientConnection
    visitor: Visitor

    def send(self, frame: Frame | str) -> None:
        self.ws.send(frame if isinstance(frame, str) else json.dumps(frame))

    def next(self) -> Frame:
        frame: Frame = json.loads(self.ws.recv(timeout=SOON))
        SERVER.validate(frame)
        if frame["t"] == "entry":
            assert frame["seq"] == max(self.visitor.seen, default=0) + 1, "a gap or a repeat"
            self.visitor.seen[frame["seq"]] = frame
        return frame

    def until(self, found: Callable[[Frame], bool]) -> Frame:
        while True:
            frame = self.next()
            if found(frame):
                return frame

    def until_type(self, kind: str) -> Frame:
        """Return the next reply of this type."""
        return self.until(
            lambda f: f["t"] == "entry" and f["from"]["role"] == "bot" and f["body"]["type"] == kind
        )

    def say(self, text: str, cid: str | None = None) -> str:
        return self.give({"type": "text", "text": text}, cid)

    def press(self, entry: Frame, choice: str) -> str:
        return self.give({"type": "choice", "of": entry["seq"], "id": choice})

    def fill(self, entry: Frame, **values: str) -> str:
        return self.give({"type": "form", "of": entry["seq"], "values": values})

    def give(self, body: Frame, cid: str | None = None) -> str:
        cid = cid or uuid.uuid4().hex
        self.send({"t": "send", "cid": cid, "body": body})
        return cid
