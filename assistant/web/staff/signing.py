"""Signing staff in and out."""

import re

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assistant.service import staff
from assistant.service.acting import SYSTEM, Act
from assistant.web import origins
from assistant.web.pages import speak
from assistant.web.runtime import network, runtime
from assistant.web.staff import door

bp = Blueprint("signing", __name__, url_prefix="/staff")
_PLACE = re.compile(r"/staff/[\w/?=&%.-]*", re.ASCII)
FORM_SECONDS = 3600


@bp.before_request
def _speak() -> None:
    speak(domain="console")


@bp.get("/sign-in")
def show() -> Response:
    """Show the form, or the list to whoever is signed in."""
    if door.sign_in_of_request() is not None:
        return redirect(door.HOME)
    return _form(200)


@bp.post("/sign-in")
def sign_in() -> Response:
    """Sign a member in; a wrong name, a wrong password and a locked account get one and the same answer."""
    origins.require_own()
    door.check_form(request.cookies.get(door.cookie_name(door.FORM_COOKIE), ""))
    parts = runtime()
    name, password = request.form.get("name", ""), request.form.get("password", "")
    code = request.form.get("code", "")
    found = staff.sign_in(parts, name, password, network=network(), code=code)
    if found is None:
        return _form(401, is_refused=True)
    response = redirect(_next(), 303)
    seconds = parts.limits.staff_session_hours * 3600
    door.set_cookie(response, door.COOKIE, found[0], seconds=seconds)
    door.delete_cookie(response, door.FORM_COOKIE)
    return response


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the sign-in of this browser."""
    refused = door.enter()
    if refused is not None:
        return redirect(url_for(".show"), 303)
    parts = runtime()
    with parts.sessions.begin() as session:
        staff.sign_out(Act(session, parts, SYSTEM, parts.now()), door.token())
    g.pop("sign_in")
    response = redirect(url_for(".show"), 303)
    door.delete_cookie(response, door.COOKIE)
    return response


def _form(status: int, *, is_refused: bool = False) -> Response:
    secret = door.form_secret()
    page = render_template(
        "staff/sign_in.html",
        csrf=secret,
        next=_next(),
        name=request.form.get("name", ""),
        is_refused=is_refused,
        lock_minutes=runtime().limits.staff_lock_minutes,
    )
    response = make_response(page, status)
    door.set_cookie(response, door.FORM_COOKIE, secret, seconds=FORM_SECONDS)
    return response


def _next() -> str:
    """Return where to go after signing in: a place within the console only."""
    asked = request.values.get("next", "")
    return asked if _PLACE.fullmatch(asked) and ".." not in asked else door.HOME
