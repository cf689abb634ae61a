"""A visitor of real processes: opens a chat over HTTP, talks over a socket, comes back after a cut."""

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.sync.client import ClientConnection, connect

SITE = "https://www.nord.example.org"
SOON = 60
Frame = dict[str, Any]


@dataclass
class Caller:
    """One visitor. `url` may change: it is where they come back to."""

    url: str
    chat_url: str = ""
    origin: str = SITE
    controller: str = "nord"
    opened: Frame = field(default_factory=dict)
    seen: dict[int, Frame] = field(default_factory=dict)
    acked: dict[str, int] = field(default_factory=dict)

    def open(self) -> "Caller":
        self.opened = self.post(controller=self.controller, locale="en")
        return self

    def again(self) -> "Caller":
        token = self.opened["resume_token"]
        self.opened = self.post(controller=self.controller, locale="en", resume_token=token)
        return self

    def post(self, **body: str) -> Frame:
        request = urllib.request.Request(  # noqa: S310
            f"{self.url}/api/v1/conversations",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Origin": self.origin},
        )
        with urllib.request.urlopen(request, timeout=SOON) as answer:  # noqa: S310
            found: Frame = json.load(answer)
            return found

    @contextmanager
    def talking(self) -> "Iterator[Talk]":
        """Yield an open line after its welcome; what was seen is not sent again."""
        address = (self.chat_url or self.url).replace("http:", "ws:") + "/api/v1/chat"
        with connect(address, additional_headers={"Origin": self.origin}, open_timeout=SOON) as ws:
            talk = Talk(ws, self)
            talk.send(
                {
                    "v": 1,
                    "t": "hello",
                    "pass": self.opened["pass"],
                    "conv": self.opened["conversation"],
                    "epoch": self.opened["epoch"],
                    "last_seq": max(self.seen, default=0),
                }
            )
            talk.until(lambda frame: frame["t"] == "welcome")
            yield talk


@dataclass
class Talk:
    """An open socket; a gap or a repeat among its entries is a failure."""

    ws: ClientConnection
    caller: Caller

    def send(self, frame: Frame) -> None:
        self.ws.send(json.dumps(frame))

    def next(self, timeout: float = SOON) -> Frame:
        frame: Frame = json.loads(self.ws.recv(timeout=timeout))
        if frame["t"] == "entry":
            assert frame["seq"] == max(self.caller.seen, default=0) + 1, "a gap or a repeat"
            self.caller.seen[frame["seq"]] = frame
        elif frame["t"] == "ack":
            self.caller.acked[frame["cid"]] = frame["seq"]
        return frame

    def until(self, found: Callable[[Frame], bool]) -> Frame:
        while True:
            frame = self.next()
            if found(frame):
                return frame

    def say(self, text: str, cid: str | None = None) -> str:
        return self.give({"type": "text", "text": text}, cid)

    def give(self, body: Frame, cid: str | None = None) -> str:
        name = cid or uuid.uuid4().hex
        self.send({"t": "send", "cid": name, "body": body})
        return name

    def until_type(self, kind: str) -> Frame:
        return self.until(
            lambda f: f["t"] == "entry" and f["from"]["role"] == "bot" and f["body"]["type"] == kind
        )

    def ask(self, text: str, cid: str | None = None) -> Frame:
        """Return the answer to a question."""
        self.say(text, cid)
        return self.until_type("answer")


def fetched(url: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Return status, headers and text of a page, whatever its status."""
    request = urllib.request.Request(url, headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SOON) as answer:  # noqa: S310
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, dict(refused.headers), refused.read().decode()
