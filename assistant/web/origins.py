"""Which sites may speak to us: an exact list of origins, never a pattern."""

from functools import lru_cache
from urllib.parse import urlsplit

from flask import request

from assistant.errors import PermissionDeniedError
from assistant.policy.load import Controller
from assistant.web.runtime import face, runtime

_PORTS = {"http": 80, "https": 443}
_Place = tuple[str, str, int]


def is_allowed(origin: str | None, controller: Controller) -> bool:
    """Return whether a page of this origin may embed the controller's widget. A missing origin may not."""
    place = _place(origin)
    return place is not None and place in _places(frozenset(controller.origins)) | _beside()


def is_listed(origin: str | None) -> bool:
    """Return whether a page of this origin may embed any controller's widget."""
    place = _place(origin)
    return place is not None and (place in _places(runtime().knowledge().origins) or place in _beside())


def is_own(origin: str | None) -> bool:
    """Return whether this is the origin of our own pages."""
    place = _place(origin)
    return place is not None and place in _own()


def require_own() -> None:
    """Refuse a form that another site, or no site, has sent.

    Raises:
        PermissionDeniedError: the origin is missing or foreign.
    """
    if not is_own(request.headers.get("Origin")):
        raise PermissionDeniedError("The header Origin must name this site: it is missing or foreign.")


def _beside() -> frozenset[_Place | None]:
    """Return where the widget of every controller may stand."""
    return _places(frozenset(face().origins)) | _own()


@lru_cache(maxsize=64)
def _places(origins: frozenset[str]) -> frozenset[_Place | None]:
    """Return the places of some sites: of all controllers' worked out once, for their set stays the same."""
    return frozenset(map(_place, origins))


def _own() -> set[_Place | None]:
    """Return where our pages are: the public address; in a demonstration, also the name it is called by."""
    known = {_place(origin_of(runtime().base_url))}
    return known | {_place(origin_of(request.host_url))} if face().is_demo else known


def origin_of(url: str) -> str:
    """Return the origin of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _place(origin: str | None) -> _Place | None:
    """Return scheme, host and port; None for what is no origin, such as the word `null`."""
    try:
        parts = urlsplit(origin or "")
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if port is None or not parts.hostname or origin_of(parts.geturl()) != origin or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port
