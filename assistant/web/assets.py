"""Serves scripts and styles from the folder `static/` of the checkout, else of the package."""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, request
from werkzeug.security import safe_join

from assistant.errors import NotFoundError

bp = Blueprint("assets", __name__)

PACKAGE = Path(__file__).parents[1]
FRESH_SECONDS = 300
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".html": "text/html",
}
_FILES_KEPT = 256


def static_folder() -> Path:
    """Return where scripts and styles are."""
    checkout = PACKAGE.parent / "static"
    return checkout if checkout.is_dir() else PACKAGE / "_content" / "static"


@bp.get("/pages/static/<path:name>")
def pages(name: str) -> Response:
    """Serve what our own pages load."""
    return file("pages", name)


@bp.get("/favicon.ico")
def icon() -> Response:
    """Serve the sign that browsers ask for by themselves."""
    return file("pages", "icon.svg")


@bp.get("/console/static/<path:name>")
def console(name: str) -> Response:
    """Serve what the staff console loads."""
    return file("console", name)


def file(folder: str, name: str) -> Response:
    """Return a file of a folder of `static/`, to be kept for a while.

    Raises:
        NotFoundError: there is no such file in that folder.
    """
    joined = safe_join(str(static_folder() / folder), name)
    if joined is None or not Path(joined).is_file():
        raise NotFoundError("There is no such file.")
    path = Path(joined)
    return zipped(path.read_bytes(), TYPES.get(path.suffix, "application/octet-stream"))


def zipped(content: bytes, mimetype: str, *, kept: str = f"max-age={FRESH_SECONDS}") -> Response:
    """Return public content, packed for those who can unpack it; `kept` says for how long it is fresh."""
    is_packed = request.accept_encodings.quality("gzip") > 0
    response = Response(_packed(content) if is_packed else content, mimetype=mimetype)
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = f"public, {kept}"
    response.vary.add("Accept-Encoding")
    response.add_etag()
    response.make_conditional(request)
    return response


@lru_cache(maxsize=_FILES_KEPT)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
