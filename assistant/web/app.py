"""Makes the Flask application of the given parts."""

from flask import Blueprint, Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from assistant.service.parts import Parts
from assistant.web import (
    api,
    assets,
    demo,
    errors,
    headers,
    health,
    pages,
    policies,
    requests,
    socket,
)
from assistant.web.runtime import FACE, PARTS, Face
from assistant.web.staff import console, signing

BODY_BYTES = 256 * 1024
BLUEPRINTS: tuple[Blueprint, ...] = (
    health.bp,
    assets.bp,
    policies.bp,
    requests.bp,
    api.bp,
    socket.bp,
    signing.bp,
    console.bp,
)


def create_app(parts: Parts, face: Face) -> Flask:
    """Return the application: every face of it that is on, one error shape, the same headers everywhere."""
    app = Flask("assistant.web", static_folder=None)
    app.extensions[PARTS] = parts
    app.extensions[FACE] = face
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.undefined = StrictUndefined
    if face.trusted_proxies:
        hops = face.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    pages.register(app)
    errors.register(app)
    headers.register(app)
    socket.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if face.is_demo:
        app.register_blueprint(demo.bp)
    return app
