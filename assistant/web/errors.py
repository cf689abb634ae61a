"""Errors as answers: class to status, one shape for programs, a plain page for people."""

import logging
import traceback
from dataclasses import dataclass

from flask import Flask, Response, jsonify, make_response, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from assistant.errors import (
    AssistantError,
    AuthenticationError,
    ConflictError,
    ContentError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    TransitionNotAllowedError,
    UnavailableError,
)
from assistant.store.database import is_away
from assistant.web import outage
from assistant.web.pages import say, size, speak, wants_json
from assistant.web.runtime import face

STATUS: dict[type[AssistantError], tuple[int, str]] = {
    NotFoundError: (404, "not_found"),
    PermissionDeniedError: (403, "forbidden"),
    AuthenticationError: (401, "unauthorized"),
    TransitionNotAllowedError: (409, "not_allowed_now"),
    InvalidInputError: (400, "invalid_input"),
    ConflictError: (409, "conflict"),
    RateLimitedError: (429, "rate_limited"),
    UnavailableError: (503, "unavailable"),
    ContentError: (503, "unavailable"),
}
CODES = {
    400: "invalid_input",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_long",
    415: "unsupported_media_type",
    429: "rate_limited",
    503: "unavailable",
}
SENTENCES = {
    400: ("This cannot be accepted", "Something that was sent is missing or cannot be read."),
    401: ("Please show who you are", "This page opens only after you have shown who you are."),
    403: (
        "This is not open to you",
        "The page that you came from may be too old. Go back, reload it and try again.",
    ),
    404: ("Nothing is here", "The address may be mistyped, or what was here is gone."),
    405: ("This cannot be accepted", "This address cannot be used in this way."),
    409: ("This has changed meanwhile", "Go back, reload the page and look again before you decide."),
    413: ("That is too large", "Nothing of it was kept, and nothing was changed."),
    429: ("Please wait a moment", "There were too many tries in a short time. Try again a little later."),
    503: ("Not available just now", "This is temporary. Please try again in a few minutes."),
}
FAILURE = ("Something went wrong here", "The fault is ours. Nothing was changed; please try again.")
TOO_LARGE = 413
_EXPLAINED = (InvalidInputError, ConflictError, TransitionNotAllowedError)
"""Errors whose own text helps the person who made the mistake."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong, as told to whoever asked: `message` to programs, the others to people.

    `follow` is a link that leads on: what it says and where it goes. `contact` says where to
    write for whoever cannot wait.
    """

    status: int
    code: str
    message: str
    detail: str = ""
    follow: tuple[str, str] | None = None
    contact: str = ""


def register(app: Flask) -> None:
    """Answer every error of the application in the one shape."""
    app.register_error_handler(AssistantError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(Exception, _unknown)


def status_of(error: AssistantError) -> tuple[int, str]:
    """Return the status and code of an error; a fault of ours for those that no visitor can cause."""
    return next((found for kind, found in STATUS.items() if isinstance(error, kind)), (500, "internal"))


def answer(fault: Fault) -> Response:
    """Return the fault for a program or for a person, as the request wants it."""
    if wants_json() or not face().serves_pages:
        told = {"code": fault.code, "message": fault.message}
        return make_response(
            jsonify(error=told | ({"contact": fault.contact} if fault.contact else {})), fault.status
        )
    speak(domain="pages")
    title, sentence = SENTENCES.get(fault.status, FAILURE)
    words = {"title": say(title), "sentence": say(sentence)}
    page = render_template("error.html", **words, detail=fault.detail, follow=fault.follow)
    return make_response(page, fault.status)


def _known(error: AssistantError) -> Response:
    status, code = status_of(error)
    if status == 500:  # noqa: PLR2004 - the one status for our own faults
        return _unknown(error)
    if isinstance(error, UnavailableError):
        return _unavailable(str(error))
    if isinstance(error, ContentError):  # what is wrong with it stands in the log and in /readyz
        return _unavailable(SENTENCES[503][1])
    response = answer(Fault(status, code, str(error), str(error) if isinstance(error, _EXPLAINED) else ""))
    if isinstance(error, RateLimitedError):
        response.headers["Retry-After"] = str(-(-error.retry_after_ms // 1000))
    return response


def _database(error: SQLAlchemyError) -> Response:
    if not is_away(error):
        return _unknown(error)
    log.error("the database is away: %s", type(error).__name__)
    return _unavailable(SENTENCES[503][1])


def _unavailable(message: str) -> Response:
    """Say when to come again, and how to make a request meanwhile. Rule I-5."""
    contact = outage.contact()
    response = answer(Fault(*STATUS[UnavailableError], message, contact, contact=contact))
    response.headers["Retry-After"] = str(outage.RETRY_SECONDS)
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400 and error.response is not None:  # noqa: PLR2004 - a redirect is no error
        return make_response(error.get_response())
    message, detail = SENTENCES.get(status, FAILURE)[1], ""
    if status == TOO_LARGE:
        message, detail = _bound()
    response = answer(Fault(status, CODES.get(status, "error"), message, detail))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "Location"}:
            response.headers[name] = value
    return response


def _bound() -> tuple[str, str]:
    """Return what was too large and how much is taken, for programs and for people."""
    sent, most, text = request.content_length, request.max_content_length, request.max_form_memory_size
    speak(domain="pages")
    if sent and most and sent > most:
        return f"{sent} bytes were sent; at most {most} are taken here.", say(
            "%(sent)s were sent at once; at most %(most)s are taken here. Go back, shorten the text or leave"
            " files out, and send it again. Several files can be sent one after the other.",
            sent=size(sent, is_bound=False),
            most=size(most),
        )
    most = text or most or 0
    return f"One text is too long; at most {most} bytes are taken here.", say(
        "One text is longer than the %(most)s that are taken here. Go back, shorten it and send it again.",
        most=size(most),
    )


def _unknown(error: Exception) -> Response:
    # The class and the place only: an error's text may hold what a visitor wrote.
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown"
    log.error("a view failed: %s at %s", type(error).__name__, place)
    return answer(Fault(500, "internal", FAILURE[1]))
