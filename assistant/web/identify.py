"""Takes the token of a company's own server, for somebody who is signed in there. Proof of level L2.

The company's page posts it; our page then names the request and asks, so that nobody is led to lend their
account to somebody else's request. Only the button of that page uses the token.
"""

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request

from assistant.errors import AuthenticationError, PermissionDeniedError
from assistant.law.names import right_name
from assistant.service import requests, tokens
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.keys import same
from assistant.store import DataSubjectRequest
from assistant.terms import Right
from assistant.translations import render
from assistant.web import outage, visits
from assistant.web.origins import is_allowed, is_own
from assistant.web.pages import link, locale, say, speak, wants_json
from assistant.web.runtime import runtime
from assistant.web.text_only import field

bp = Blueprint("identify", __name__, url_prefix="/requests")
SHOWN_CHARACTERS = 2


@bp.post("/<reference>/identify")
def identify(reference: str) -> Response:
    """Ask about a token that a company's page has posted; use it once its person has said yes."""
    parts = runtime()
    with parts.reads() as session:
        filed = requests.find(session, reference)
    controller = parts.knowledge().controller(filed.controller)
    speak(filed.locale, zone=controller.timezone)
    outage.concerns(controller)
    origin = request.headers.get("Origin")
    if not is_allowed(origin, controller):
        raise PermissionDeniedError("The header Origin must name this site or one of the company's.")
    token = field("token")
    has_said_yes = request.is_json or same(
        request.form.get(visits.FORM_FIELD, ""), visits.form_token(filed, token)
    )
    if not (is_own(origin) and has_said_yes):
        return _question(filed, token)
    try:
        with parts.sessions.begin() as session:
            proved = requests.find(session, reference)
            tokens.prove(Act(session, parts, DATA_SUBJECT, parts.now()), proved, token)
    except AuthenticationError as error:
        return _refused(filed, say(str(error)))
    return _opened(filed)


def _question(filed: DataSubjectRequest, token: str) -> Response:
    g.place = "requests.status"
    controller = runtime().knowledge().controller(filed.controller)
    page = render_template(
        "identify.html",
        filed=filed,
        controller=controller,
        rights=[render(right_name(Right(line.right)), locale()) for line in filed.lines],
        mailbox=_hinted(filed.address or ""),
        token=token,
        form_token=visits.form_token(filed, token),
    )
    return make_response(page)


def _hinted(address: str) -> str:
    """Return enough of an address for its owner to know it, and no more."""
    local, at, domain = address.partition("@")
    return f"{local[:SHOWN_CHARACTERS]}…{at}{domain[:SHOWN_CHARACTERS]}…" if at else ""


def _refused(filed: DataSubjectRequest, message: str) -> Response:
    if wants_json():
        return make_response(jsonify(error={"code": "token_refused", "message": message}), 422)
    g.place = "requests.status"
    controller = runtime().knowledge().controller(filed.controller)
    page = render_template("identify.html", filed=filed, controller=controller, fault=message)
    return make_response(page, 422)


def _opened(filed: DataSubjectRequest) -> Response:
    visit, ends = visits.new_visit(filed)
    if wants_json():
        return jsonify(reference=filed.reference, verified=True, visit=visit, expires=ends.isoformat())
    place = link("requests.status", reference=filed.reference, note="identified")
    response = make_response(redirect(place, 303))
    visits.keep_visit(response, filed, visit)
    return response
