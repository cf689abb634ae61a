"""Serves the widget to any site: the launcher under a pinned version, the rest under its major version.

A page that pins the launcher with an integrity hash gets the same bytes for ever; what the launcher loads
after the first click follows the server. Decision 0030.
"""

import json
import re
from http import HTTPStatus

from flask import Blueprint, Response

from assistant.errors import NotFoundError
from assistant.terms import Locale
from assistant.web import wording
from assistant.web.assets import file, static_folder, zipped

LOADER = "loader.js"
PINNED = "loaders.json"
_NOTES = re.compile(r"^[ ]*/\*\*.*?\*/[ ]*\n|^[ ]*//[^\n]*\n|^[ ]+", re.MULTILINE | re.DOTALL)
_FOR_EVER = "max-age=31536000, immutable"
bp = Blueprint("widget", __name__, url_prefix="/widget")


@bp.after_request
def _open_to_all(response: Response) -> Response:
    """Let every site load it: it is public, and a module needs leave to be loaded across origins."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@bp.get("/v1/<path:name>")
def newest(name: str) -> Response:
    """Serve the newest of major version 1; modules without comments and indentation (decision 0031)."""
    response = file("widget", name)
    if name.endswith(".js") and name != LOADER and response.status_code == HTTPStatus.OK:
        return zipped(lean((static_folder() / "widget" / name).read_text("utf-8")), "text/javascript")
    return response


def lean(source: str) -> bytes:
    """Return a script without what only its readers need: a quarter less to send."""
    return _NOTES.sub("", source).encode()


@bp.get("/v1/texts/<locale>/<part>.json")
def texts(locale: str, part: str) -> Response:
    """Serve one part of the widget's texts in one language."""
    if locale not in set(Locale) or part not in wording.PARTS:
        raise NotFoundError("There are no such texts.")
    spoken = wording.spoken(wording.PARTS[part], locale)
    content = json.dumps(spoken, ensure_ascii=False, separators=(",", ":")).encode()
    return zipped(content, "application/json")


@bp.get("/<version>/loader.js")
def pinned(version: str) -> Response:
    """Serve the launcher that was published under a version, byte by byte."""
    versions = pinned_loaders()
    if version not in versions:
        raise NotFoundError("No launcher was published under this version.")
    name = LOADER if version == newest_version() else f"loaders/{version}.js"
    response = file("widget", name)
    response.headers["Cache-Control"] = f"public, {_FOR_EVER}"
    return response


def pinned_loaders() -> dict[str, str]:
    """Return the integrity hash of every published launcher by its version, oldest first."""
    found: dict[str, str] = json.loads((static_folder() / "widget" / PINNED).read_bytes())
    return found


def newest_version() -> str:
    """Return the version under which the launcher of this server is pinned."""
    return list(pinned_loaders())[-1]
