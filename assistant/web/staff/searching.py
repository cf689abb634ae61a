"""Searches kept under a name, and one deed for many tickets of a list."""

import re

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from assistant.errors import InvalidInputError, PermissionDeniedError
from assistant.service import bulk as many
from assistant.service import searches, staff
from assistant.service.acting import Act, Actor
from assistant.service.bulk import BulkDeed, Order
from assistant.store import SavedSearch
from assistant.terms import Role
from assistant.tickets.permission import queues_for
from assistant.web.runtime import runtime
from assistant.web.staff import door
from assistant.web.staff.frame import render

bp = Blueprint("searching", __name__, url_prefix="/staff")
bp.before_request(door.enter)
_CHOSEN = re.compile(r"([0-9]{1,9}):([0-9]{1,9})")


@bp.post("/searches")
def save_search() -> Response:
    """Keep a search under a name, for the member or for a queue."""
    parts, member, form = runtime(), door.member(), request.form
    search = SavedSearch(
        name=form.get("name", ""),
        query=form.get("query", ""),
        queue=form.get("queue", ""),
        sort=form.get("sort", "due"),
    )
    with parts.sessions.begin() as session:
        searches.save(Act(session, parts, Actor(member.name, Role(member.role)), parts.now()), member, search)
    back = url_for("console.show_tickets", q=search.query, sort=search.sort, done="save_search")
    return redirect(back, 303)


@bp.post("/searches/<search_id>/delete")
def delete_search(search_id: str) -> Response:
    """Forget one of the member's searches."""
    with runtime().sessions.begin() as session:
        searches.delete(session, door.member(), search_id)
    return redirect(url_for("console.show_tickets", done="delete_search"), 303)


@bp.post("/bulk")
def bulk() -> Response:
    """Show what a deed would do to the chosen tickets; do it when `step` is `do`."""
    order, is_trial = _order(), request.form.get("step") != "do"
    needed = many.NEEDED[order.deed]
    if not queues_for(staff.grants(door.member()), needed):
        raise PermissionDeniedError(f"This needs a role that permits {needed} in some queue.")
    fates = many.carry_out(runtime(), door.member(), order, is_trial=is_trial)
    good = [fate for fate in fates if fate.fault is None]
    return make_response(render("bulk", order=order, fates=fates, good=good, is_trial=is_trial))


def _order() -> Order:
    deed = request.form.get("deed", "")
    if deed not in set(BulkDeed):
        raise InvalidInputError("This cannot be done to many tickets at once.")
    chosen = [_CHOSEN.fullmatch(text) for text in request.form.getlist("ticket")]
    versions = {int(match[1]): int(match[2]) for match in chosen if match}
    return Order(BulkDeed(deed), versions, request.form.get("value", "").strip())
