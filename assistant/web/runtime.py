"""What a view leans on: the application's parts, and how this face of it meets the world."""

from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network
from pathlib import Path
from typing import cast

from flask import current_app, request

from assistant.service.parts import Parts

NETWORK_BITS = 64
"""Of an IPv6 address: what a house or a company is given. Source: RFC 6177, RFC 7421."""
PARTS, FACE = "assistant", "assistant.face"


@dataclass(frozen=True, slots=True)
class Face:
    """What only the web needs to know of its surroundings.

    `trusted_proxies` counts the proxies in front that are ours. `origins` may embed any controller's widget
    and post forms, besides the own address: `run` gives them. `secure_cookies` is for https. Pages and
    sockets can be served by processes of their own. `metrics` says who reads them: `local`, `token`, `off`.
    """

    is_demo: bool = False
    trusted_proxies: int = 0
    mail_folder: Path | None = None
    secure_cookies: bool = False
    origins: tuple[str, ...] = ()
    serves_pages: bool = True
    serves_sockets: bool = True
    metrics: str = "local"
    metrics_token: str = field(default="", repr=False)


def runtime() -> Parts:
    """Return the parts of the application that serves this request."""
    return cast("Parts", current_app.extensions[PARTS])


def face() -> Face:
    """Return the face of the application that serves this request."""
    return cast("Face", current_app.extensions[FACE])


def network() -> str:
    """Return the peer's network address; behind our own proxies, the one that they saw.

    Of IPv6 it is the network: whoever has one may call from 2⁶⁴ addresses, and would else have as many
    times every limit.
    """
    seen = request.remote_addr or ""
    try:
        address = IPv6Address(seen.partition("%")[0])
    except ValueError:
        return seen
    return str(address.ipv4_mapped or IPv6Network((address, NETWORK_BITS), strict=False))
