"""Cookies of our own pages: for this host only, out of reach of scripts and of other sites' forms."""

from typing import Literal

from flask import Response, request

from assistant.web.runtime import face

SameSite = Literal["Strict", "Lax"]


def cookie_name(name: str) -> str:
    """Return the name that the cookie has here; over https, one that no other host can set."""
    return f"__Host-{name}" if face().secure_cookies else name


def read_cookie(name: str) -> str:
    """Return the cookie's value; empty if there is none."""
    return request.cookies.get(cookie_name(name), "")


def set_cookie(
    response: Response, name: str, value: str, *, seconds: int, same_site: SameSite = "Strict"
) -> None:
    """Keep a value in the browser for a time."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        secure=face().secure_cookies,
        samesite=same_site,
    )


def drop_cookie(response: Response, name: str) -> None:
    """Forget the cookie."""
    set_cookie(response, name, "", seconds=0)
