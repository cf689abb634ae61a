"""The person's own package: had on our own address after verifying again, and each download recorded. R-4."""

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template
from sqlalchemy.orm import Session

from assistant.errors import AuthenticationError
from assistant.law.names import right_name
from assistant.rights.identity import Level
from assistant.service import packages, requests
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.letters import ways_to_reach
from assistant.store import DataSubjectRequest, Package
from assistant.terms import Right
from assistant.translations import render
from assistant.web import outage, visits
from assistant.web.origins import require_own
from assistant.web.pages import link, locale, speak, wants_json
from assistant.web.runtime import runtime

bp = Blueprint("packages", __name__, url_prefix="/requests/<reference>/packages")


@bp.get("")
def show(reference: str) -> Response:
    """Show what can be downloaded; without a fresh visit, the way to one."""
    parts = runtime()
    with parts.reads() as session:
        filed = _find(session, reference)
        ready = packages.open_packages(session, filed, now=parts.now())
        visit = visits.visit_of(filed)
        shown = [_shown(session, one, visit) for one in ready]
    if wants_json():
        return jsonify(
            reference=filed.reference, packages=[{**one, "until": one["until"].isoformat()} for one in shown]
        )
    page = render_template(
        "packages.html",
        reference=filed.reference,
        controller=parts.knowledge().controller(filed.controller),
        shown=shown,
        token=visits.form_token(filed, visit) if visit else "",
        has_visit=bool(visit),
        ways=list(ways_to_reach(parts.knowledge().controller(filed.controller))),
    )
    return make_response(page)


@bp.post("/<number>")
def download(reference: str, number: str) -> Response:
    """Hand a package to its person. Following a link is not enough: programs that read mail follow links."""
    require_own()
    parts = runtime()
    with parts.sessions.begin() as session:
        filed = _find(session, reference)
        visit = _visit(filed)
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        content = packages.download(act, filed, number, verified=visits.began(visit))
    response = make_response(content)
    response.headers["Content-Type"] = "application/zip"
    name = f"{filed.reference}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post("/again")
def verify_again(reference: str) -> Response:
    """End this browser's visit, so that a new code gives a new one."""
    require_own()
    with runtime().reads() as session:
        filed = _find(session, reference)
    visits.check_form(filed, _visit(filed))
    response = make_response(redirect(link("requests.verify", reference=filed.reference), 303))
    visits.drop_visit(response, filed)
    return response


def _shown(session: Session, package: Package, visit: str) -> dict[str, Any]:
    is_open = bool(visit) and packages.is_open_to(session, package, verified=visits.began(visit))
    return {
        "id": package.id,
        "right": render(right_name(Right(package.line.right)), locale()),
        "bytes": package.size,
        "until": packages.last_day(runtime(), package),
        "open": is_open,
        "strong": Level[package.line.level] > packages.PROVED,
    }


def _visit(filed: DataSubjectRequest) -> str:
    visit = visits.visit_of(filed)
    if not visit:
        raise AuthenticationError("Confirm with a code first: the visit is missing or over.")
    visits.check_form(filed, visit)
    return visit


def _find(session: Session, reference: str) -> DataSubjectRequest:
    filed = requests.find(session, reference)
    controller = runtime().knowledge().controller(filed.controller)
    speak(filed.locale, zone=controller.timezone)
    outage.concerns(controller)
    return filed
