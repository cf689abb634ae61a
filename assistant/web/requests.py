"""The pages of a request: how far it is, the code that opens it, and what its person can do with it.

Whoever has the random reference sees the state and the due date. Correspondence, writing and withdrawing
need a visit, which a right code gives. A GET changes nothing: mail scanners follow links.
"""

from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request
from sqlalchemy.orm import Session

from assistant.errors import AuthenticationError, InvalidInputError, TransitionNotAllowedError
from assistant.service import identity, packages, progress, requests
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.identity import Attempt
from assistant.service.progress import Progress
from assistant.store import DataSubjectRequest
from assistant.web import outage, visits
from assistant.web.complaints import complaints
from assistant.web.origins import require_own
from assistant.web.pages import link, locale, say, speak, wants_json
from assistant.web.runtime import network, runtime
from assistant.web.text_only import field
from assistant.web.visits import Page

bp = Blueprint("requests", __name__, url_prefix="/requests")

NOTES = {
    "sent": "If a code can be sent, it is on its way to the address that you gave. It takes a minute or two.",
    "confirmed": "Thank you. The mailbox is yours, and the request can go on.",
    "identified": "Thank you. You have shown who you are, and the request can go on.",
    "withdrawn": "The request is withdrawn. Nothing more is done about it.",
    "filed": "Your request is filed. You need not prove who you are for this, so the staff have it already.",
    "filed_code": "Your request is filed. One more step: type the six-digit code from the mail.",
    "written": "Your message has reached the staff.",
}
"""What a page says after something was done; `?note=` names one of these and nothing else."""
REFUSED = "This code did not work. Compare the digits with the mail, and use the newest mail only."


@bp.get("/<reference>")
def status(reference: str) -> Response:
    """Show how far the request is; to a visit, the correspondence too."""
    with runtime().reads() as session:
        filed = _find(session, reference)
        return _status(session, filed)


@bp.get("/<reference>/verify")
def verify(reference: str) -> Response:
    """Show the field for the code; without a page to tie a code to, the button that sends one."""
    with runtime().reads() as session:
        filed = _find(session, reference)
        if visits.visit_of(filed) and not wants_json():
            return _to("requests.status", filed)
        page = visits.page_of(filed)
        response = _code_page(filed, page)
    if page:
        visits.keep_page(response, filed, page)
    return response


@bp.post("/<reference>/verify")
def confirm(reference: str) -> Response:
    """Try a code; the right one gives a visit."""
    require_own()
    with runtime().sessions.begin() as session:
        filed = _find(session, reference)
        page = _posted_page(filed)
        visits.check_form(filed, page.nonce)
        attempt = identity.confirm(_act(session), filed, nonce=page.nonce, code=field("code"))
    if attempt is Attempt.VERIFIED:
        return _opened(filed)
    response = _refused(filed, page.tried)
    visits.keep_page(response, filed, page.tried)
    return response


@bp.post("/<reference>/code")
def send_code(reference: str) -> Response:
    """Send a new code, or not, and say the same either way."""
    require_own()
    parts = runtime()
    with parts.sessions.begin() as session:
        filed = _find(session, reference)
        known = visits.page_of(filed, named=field("page"))
        visits.check_form(filed, known.nonce if known else "")
        page = Page(known.nonce if known else identity.new_nonce(), parts.now())
        identity.send_code(_act(session), filed, nonce=page.nonce, network=network())
    if wants_json():
        response = jsonify(reference=filed.reference, page=page.nonce, message=say(NOTES["sent"]))
    else:
        response = _to("requests.verify", filed, note="sent")
    visits.keep_page(response, filed, page)
    return response


@bp.post("/<reference>/withdraw")
def withdraw(reference: str) -> Response:
    """End the request on its person's word."""
    require_own()
    with runtime().sessions.begin() as session:
        filed = _visited(session, reference)
        requests.withdraw(_act(session), filed)
    return _done(filed, "withdrawn")


@bp.post("/<reference>/messages")
def write(reference: str) -> Response:
    """Add a message to the staff; one that cannot be taken stays in its field."""
    require_own()
    text = field("text")
    try:
        with runtime().sessions.begin() as session:
            filed = _visited(session, reference)
            requests.write(_act(session), filed, text)
    except (InvalidInputError, TransitionNotAllowedError) as error:
        if wants_json():
            raise
        with runtime().reads() as session:
            return _status(session, _find(session, reference), draft=text, fault=say(str(error)))
    return _done(filed, "written")


