"""The people who work here, as who manages them sees them: invited, given roles, locked out, let in again."""

from collections.abc import Callable

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from assistant.errors import AssistantError, ConflictError, InvalidInputError, PermissionDeniedError
from assistant.service import factors, people, staff
from assistant.service.acting import Act
from assistant.service.keys import new_token
from assistant.service.people import Post
from assistant.service.staff import Newcomer
from assistant.store import StaffMember
from assistant.terms import Locale, Role
from assistant.tickets.permission import Action, Grant, queues_for
from assistant.web.errors import status_of
from assistant.web.runtime import runtime
from assistant.web.staff import door, words
from assistant.web.staff.frame import render

bp = Blueprint("people", __name__, url_prefix="/staff/people")
bp.before_request(door.enter)
TOLD = (ConflictError, InvalidInputError, PermissionDeniedError)


@bp.before_request
def check() -> None:
    """Let only those in who manage staff somewhere."""
    door.check_anywhere(Action.MANAGE_STAFF)


@bp.get("/")
def show() -> Response:
    """Show everybody and a form to invite somebody."""
    return _page()


@bp.post("/")
def invite() -> Response:
    """Invite somebody: they choose a password through a mailed link."""
    form = request.form
    newcomer = Newcomer(
        form.get("name", ""),
        _role(form.get("role")),
        new_token(),
        tuple(form.getlist("queues")),
        Locale(form["locale"]) if form.get("locale") in set(Locale) else Locale.EN,
    )
    return _do("invite", lambda act: people.invite(act, door.member(), newcomer, form.get("email", "")))


@bp.post("/<member_id>/post")
def set_post(member_id: str) -> Response:
    """Give a member other roles."""
    form = request.form
    more = tuple(Grant(_role(role), queue) for role, _, queue in _pairs(form.getlist("more")))
    post = Post(_role(form.get("role")), tuple(form.getlist("queues")), more)

    def deed(act: Act) -> None:
        member = _of(act, member_id)
        door.check_seen(people.post_of(member))
        people.set_post(act, door.member(), member, post)

    return _do("set_post", deed)


@bp.post("/<member_id>/active")
def set_active(member_id: str) -> Response:
    """Let a member in again, or not any more; a lock ends as well."""
    is_active = request.form.get("active") == "yes"

    def deed(act: Act) -> None:
        people.set_active(act, door.member(), _of(act, member_id), is_active=is_active)

    return _do("set_active", deed)


@bp.post("/<member_id>/link")
def send_link(member_id: str) -> Response:
    """Mail a member a link to choose a password, and take a lost second factor away."""

    def deed(act: Act) -> None:
        member = _of(act, member_id)
        people.check_over(door.member(), member)
        if not member.email:
            raise InvalidInputError("There is no address to mail a link to.")
        factors.switch_off(member)
        people.send_link(act, member, "reset", hours=people.RESET_HOURS)

    return _do("send_link", deed)


def _do(done: str, deed: Callable[[Act], object]) -> Response:
    parts = runtime()
    try:
        with parts.sessions.begin() as session:
            deed(Act(session, parts, door.actor(Action.MANAGE_STAFF), parts.now()))
    except TOLD as error:
        return _page(error)
    return redirect(url_for("people.show", done=done), 303)


def _page(fault: AssistantError | None = None) -> Response:
    parts = runtime()
    with parts.reads() as session:
        everybody = people.everybody(session)
    managed = queues_for(staff.grants(door.member()), Action.MANAGE_STAFF)
    known = sorted(one.queue for one in parts.knowledge().controllers.values())
    queues = known if "*" in managed else [queue for queue in known if queue in managed]
    done = request.args.get("done", "")
    shown = {"everybody": everybody, "queues": queues, "manages_all": "*" in managed, "now": parts.now()}
    page = render(
        "people",
        **shown,
        post_of=people.post_of,
        fault=fault,
        done=done if done in words.DONE else "",
        typed=request.form,
    )
    return make_response(page, status_of(fault)[0] if fault else 200)


def _of(act: Act, member_id: str) -> StaffMember:
    return people.member_of(act.session, member_id)


def _role(text: str | None) -> Role:
    if text not in set(Role):
        raise InvalidInputError("There is no such role or queue.")
    return Role(text)


def _pairs(texts: list[str]) -> list[tuple[str, str, str]]:
    return [text.partition(":") for text in texts if text]
