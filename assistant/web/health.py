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
    """Say whether the database and the content can be used now.

    Changed content that cannot be used degrades nothing that visitors get, since the last good content
    answers; so the status code stays 200, and `faults` say what to mend.
    """
    faults = [str(fault) for fault in runtime().content.state().faults]
    content = "unavailable" if not _content() else "degraded" if faults else "ok"
    checks = {"database": "ok" if _database() else "unavailable", "content": content}
    status = next((word for word in ("unavailable", "degraded") if word in checks.values()), "ok")
    told = {"faults": faults} if faults else {}
    return jsonify(status=status, checks=checks, **told), 503 if status == "unavailable" else 200


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
