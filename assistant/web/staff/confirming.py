"""What editors confirm: each proposed answer as visitors would be shown it, one policy at a time."""

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from assistant.editing.adopt import may_write
from assistant.editing.confirming import Desk, Waiting
from assistant.errors import AssistantError, ContentError, InvalidInputError, NotFoundError, UnavailableError
from assistant.policy.model import Policy
from assistant.service.inventory import to_confirm
from assistant.terms import Locale
from assistant.tickets.permission import Action
from assistant.web.pages import link
from assistant.web.runtime import runtime
from assistant.web.staff import door
from assistant.web.staff.frame import controllers, render

bp = Blueprint("confirming", __name__, url_prefix="/staff/confirm")
bp.before_request(door.enter)
MOST_SHOWN = 10
TOLD = (ContentError, InvalidInputError, UnavailableError)


@bp.get("/<controller>/<language>")
def show(controller: str, language: str) -> Response:
    """Show the answers of a policy that wait for a person; with `silent` those that seem not to be told."""
    return _page(_policy(controller, language))


@bp.post("/<controller>/<language>")
def confirm(controller: str, language: str) -> Response:
    """Confirm one answer: the ticked passages, or that the policy does not tell it."""
    policy = _policy(controller, language)
    try:
        desk = _desk(policy)
        own = _shown(desk)
        desk.confirm(own, own.chosen(_ticked(own)))
    except TOLD as error:
        return _page(policy, fault=error)
    given = {"silent": "1"} if "silent" in request.args else {}
    place = {"controller": controller, "language": language, **given}
    return redirect(link(".show", done=own.entry.intent, **place), 303)


def _policy(controller: str, language: str) -> Policy:
    """Return a policy whose answers are the member's to confirm.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    held = runtime().knowledge().policies
    if controller not in controllers(Action.EDIT_CONTENT) or language not in held.get(controller, {}):
        raise NotFoundError("There is no such company, or its content is not yours to edit.")
    return held[controller][Locale(language)]


def _desk(policy: Policy) -> Desk:
    root = runtime().content.state().root
    if root is None:
        raise UnavailableError("There is no content folder here.")
    return Desk(root, policy, runtime().knowledge().model)


def _shown(desk: Desk) -> Waiting:
    """Return the answer that the form was about, if it still stands as the page showed it."""
    seen = request.form.get("seen", "").split()
    for own in desk.waiting():
        is_same = [anchor.segment for anchor in own.entry.answer] == seen
        if own.entry.intent == request.form.get("intent") and is_same:
            return own
    raise InvalidInputError("Somebody dealt with this answer meanwhile.")


def _ticked(own: Waiting) -> list[int]:
    if request.form.get("deed") == "absent":
        return []
    ticked = request.form.getlist("passage")
    numbers = [n for n, anchor in enumerate(own.entry.answer, start=1) if anchor.segment in ticked]
    if own.entry.answer and not numbers:
        raise InvalidInputError("Tick at least one passage, or say that the policy does not tell it.")
    return numbers


def _page(policy: Policy, fault: AssistantError | None = None) -> Response:
    is_silent, own = "silent" in request.args, runtime()
    root, asked = own.content.state().root, list[tuple[Waiting, str]]()
    found, silent = list[Waiting](), list[Waiting]()
    try:
        desk = _desk(policy)
        waiting = desk.waiting()
        found = sorted((w for w in waiting if w.passages), key=lambda w: w.passages[0].index)
        silent = [w for w in waiting if not w.passages]
        chosen = silent if is_silent else found
        asked = [(w, desk.question(w)) for w in chosen[:MOST_SHOWN]]
    except TOLD as error:
        fault = fault or error
    page = render(
        "confirm",
        policy=policy,
        controller=own.knowledge().controller(policy.id.partition("/")[0]),
        counts=to_confirm(own.knowledge(), controllers(Action.EDIT_CONTENT)),
        asked=asked,
        found=len(found),
        silent=len(silent),
        is_silent=is_silent,
        is_writable=root is not None and may_write(root),
        fault=fault,
        done=request.args.get("done", ""),
    )
    return make_response(page, 400 if fault and request.method == "POST" else 200)
