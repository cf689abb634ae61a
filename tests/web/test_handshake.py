"""Holds that exactly what opens a WebSocket is answered as one."""

import pytest

from assistant.web.handshake import HandshakeError, answer

OPENING = {
    "REQUEST_METHOD": "GET",
    "HTTP_HOST": "privacy.example.org",
    "HTTP_UPGRADE": "websocket",
    "HTTP_CONNECTION": "keep-alive, Upgrade",
    "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
    "HTTP_SEC_WEBSOCKET_VERSION": "13",
}


def test_the_key_of_the_standard_gets_the_answer_of_the_standard() -> None:
    lines = answer(OPENING).decode().split("\r\n")
    assert lines[0] == "HTTP/1.1 101 Switching Protocols"
    assert "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in lines  # RFC 6455, 1.3
    assert lines[-2:] == ["", ""]


def test_an_offer_to_compress_is_not_taken_up() -> None:
    offered = {**OPENING, "HTTP_SEC_WEBSOCKET_EXTENSIONS": "permessage-deflate"}
    assert answer(offered) == answer(OPENING)


@pytest.mark.parametrize("name", OPENING)
def test_an_opening_lacks_nothing(name: str) -> None:
    with pytest.raises(HandshakeError):
        answer({key: value for key, value in OPENING.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REQUEST_METHOD", "POST"),
        ("HTTP_UPGRADE", "h2c"),
        ("HTTP_CONNECTION", "upgraded"),
        ("HTTP_SEC_WEBSOCKET_VERSION", "8"),
        ("HTTP_SEC_WEBSOCKET_KEY", "dGhlIHNhbXBsZQ=="),
        ("HTTP_SEC_WEBSOCKET_KEY", "no base64!"),
        ("HTTP_SEC_WEBSOCKET_KEY", "ä" * 24),
    ],
)
def test_what_only_looks_like_an_opening_is_none(name: str, value: str) -> None:
    with pytest.raises(HandshakeError):
        answer({**OPENING, name: value})
