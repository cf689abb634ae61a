"""Tells machines that watch whether the process lives and can do its work."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import AssistantError
from assistant.web.runtime import runtime

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> Response:
    """Say that the process answers; nothing else is asked, so that a slow database restarts nobody."""
    return jsonify(status="ok")


@bp.get("/readyz")
def ready() -> tuple[Response, int]:
    """Say whether the database and the content can be used now."""
    checks = {"database": _database(), "content": _content()}
    is_ready = all(checks.values())
    found = {name: "ok" if fine else "unavailable" for name, fine in checks.items()}
    return jsonify(status="ok" if is_ready else "unavailable", checks=found), 200 if is_ready else 503


def _database() -> bool:
    try:
        with runtime().reads() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _content() -> bool:
    try:
        return bool(runtime().knowledge().controllers)
    except AssistantError:
        return False
