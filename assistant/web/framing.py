"""Frames of the chat's protocol on a socket: how one is read, how several are sent, and how a socket ends."""

import json
from typing import Any

from assistant.web.wire import HardenedServer

Frame = dict[str, Any]


class Closing(Exception):  # noqa: N818 - a way out of a loop, not an error
    """The socket is to be closed with a code, after an error frame if there is one."""

    def __init__(self, code: int, error: str = "", **more: int | str) -> None:
        self.code, self.error, self.more = code, error, more
        super().__init__(error)


def parsed(raw: str | bytes) -> Frame | None:
    """Return the object in a frame; None if there is none."""
    if not isinstance(raw, str):
        return None
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return frame if isinstance(frame, dict) else None


def send(ws: HardenedServer, *frames: Frame) -> None:
    """Send frames, in order and at once."""
    ws.send(*(json.dumps(frame, ensure_ascii=False, separators=(",", ":")) for frame in frames))
