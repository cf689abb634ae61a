"""Tells operators what happens: counts for Prometheus, and log lines with ids; nothing that anybody wrote."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import structlog
from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import AuthenticationError, NotFoundError, PermissionDeniedError
from assistant.service.keys import same
from assistant.service.standing import standing
from assistant.web.runtime import face, runtime
from assistant.web.wire import open_sockets

METRICS = "assistant.metrics"
LOCAL = ("127.0.0.1", "::1")
CHAT_ROUTE = "/api/v1/chat"
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
CODES = frozenset({1000, 1001, 1005, 1006, 1008, 1009, 1011, 1012, 1013, 4401, 4409})
"""Codes with which we, a browser or a line that was cut end a chat; a peer may choose among thousands."""
OTHER = "other"
bp = Blueprint("watching", __name__)
log = structlog.get_logger()


class Metrics:
    """What one process counts. Labels are routes, methods, statuses and codes: few, and of no person."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            "assistant_requests", "Requests answered.", ["route", "method", "status"], registry=registry
        )
        self.seconds = Histogram(
            "assistant_request_seconds", "From a request to its answer.", ["route"], registry=registry
        )
        self.turns = Histogram(
            "assistant_turn_seconds", "From a message to its committed answer.", registry=registry
        )
        self.closings = Counter("assistant_chats_closed", "Chats closed.", ["code"], registry=registry)
        chats = Gauge("assistant_chats_open", "Open sockets of this process.", registry=registry)
        chats.set_function(open_sockets)
        self.waiting = Gauge("assistant_outbox_waiting", "Mails to send.", registry=registry)
        self.oldest = Gauge(
            "assistant_outbox_oldest_seconds", "How long the longest due mail waits.", registry=registry
        )
        self.failing = Gauge("assistant_outbox_failing", "Mails tried in vain so far.", registry=registry)
        self.failed = Gauge("assistant_outbox_failed", "Mails given up.", registry=registry)
        self.silent = Gauge(
            "assistant_worker_silent_seconds", "How long no worker did its rounds.", registry=registry
        )
        self.mirrors = Gauge("assistant_mirrors_failing", "Mirrors out of reach.", registry=registry)
        self.differences = Gauge(
            "assistant_mirror_differences", "Values that a mirror and we do not share.", registry=registry
        )
        self.faults = Gauge("assistant_content_faults", "Faults in changed content.", registry=registry)
        self.database = Gauge("assistant_database_up", "1 if the database answers.", registry=registry)


def register(app: Flask) -> None:
    """Let the application be watched."""
    app.extensions[METRICS] = Metrics()
    app.before_request(_begin)
    app.after_request(_end)
    app.register_blueprint(bp)


def metrics() -> Metrics:
    """Return what the application that serves this request counts."""
    return cast("Metrics", current_app.extensions[METRICS])


@bp.get("/metrics")
def show() -> Response:
    """Return what was counted, to whom the settings allow it."""
    _check_reader()
    counted = metrics()
    counted.faults.set(len(runtime().content.state().faults))
    try:
        with runtime().reads() as session:
            found = standing(session, runtime())
        counted.database.set(1)
        counted.waiting.set(found.waiting)
        counted.oldest.set(found.oldest_seconds)
        counted.failing.set(found.failing)
        counted.failed.set(found.failed)
        counted.silent.set(found.silent_seconds)
        counted.mirrors.set(found.mirrors_failing)
        counted.differences.set(found.mirror_differences)
    except SQLAlchemyError:
        counted.database.set(0)
    return Response(generate_latest(counted.registry), content_type=CONTENT_TYPE_LATEST)


def _check_reader() -> None:
    """Hold that whoever asks may read the metrics.

    Raises:
        NotFoundError: nobody may.
        AuthenticationError: the token is missing or another one.
        PermissionDeniedError: it comes from elsewhere, or through a proxy.
    """
    allowed = face().metrics
    if allowed == "off":
        raise NotFoundError("There are no metrics here.")
    if allowed == "token":
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not face().metrics_token or not same(given, face().metrics_token):
            raise AuthenticationError("Send the token of ASSISTANT_METRICS_TOKEN as Authorization: Bearer.")
    elif request.environ.get("REMOTE_ADDR") not in LOCAL or "X-Forwarded-For" in request.headers:
        raise PermissionDeniedError("Metrics are for this machine alone, and not through a proxy.")


def _begin() -> None:
    g.begun = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=secrets.token_hex(8))


def _end(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "none"
    response.headers["X-Request-Id"] = structlog.contextvars.get_contextvars().get("request", "")
    if route == CHAT_ROUTE and response.status_code < 400:  # noqa: PLR2004 - it was a chat, told on its own
        return response
    seconds = time.perf_counter() - g.get("begun", time.perf_counter())
    counted, method = metrics(), request.method if request.method in METHODS else OTHER
    counted.requests.labels(route, method, response.status_code).inc()
    counted.seconds.labels(route).observe(seconds)
    if not face().is_demo:
        about = {"route": route, "method": method, "status": response.status_code}
        log.info("request", **about, ms=round(seconds * 1000, 1))
    return response


@contextmanager
def chat(conversation_id: str) -> Iterator[None]:
    """Tell of one socket of a conversation: that it was opened, and how it ended."""
    begun, code = time.monotonic(), 1000
    counted, is_told = metrics(), not face().is_demo
    structlog.contextvars.bind_contextvars(conversation=conversation_id)
    if is_told:
        log.info("chat opened")
    try:
        yield
    except BaseException as error:
        told = (getattr(error, "code", None), getattr(error, "reason", None))  # SQLAlchemy's codes are words
        code = next((int(number) for number in told if isinstance(number, int)), 1011)
        raise
    finally:
        counted.closings.labels(code if code in CODES else OTHER).inc()
        if is_told:
            log.info("chat closed", code=code, seconds=round(time.monotonic() - begun, 1))


@contextmanager
def turn() -> Iterator[None]:
    """Measure one turn."""
    with metrics().turns.time():
        yield
