"""Serves scripts and styles from the folder `static/` of the checkout, else of the package."""

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


def static_folder() -> Path:
    """Return where scripts and styles are."""
    checkout = PACKAGE.parent / "static"
    return checkout if checkout.is_dir() else PACKAGE / "_content" / "static"


@bp.get("/pages/static/<path:name>")
def pages(name: str) -> Response:
    """Serve what our own pages load."""
    return _file("pages", name)


@bp.get("/favicon.ico")
def icon() -> Response:
    """Serve the sign that browsers ask for by themselves."""
    return _file("pages", "icon.svg")


@bp.get("/console/static/<path:name>")
def console(name: str) -> Response:
    """Serve what the staff console loads."""
    return _file("console", name)


@bp.get("/widget/v1/<path:name>")
def widget(name: str) -> Response:
    """Serve the widget to any site: it is public, and a module needs leave to be loaded across origins."""
    response = _file("widget", name)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _file(folder: str, name: str) -> Response:
    joined = safe_join(str(static_folder() / folder), name)
    if joined is None or not Path(joined).is_file():
        raise NotFoundError("There is no such file.")
    kind = TYPES.get(Path(joined).suffix, "application/octet-stream")
    response = Response(Path(joined).read_bytes(), mimetype=kind)
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response.add_etag()
    response.make_conditional(request)
    return response
