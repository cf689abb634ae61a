"""A member's own account: password, second factor, language, notices, absence; and a lost password."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assistant.errors import AssistantError, InvalidInputError
from assistant.service import factors, people, staff
from assistant.service.acting import SYSTEM, Act
from assistant.store import StaffMember
from assistant.terms import Locale
from assistant.web import origins
from assistant.web.errors import status_of
from assistant.web.pages import speak
from assistant.web.runtime import network, runtime
from assistant.web.staff import door, words
from assistant.web.staff.frame import render

bp = Blueprint("account", __name__, url_prefix="/staff/account")
bp.before_request(door.enter)
lost = Blueprint("lost", __name__, url_prefix="/staff/password")
TOKEN_CHARACTERS = 64


@bp.get("/")
def show() -> Response:
    """Show the member's own account."""
    return _page()


@bp.post("/password")
def change_password() -> Response:
    """Give the member another password; they sign in anew everywhere."""
    old, new = request.form.get("old", ""), request.form.get("new", "")
    return _do(lambda act, member: people.change_password(act, member, old, new))


@bp.post("/factor")
def factor() -> Response:
    """Switch the second factor on with a first code, or off with the password."""
    form = request.form

    def deed(act: Act, member: StaffMember) -> None:
        if form.get("deed") != "off":
            factors.switch_on(act, member, form.get("secret", ""), form.get("code", ""))
        elif staff.fits(member.password_hash, form.get("password", "")):
            factors.switch_off(member)
        else:
            raise InvalidInputError("The current password does not fit.")

    return _do(deed)


@bp.post("/preferences")
def preferences() -> Response:
    """Set the member's language, address and notices."""
    form = request.form
    locale = Locale(form["locale"]) if form.get("locale") in set(Locale) else Locale.EN
    notices = form.getlist("notices")
    return _do(lambda _act, member: people.set_preferences(member, locale, form.get("email", ""), notices))


@bp.post("/absence")
def absence() -> Response:
    """Say until when the member is away, and who acts for them."""
    text, delegate = request.form.get("until", "").strip(), request.form.get("delegate", "")

    def deed(act: Act, member: StaffMember) -> None:
        try:
            until = date.fromisoformat(text) if text else None
        except ValueError as error:
            raise InvalidInputError("This is no day, such as 2026-12-31.") from error
        people.set_absence(act, member, until, delegate)

    return _do(deed)


@bp.post("/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    """End every sign-in of the member, this one as well."""
    return _do(lambda act, member: people.sign_out_everywhere(act.session, member))


def _do(deed: Callable[[Act, StaffMember], None]) -> Response:
    parts = runtime()
    try:
        with parts.sessions.begin() as session:
            member = session.get_one(StaffMember, door.member().id, with_for_update=True)
            deed(Act(session, parts, door.as_self(), parts.now()), member)
    except InvalidInputError as error:
        return _page(error)
    return redirect(url_for("account.show", done=str(request.endpoint).rpartition(".")[2]), 303)


def _page(fault: AssistantError | None = None) -> Response:
    parts = runtime()
    with parts.reads() as session:
        member = session.get_one(StaffMember, door.member().id)
        colleagues = [one.name for one in people.everybody(session) if one.is_active and one.id != member.id]
    typed = request.form.get("secret", "")
    secret = typed if factors.is_secret(typed) else factors.new_secret()
    done = request.args.get("done", "")
    shown = {"own": member, "colleagues": colleagues, "secret": secret, "fault": fault}
    address = factors.address_of(member, secret)
    page = render("account", **shown, address=address, done=done if done in words.DONE else "")
    return make_response(page, status_of(fault)[0] if fault else 200)


@lost.before_request
def _speak() -> None:
    speak(domain="console")
    if request.method == "POST":
        origins.require_own()
        door.check_form(request.cookies.get(door.cookie_name(door.FORM_COOKIE), ""))


@lost.get("/")
def ask() -> Response:
    """Show the form for a lost password."""
    return _outside("lost", 200, is_done=False)


@lost.post("/")
def send() -> Response:
    """Mail a link to whoever has this name; the answer is the same whether anybody has."""
    people.ask_reset(runtime(), request.form.get("name", ""), network=network())
    return _outside("lost", 200, is_done=True)


@lost.get("/<token>")
def choose(token: str) -> Response:
    """Show the form for a new password to whoever followed a mailed link."""
    parts = runtime()
    with parts.reads() as session:
        people.by_link(session, parts, token[:TOKEN_CHARACTERS])
    return _outside("choose", 200, fault=None)


@lost.post("/<token>")
def set_chosen(token: str) -> Response:
    """Set the password that was chosen, and lead to the sign-in."""
    parts, password = runtime(), request.form.get("password", "")
    try:
        with parts.sessions.begin() as session:
            link = people.by_link(session, parts, token[:TOKEN_CHARACTERS])
            people.choose_password(Act(session, parts, SYSTEM, parts.now()), link, password)
    except InvalidInputError as error:
        return _outside("choose", 400, fault=error)
    return redirect(url_for("signing.show"), 303)


def _outside(name: str, status: int, **values: object) -> Response:
    secret = door.form_secret()
    response = make_response(
        render_template(f"staff/{name}.html", csrf=secret, words=words, **values), status
    )
    door.set_cookie(response, door.FORM_COOKIE, secret, seconds=3600)
    return response
