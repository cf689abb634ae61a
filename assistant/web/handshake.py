"""The server's side of a WebSocket's opening, straight from what the web server has read: RFC 6455, 4.2."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from wsproto.utilities import generate_accept_token

VERSION = "13"
KEY_BYTES = 16


class HandshakeError(Exception):
    """What came is no opening of a WebSocket."""


def answer(environ: Mapping[str, Any]) -> bytes:
    """Return what accepts the connection that a request asks for; no extension, so no compression.

    Raises:
        HandshakeError: it asks for no WebSocket, or for one of another version.
    """
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
    is_one = (
        environ.get("REQUEST_METHOD") == "GET"
        and environ.get("HTTP_UPGRADE", "").lower() == "websocket"
        and "upgrade" in _tokens(environ.get("HTTP_CONNECTION", ""))
        and environ.get("HTTP_SEC_WEBSOCKET_VERSION") == VERSION
        and "HTTP_HOST" in environ
        and _is_key(key)
    )
    if not is_one:
        raise HandshakeError
    head = (
        b"HTTP/1.1 101 Switching Protocols",
        b"Upgrade: websocket",
        b"Connection: Upgrade",
        b"Sec-WebSocket-Accept: " + generate_accept_token(key.encode("ascii")),
    )
    return b"\r\n".join(head) + b"\r\n\r\n"


def _tokens(header: str) -> set[str]:
    return {token.strip().lower() for token in header.split(",")}


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False
