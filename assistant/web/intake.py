"""The plain form for a request, without any script: fill in, read what it means, confirm. Rules I-1 to I-10.

A secret in a cookie of the browser leads to the draft, so that going back, another language or a fault
lose nothing. Programs send and get the same as JSON and name the secret themselves, as `draft`.
"""

import re
from typing import Any

import structlog
from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request
from sqlalchemy.exc import SQLAlchemyError

from assistant.answers.citation import citation
from assistant.errors import AssistantError, InvalidInputError, NotFoundError
from assistant.law.articles import OF_RIGHT
from assistant.law.names import right_name
from assistant.policy.load import Controller
from assistant.rights.explanation import explain
from assistant.rights.identity import Representative
from assistant.service import intake
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.intake import Receipt, Sheet, Told
from assistant.service.keys import new_token
from assistant.store.database import is_away
from assistant.terms import Locale, Right
from assistant.translations import render
from assistant.web import outage, visits
from assistant.web.complaints import complaints
from assistant.web.cookies import drop_cookie, read_cookie, set_cookie
from assistant.web.origins import require_own
from assistant.web.pages import link, locale, say, speak, wants_json
from assistant.web.runtime import network, runtime
from assistant.web.text_only import field

bp = Blueprint("intake", __name__, url_prefix="/requests/new")

HOUR_SECONDS = 3600
_SECRET = re.compile(r"[A-Za-z0-9_-]{32,64}")
FORM, CONFIRM = "intake.show", "intake.show_confirm"
FAILED = "Your request could not be filed just now. What you typed is kept; please try again."
NO_DRAFT = "What you typed is not kept any more, or your browser keeps no cookies. Please fill it in again."
NOTES = {"cancelled": "Nothing was sent, and nothing that you typed is kept."}
log = structlog.get_logger()


@bp.get("/<controller>")
def show(controller: str) -> Response:
    """Show the form, with what was typed before if there is a draft."""
    company = _company(controller)
    with runtime().reads() as session:
        found = intake.find(session, runtime(), company.id, _secret(company))
    sheet = found[0] if found else Sheet(locale(), rights=_asked_rights())
    return _form(company, sheet, {}, note=NOTES.get(request.args.get("note", ""), ""))


@bp.post("/<controller>")
def fill_in(controller: str) -> Response:
    """Keep what was typed, and lead on to what it means; what is wrong is said beside its field."""
    require_own()
    company, parts = _company(controller), runtime()
    sheet, secret = intake.cleaned(_sent_sheet()), _secret(company) or new_token()
    with parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        intake.keep(act, company.id, secret, sheet, network=network())
    if faults := sheet.faults:
        response = _form(company, sheet, faults)
    elif wants_json():
        response = _confirm_page(company, secret)
    else:
        response = _to(CONFIRM, company)
    set_cookie(response, _cookie(company), secret, seconds=HOUR_SECONDS)
    return response


@bp.get("/<controller>/confirm")
def show_confirm(controller: str) -> Response:
    """Show what the policy and the law say of it and when the answer is due; nothing is filed yet. I-8."""
    company = _company(controller)
    return _confirm_page(company, _secret(company))


@bp.post("/<controller>/confirm")
def confirm(controller: str) -> Response:
    """File the request; only a committed one is shown as filed. Rule I-5."""
    require_own()
    company, parts, secret = _company(controller), runtime(), _secret(_company(controller))
    try:
        with parts.sessions.begin() as session:
            act = Act(session, parts, DATA_SUBJECT, parts.now())
            receipt = intake.file(act, company.id, secret, network=network())
    except NotFoundError:
        return _form(company, Sheet(locale()), {}, fault=say(NO_DRAFT))
    except InvalidInputError:
        return _to(FORM, company)
    except (SQLAlchemyError, AssistantError) as error:
        if isinstance(error, SQLAlchemyError) and is_away(error):
            raise  # said by the page for outages, with the mailbox; the draft is kept
        log.warning("filing_failed", error=type(error).__name__)
        return _confirm_page(company, secret, fault=say(FAILED), status=503)
    return _filed(receipt)


@bp.post("/<controller>/cancel")
def cancel(controller: str) -> Response:
    """Delete what was typed. Rule I-1."""
    require_own()
    company, parts = _company(controller), runtime()
    with parts.sessions.begin() as session:
        intake.drop(Act(session, parts, DATA_SUBJECT, parts.now()), company.id, _secret(company))
    response = jsonify(message=say(NOTES["cancelled"])) if wants_json() else _to(FORM, company, "cancelled")
    drop_cookie(response, _cookie(company))
    return response


def _company(controller: str) -> Controller:
    company = runtime().knowledge().controller(controller)
    outage.concerns(company)
    speak(zone=company.timezone)
    return company


def _cookie(company: Controller) -> str:
    return f"draft-{company.id}"


def _secret(company: Controller) -> str:
    named = field("draft") if request.is_json else ""
    secret = named or read_cookie(_cookie(company))
    return secret if _SECRET.fullmatch(secret) else ""


