"""Makes the Flask application of the given parts."""

from typing import Any

from flask import Blueprint, Flask
from flask.json.provider import DefaultJSONProvider
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from assistant.service.parts import Parts
from assistant.web import (
    api,
    assets,
    chatpage,
    demo,
    errors,
    headers,
    health,
    identify,
    intake,
    packages,
    pages,
    policies,
    requests,
    socket,
    text_only,
    watching,
    widget,
)
from assistant.web.rest import face as face_of_rest
from assistant.web.runtime import FACE, PARTS, Face
from assistant.web.staff import (
    account,
    casework,
    chats,
    confirming,
    console,
    editing,
    handling,
    house,
    people,
    records,
    registering,
    reporting,
    searching,
    signing,
    trying,
    workbench,
)

BODY_BYTES = 256 * 1024
PAGES: tuple[Blueprint, ...] = (
    assets.bp,
    widget.bp,
    policies.bp,
    chatpage.bp,
    intake.bp,
    identify.bp,
    requests.bp,
    packages.bp,
    api.bp,
    signing.bp,
    console.bp,
    chats.bp,
    searching.bp,
    handling.bp,
    casework.bp,
    registering.bp,
    workbench.bp,
    people.bp,
    reporting.bp,
    house.bp,
    account.bp,
    account.lost,
    records.bp,
    editing.bp,
    confirming.bp,
    trying.bp,
    face_of_rest.bp,
)


class _Json(DefaultJSONProvider):
    """Writes letters as they are; what is nested too deeply, or holds what is no text, is no JSON to us."""

    ensure_ascii = False

    def loads(self, s: str | bytes, **options: Any) -> Any:  # noqa: ANN401 - as Flask has it
        try:
            read = super().loads(s, **options)
        except RecursionError as error:
            raise ValueError("this JSON is nested too deeply") from error
        text_only.check_json(read)
        return read


def create_app(parts: Parts, face: Face) -> Flask:
    """Return the application: every face of it that is on, one error shape, the same headers everywhere."""
    app = Flask("assistant.web", static_folder=None)
    app.extensions[PARTS] = parts
    app.extensions[FACE] = face
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_BYTES
    app.json = _Json(app)
    app.jinja_env.undefined = StrictUndefined
    if face.trusted_proxies:
        hops = face.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    pages.register(app)
    errors.register(app)
    headers.register(app)
    socket.register(app)
    watching.register(app)
    text_only.register(app)
    app.register_blueprint(health.bp)
    if face.serves_sockets:
        app.register_blueprint(socket.bp)
    for blueprint in PAGES if face.serves_pages else ():
        app.register_blueprint(blueprint)
    if face.is_demo:
        app.register_blueprint(demo.bp)
    return app
