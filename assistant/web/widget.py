"""Serves the widget to any site: the launcher under a pinned version, the rest under its major version.

A page that pins the launcher with an integrity hash gets the same bytes for ever; what the launcher loads
after the first click follows the server. Its first module only names the build that the others belong to,
so that no browser puts files of two builds together. Decision 0030.
"""

import hashlib
import json
import re

from flask import Blueprint, Response

from assistant.errors import NotFoundError
from assistant.terms import Locale
from assistant.web import wording
from assistant.web.assets import file, static_folder, zipped

LOADER, PANEL = "loader.js", "panel.js"
PINNED = "loaders.json"
_NOTES = re.compile(
    r"^[ ]*/\*\*.*?\*/[ ]*\n|^[ ]*//[^\n]*\n|(?<=[{}();,]) //[^\n]*|^[ ]+|^\n|(?<=[{(;,])\n",
    re.MULTILINE | re.DOTALL,
)
_FOR_EVER = "max-age=31536000, immutable"
_ASK_EACH_TIME = "no-cache"
bp = Blueprint("widget", __name__, url_prefix="/widget")


@bp.after_request
def _open_to_all(response: Response) -> Response:
    """Let every site load it: it is public, and a module needs leave to be loaded across origins."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@bp.get("/v1/loader.js")
def alias() -> Response:
    """Serve the newest launcher to pages that do not pin one."""
    return file("widget", LOADER)


@bp.get("/v1/panel.js")
def panel() -> Response:
    """Lead a launcher of major version 1 to the panel of today's build."""
    source = f'export {{ start }} from "./{build()}/{PANEL}";\n'
    return zipped(source.encode(), "text/javascript", kept=_ASK_EACH_TIME)


@bp.get("/v1/<of_build>/<name>.js")
def module(of_build: str, name: str) -> Response:
    """Serve a module of a build, without comments and indentation (decision 0031).

    A page that was opened before an upgrade gets today's module, and does not keep it.
    """
    path = f"{name}.js"
    if path == LOADER or path not in _modules():
        raise NotFoundError("There is no such module.")
    return zipped(lean(_modules()[path].decode()), "text/javascript", kept=_kept(of_build))


def build() -> str:
    """Return the name of what is served now: it changes with every byte of a module or a text."""
    spoken = [wording.spoken(part, locale) for part in wording.PARTS.values() for locale in Locale]
    whole = hashlib.sha256(json.dumps(spoken).encode())
    for name, content in sorted(_modules().items()):
        whole.update(name.encode() + content)
    return whole.hexdigest()[:12]


def _kept(of_build: str) -> str:
    return _FOR_EVER if of_build == build() else _ASK_EACH_TIME


def _modules() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (static_folder() / "widget").glob("*.js")}


def lean(source: str) -> bytes:
    """Return a script without what only its readers need: a quarter less to send."""
    return _NOTES.sub("", source).encode()


@bp.get("/v1/<of_build>/texts/<locale>/<part>.json")
def texts(of_build: str, locale: str, part: str) -> Response:
    """Serve one part of the widget's texts in one language."""
    if locale not in set(Locale) or part not in wording.PARTS:
        raise NotFoundError("There are no such texts.")
    spoken = wording.spoken(wording.PARTS[part], locale)
    content = json.dumps(spoken, ensure_ascii=False, separators=(",", ":")).encode()
    return zipped(content, "application/json", kept=_kept(of_build))


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