def _sent_sheet() -> Sheet:
    """Return what was sent; a name that is not known is left out, and what is missing is empty."""
    if request.is_json:
        sent = request.get_json()
        if not isinstance(sent, dict) or not isinstance(sent.get("rights", []), list):
            raise InvalidInputError("The body must be an object with a list of rights.")
        values, rights = sent, [str(right) for right in sent.get("rights", [])]
    else:
        values, rights = request.form, request.form.getlist("rights")
    text = {name: values.get(name, "") for name in ("email", "name", "scope", "language", "representative")}
    if not all(isinstance(value, str) for value in text.values()):
        raise InvalidInputError("Every field but the rights must be text.")
    kind = text["representative"]
    return Sheet(
        Locale(text["language"]) if text["language"] in set(Locale) else locale(),
        tuple(Right(right) for right in rights if right in set(Right)),
        text["email"],
        text["name"],
        text["scope"].replace("\r\n", "\n"),
        Representative(kind) if kind in set(Representative) else None,
    )


def _asked_rights() -> tuple[Right, ...]:
    """Return the rights that a link names, so that a page can lead straight to one: `?right=access`."""
    return tuple(Right(right) for right in request.args.getlist("right") if right in set(Right))


def _form(
    company: Controller, sheet: Sheet, faults: intake.Faults, *, note: str = "", fault: str = ""
) -> Response:
    """Answer with the form; a fault that stands beside no field means that there is no draft any more."""
    g.place, status = FORM, 410 if fault else 422
    told = {name: render(fault, locale()) for name, fault in faults.items()}
    if wants_json():
        return _form_as_json(company, told, fault, status)
    page = render_template(
        "intake.html",
        controller=company,
        sheet=sheet,
        faults=told,
        fault=fault,
        note=say(note) if note else "",
        rights=[(one, _named(one), render(OF_RIGHT[one].message, locale())) for one in Right if one.is_filed],
        **complaints(company),
        not_covered=_not_covered(company),
    )
    return make_response(page, status if told or fault else 200)


def _form_as_json(company: Controller, told: dict[str, str], fault: str, status: int) -> Response:
    if told or fault:
        message = fault or say("Something that was sent is missing or cannot be read.")
        error = {"code": "invalid_fields" if told else "no_draft", "message": message, "fields": told}
        return make_response(jsonify(error=error), status)
    return jsonify(
        controller=company.id,
        rights=[right.value for right in Right if right.is_filed],
        languages=[language.value for language in Locale],
        representatives=[kind.value for kind in Representative],
        not_covered=_not_covered(company),
    )


def _not_covered(company: Controller) -> str:
    """Return whom the policy leaves out and who is responsible for them, in a language that has it. I-10."""
    told = company.not_covered
    return told.get(locale()) or next(iter(told.values()), "")


def _confirm_page(company: Controller, secret: str, *, fault: str = "", status: int = 200) -> Response:
    parts = runtime()
    with parts.reads() as session:
        found = intake.find(session, parts, company.id, secret)
    if found is None:
        return _form(company, Sheet(locale()), {}, fault=say(NO_DRAFT))
    if found[0].faults:
        return _to(FORM, company)
    sheet, received_at = found
    told = intake.told(parts, company.id, sheet, received_at)
    if wants_json():
        return make_response(jsonify(_told_as_json(company, secret, told, fault)), status)
    page = render_template(
        "intake_confirm.html",
        controller=company,
        sheet=sheet,
        told=told,
        why=_why(told),
        named=_named,
        quoted=[(_named(right), [citation(one) for one in found]) for right, found in told.passages.items()],
        law=[(point.article, render(point.message, locale())) for point in told.law],
        not_covered=_not_covered(company),
        fault=fault,
    )
    return make_response(page, status)


def _told_as_json(company: Controller, secret: str, told: Told, fault: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "draft": secret,
        "controller": company.id,
        "due": told.due.due.isoformat(),
        "why": _why(told),
        "needs_code": told.needs_code,
        "policy": {right: [citation(one) for one in found] for right, found in told.passages.items()},
        "law": [{"article": point.article, "text": render(point.message, locale())} for point in told.law],
        "not_covered": _not_covered(company),
    }
    return body | ({"error": {"code": "not_filed", "message": fault}} if fault else {})


def _why(told: Told) -> list[str]:
    return [render(sentence, locale()) for sentence in explain(told.due.trace)]


def _named(right: Right) -> str:
    name = render(right_name(right), locale())
    return name[:1].upper() + name[1:]


def _filed(receipt: Receipt) -> Response:
    filed = receipt.request
    if wants_json():
        told = {"reference": filed.reference, "due": filed.due.isoformat(), "needs_code": receipt.needs_code}
        page = {"page": receipt.nonce} if receipt.nonce else {}
        return make_response(jsonify({**told, **page, "status_url": f"/requests/{filed.reference}"}), 201)
    to = "requests.verify" if receipt.needs_code else "requests.status"
    note = "filed_code" if receipt.needs_code else "filed"
    place = link(to, reference=filed.reference, note=note)
    response = make_response(redirect(place, 303))
    if receipt.nonce:
        visits.keep_page(response, filed, visits.Page(receipt.nonce, runtime().now()))
    return response


def _to(endpoint: str, company: Controller, note: str = "") -> Response:
    query = {"note": note} if note else {}
    return make_response(redirect(link(endpoint, controller=company.id, **query), 303))
