"""Who may come in: the cookie of a sign-in, the member behind it, and forms that are our own."""

from flask import Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from assistant.errors import ConflictError, PermissionDeniedError
from assistant.service import staff
from assistant.service.acting import SYSTEM, Act, Actor
from assistant.service.keys import new_token, same
from assistant.store import SignIn, StaffMember
from assistant.terms import Role
from assistant.tickets.permission import Action, queues_for
from assistant.web import origins
from assistant.web.pages import speak
from assistant.web.runtime import face, runtime

COOKIE, FORM_COOKIE = "staff", "staff-form"
HOME = "/staff/"


def cookie_name(name: str) -> str:
    """Return the cookie's name; over https, one that no other host or path can set."""
    return f"__Host-{name}" if face().secure_cookies else name


def token() -> str:
    """Return the token of the sign-in that the browser brought; empty if it brought none."""
    return request.cookies.get(cookie_name(COOKIE), "")


def sign_in_of_request() -> SignIn | None:
    """Return the sign-in behind the request's cookie; None if there is none or it is over."""
    parts = runtime()
    with parts.reads() as session:
        return staff.signed_in(Act(session, parts, SYSTEM, parts.now()), token())


def enter() -> AnyResponse | None:
    """Let a signed-in member in and speak their language; send everybody else to sign in.

    Whoever was writing when the sign-in ended gets the words back.

    Raises:
        PermissionDeniedError: a form is not one of ours.
    """
    speak(domain="console")
    if request.method == "POST":
        origins.require_own()
    found = sign_in_of_request()
    if found is None:
        return _outside()
    g.sign_in = found
    speak(found.member.locale)
    if request.method == "POST":
        check_form(found.csrf)
    return None


def _outside() -> AnyResponse:
    if request.method == "POST":
        return Response(render_template("staff/signed_out.html", text=request.form.get("text", "")), 401)
    here = request.full_path.rstrip("?")
    return redirect(url_for("signing.show", next=here if here != HOME else None))


def member() -> StaffMember:
    """Return the member who is signed in."""
    found: SignIn = g.sign_in
    return found.member


def csrf() -> str:
    """Return the secret that every form of the member's pages carries."""
    found: SignIn = g.sign_in
    return found.csrf


def check_form(expected: str) -> None:
    """Hold that a form carries the secret that its page was given.

    Raises:
        PermissionDeniedError: it carries none or another.
    """
    if not expected or not same(request.form.get("csrf", ""), expected):
        raise PermissionDeniedError("The form is not one that this page gave out; reload the page.")


def check_seen(now: str) -> None:
    """Hold that what a form changes is still as its page showed it, for what no ticket's record tells of.

    Raises:
        ConflictError: somebody changed it meanwhile.
    """
    if request.form.get("seen", now) != now:
        raise ConflictError("Somebody changed this since you read it; look at what it says now.")


def form_secret() -> str:
    """Return the secret for a form that is shown before anybody is signed in."""
    return request.cookies.get(cookie_name(FORM_COOKIE)) or new_token()


def set_cookie(response: AnyResponse, name: str, value: str, *, seconds: int) -> None:
    """Give the browser a cookie that scripts cannot read and other sites cannot send."""
    secure = face().secure_cookies
    response.set_cookie(
        cookie_name(name), value, max_age=seconds, path="/", httponly=True, samesite="Strict", secure=secure
    )


def delete_cookie(response: AnyResponse, name: str) -> None:
    """Take a cookie back."""
    set_cookie(response, name, "", seconds=0)


def as_self() -> Actor:
    """Return the member as somebody who acts on what is their own."""
    return Actor(member().name, Role(member().role))


def actor(action: Action) -> Actor:
    """Return the member as somebody who does what is permitted to them somewhere.

    Raises:
        PermissionDeniedError: it is permitted to them nowhere.
    """
    check_anywhere(action)
    return as_self()


def check_anywhere(action: Action) -> None:
    """Hold that something is permitted to the member in some queue.

    Raises:
        PermissionDeniedError: it is nowhere.
    """
    if not queues_for(staff.grants(member()), action):
        raise PermissionDeniedError(f"This needs a role that permits {action}.")
