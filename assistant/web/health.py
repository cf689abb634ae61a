"""Tells machines that watch whether the process lives and can do its work."""

from collections.abc import Iterator

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import AssistantError
from assistant.service.standing import standing
from assistant.store.database import is_newest
from assistant.web.runtime import runtime
from assistant.web.wire import is_draining

OK, DEGRADED, UNAVAILABLE = "ok", "degraded", "unavailable"
LATE_SECONDS = 300
"""A mail that is due for longer tells that no worker runs, or that it cannot keep up."""
SILENT_SECONDS = 900
"""A worker that gave no sign of its rounds for longer is dead, or hangs: what has no mail waits unseen."""
bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> Response:
    """Say that the process answers; nothing else is asked, so that a slow database restarts nobody."""
    return jsonify(status=OK)


@bp.get("/readyz")
def ready() -> tuple[Response, int]:
    """Say whether this process can do its work now, and what is to be mended.

    503 is only for what keeps visitors from being served: no database, no content, or that the process
    is about to end. What is `degraded` hurts later, so the status code stays 200. `unread` counts the
    controllers whose policies were not read yet since the start.
    """
    state = runtime().content.state()
    faults = [str(fault) for fault in state.faults]
    content = DEGRADED if faults else OK
    checks = {
        "process": UNAVAILABLE if is_draining() else OK,
        "content": content if _content() else UNAVAILABLE,
        **dict(_database()),
    }
    status = next((word for word in (UNAVAILABLE, DEGRADED) if word in checks.values()), OK)
    told = ({"faults": faults} if faults else {}) | ({"unread": state.unread} if state.unread else {})
    return jsonify(status=status, checks=checks, **told), 503 if status == UNAVAILABLE else 200


def _database() -> Iterator[tuple[str, str]]:
    parts = runtime()
    try:
        with parts.reads() as session:
            session.execute(text("SELECT 1"))
            yield "database", OK
            yield "migrations", OK if is_newest(session.connection()) else DEGRADED
            found = standing(session, parts)
    except SQLAlchemyError:
        yield "database", UNAVAILABLE
        return
    yield "worker", DEGRADED if found.silent_seconds > SILENT_SECONDS else OK
    yield "outbox", DEGRADED if found.oldest_seconds > LATE_SECONDS else OK
    yield "mail", DEGRADED if found.failing else OK
    yield "mirror", DEGRADED if found.mirrors_failing or found.mirror_differences else OK


def _content() -> bool:
    try:
        return bool(runtime().knowledge().controllers)
    except AssistantError:
        return False