def _find(session: Session, reference: str) -> DataSubjectRequest:
    filed = requests.find(session, reference)
    controller = runtime().knowledge().controller(filed.controller)
    speak(filed.locale, zone=controller.timezone)
    outage.concerns(controller)
    return filed


def _visited(session: Session, reference: str) -> DataSubjectRequest:
    filed = _find(session, reference)
    visit = visits.visit_of(filed)
    if not visit:
        raise AuthenticationError("Confirm with a code first: the visit is missing or over.")
    visits.check_form(filed, visit)
    return filed


def _act(session: Session) -> Act:
    parts = runtime()
    return Act(session, parts, DATA_SUBJECT, parts.now())


def _posted_page(filed: DataSubjectRequest) -> Page:
    return visits.page_of(filed, named=field("page")) or Page("")


def _to(endpoint: str, filed: DataSubjectRequest, **query: str) -> Response:
    return make_response(redirect(link(endpoint, reference=filed.reference, **query), 303))


def _done(filed: DataSubjectRequest, note: str) -> Response:
    if wants_json():
        return jsonify(reference=filed.reference, message=say(NOTES[note]))
    return _to("requests.status", filed, note=note)


def _opened(filed: DataSubjectRequest) -> Response:
    visit, ends = visits.new_visit(filed)
    if wants_json():
        return jsonify(reference=filed.reference, verified=True, visit=visit, expires=ends.isoformat())
    response = _to("requests.status", filed, note="confirmed")
    visits.keep_visit(response, filed, visit)
    return response


def _refused(filed: DataSubjectRequest, page: Page) -> Response:
    """Say that a code did not work, in the same way whatever the reason: the reason is not for strangers."""
    if wants_json():
        return make_response(jsonify(error={"code": "code_refused", "message": say(REFUSED)}), 422)
    response = _code_page(filed, page, fault=say(REFUSED))
    response.status_code = 422
    return response


def _note() -> str:
    note = NOTES.get(request.args.get("note", ""))
    return say(note) if note else ""


def _code_page(filed: DataSubjectRequest, page: Page | None, *, fault: str = "") -> Response:
    limits = runtime().limits
    if wants_json():
        return jsonify(
            reference=filed.reference,
            has_page=page is not None,
            code_minutes=limits.code_ttl_minutes,
            code_tries=limits.code_tries,
            codes_per_day=limits.codes_per_day_per_address,
        )
    return make_response(
        render_template(
            "verify.html",
            filed=filed,
            controller=runtime().knowledge().controller(filed.controller),
            page=page,
            token=visits.form_token(filed, page.nonce if page else ""),
            limits=limits,
            tries_left=max(limits.code_tries - page.tries, 0) if page else 0,
            ends=page.ends(limits.code_ttl_minutes) if page else None,
            now=runtime().now(),
            fault=fault,
            note=_note(),
        )
    )


def _status(session: Session, filed: DataSubjectRequest, *, draft: str = "", fault: str = "") -> Response:
    parts, visit = runtime(), visits.visit_of(filed)
    g.place = "requests.status"
    found = progress.progress(session, parts, filed, is_verified=bool(visit), locale=locale())
    if wants_json():
        return jsonify(_as_json(found, is_verified=bool(visit)))
    controller = parts.knowledge().controller(filed.controller)
    page = render_template(
        "status.html",
        progress=found,
        controller=controller,
        **complaints(controller),
        is_verified=bool(visit),
        package_until=[
            packages.last_day(parts, one) for one in packages.open_packages(session, filed, now=parts.now())
        ],
        token=visits.form_token(filed, visit) if visit else "",
        characters=parts.limits.message_characters,
        draft=draft,
        fault=fault,
        note=_note(),
    )
    return make_response(page, 422 if fault else 200)


def _as_json(found: Progress, *, is_verified: bool) -> dict[str, Any]:
    public = {
        "reference": found.reference,
        "controller": found.controller_name,
        "locale": found.locale,
        "state": found.state,
        "received": found.received.isoformat(),
        "due": found.due.isoformat(),
        "why": list(found.why),
        "lines": [{"right": right, "state": state} for right, state in found.lines],
        "waiting_for": found.waiting_for,
        "can_withdraw": found.can_withdraw,
        "can_write": found.can_write,
        "reopen_until": found.reopen_until.isoformat() if found.reopen_until else None,
        "verified": is_verified,
    }
    if not is_verified:
        return public
    letters = [
        {
            "from": "staff" if from_staff else "mail" if place in found.by_mail else "you",
            "text": text,
            "at": at.isoformat(),
        }
        for place, (from_staff, text, at) in enumerate(found.correspondence)
    ]
    return {**public, "correspondence": letters}
