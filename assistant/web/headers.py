"""Headers that every answer carries: what its page may load, and who may keep or frame it."""

from urllib.parse import urlsplit

from flask import Flask, Response

from assistant.web.runtime import face, runtime

_SOCKETS = {"http": "ws", "https": "wss"}


def no_store(response: Response) -> Response:
    """Mark an answer as one that nobody may keep."""
    response.headers["Cache-Control"] = "no-store"
    return response


def register(app: Flask) -> None:
    """Put the headers on every answer of the application, errors included."""
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _content_security_policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    # Not no-referrer: under that, browsers send the word `null` as the origin of our own forms.
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Cache-Control", "no-store")
    if face().secure_cookies:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _content_security_policy() -> str:
    base = urlsplit(runtime().base_url)
    socket = f"{_SOCKETS.get(base.scheme, 'wss')}://{base.netloc}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"connect-src 'self' {socket}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )
