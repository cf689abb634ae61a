"""What every page of the console shares: where a member may go, and what keeps content out of force."""

from collections.abc import Mapping

from flask import render_template, request

from assistant.policy.load import Controller
from assistant.service import staff
from assistant.service.inventory import to_confirm
from assistant.tickets.permission import ANY_QUEUE, Action, may, queues_for
from assistant.web.runtime import runtime
from assistant.web.staff import door, words

NEEDED: Mapping[str, Action | None] = {
    "console.show_tickets": None,
    "chats.show_chats": Action.JOIN_CHAT,
    "registering.show": Action.REGISTER_REQUEST,
    "editing.show_unanswered": Action.SEE_UNANSWERED,
    "editing.show_coverage": Action.EDIT_CONTENT,
    "trying.begin": Action.EDIT_CONTENT,
    "editing.show_content": Action.EDIT_CONTENT,
    "house.show_articles": Action.MODIFY_TICKET,
    "reporting.show": Action.SEE_QUEUE,
    "people.show": Action.MANAGE_STAFF,
    "house.show": Action.SEE_OPERATIONS,
}
"""What each place in the console needs; None where everybody may go."""
EDITORS_PAGES = frozenset({"editing", "trying"})


OF_TICKETS = frozenset({"handling", "casework", "workbench", "records", "searching"})
"""Whose pages are about tickets, beside those of the list and of one."""


def render(name: str, **values: object) -> str:
    """Return a page of the console; faults of the content are for members who may mend them."""
    state, own = runtime().content.state(), controllers(Action.EDIT_CONTENT)
    faults = state.faults if may_everywhere(Action.EDIT_CONTENT) else state.concerning(own) if own else ()
    shared = {"words": words, "member": door.member(), "csrf": door.csrf()}
    frame = {"places": _places(), "faults": faults, "here": _here(), "unconfirmed": _unconfirmed(own)}
    return render_template(f"staff/{name}.html", **shared, **frame, **values)


def _unconfirmed(own: Mapping[str, Controller]) -> Mapping[str, int]:
    """Return how many answers wait for this editor, by policy, on the pages that editors work on."""
    return to_confirm(runtime().knowledge(), own) if request.blueprint in EDITORS_PAGES else {}


def may_anywhere(action: Action) -> bool:
    """Tell whether the member may do something in any queue."""
    return bool(queues_for(staff.grants(door.member()), action))


def may_everywhere(action: Action) -> bool:
    """Tell whether the member may do something in all queues, so that it may concern every company."""
    return may(staff.grants(door.member()), action, queue=ANY_QUEUE)


def controllers(action: Action) -> Mapping[str, Controller]:
    """Return the controllers in whose queue the member may do something, by id."""
    grants = staff.grants(door.member())
    known = runtime().knowledge().controllers
    return {name: own for name, own in known.items() if may(grants, action, queue=own.queue)}


def sees_tickets() -> bool:
    """Tell whether there are tickets for the member, or at least their number."""
    return may_anywhere(Action.SHOW_TICKET) or may_anywhere(Action.SEE_QUEUE)


def _places() -> tuple[str, ...]:
    is_elsewhere = may_anywhere(Action.EDIT_CONTENT) and not sees_tickets()
    hidden = {"console.show_tickets"} if is_elsewhere else set()
    open_to = (place for place, needed in NEEDED.items() if needed is None or may_anywhere(needed))
    return tuple(place for place in open_to if place not in hidden)


def _here() -> str:
    """Return the place in the navigation that the page belongs to."""
    if request.blueprint == "confirming":
        return "editing.show_content"
    if request.blueprint in OF_TICKETS:
        return "console.show_tickets"
    own = [place for place in NEEDED if place.startswith(f"{request.blueprint}.")]
    return str(request.endpoint) if request.endpoint in own else own[0] if own else ""
