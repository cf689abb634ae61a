"""What editors confirm: each proposed answer as visitors would be shown it, one policy at a time.

What is asked first, what may be chosen and what is taken back is the desk's to say, as in the terminal.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from assistant.answers.edited import Anchor
from assistant.editing.adopt import may_write
from assistant.editing.confirming import Case, Desk, Written
from assistant.errors import AssistantError, ContentError, InvalidInputError, NotFoundError, UnavailableError
from assistant.policy.model import Policy
from assistant.service.inventory import to_confirm
from assistant.service.keys import open_own, seal_own
from assistant.terms import ANSWER_PASSAGES, Locale
from assistant.tickets.permission import Action
from assistant.web.pages import link
from assistant.web.runtime import runtime
from assistant.web.staff import door
from assistant.web.staff.frame import controllers, render

bp = Blueprint("confirming", __name__, url_prefix="/staff/confirm")
bp.before_request(door.enter)
MOST_SHOWN = 10
LONGEST_UNDO = 2500
"""Of an address, which servers bound: what changed more than this is taken back in the file."""
TOLD = (ContentError, InvalidInputError, UnavailableError)


@bp.get("/<controller>/<language>")
def show(controller: str, language: str) -> Response:
    """Show the answers of a policy that wait for a person; with `silent` those that seem not to be told.

    With `elsewhere`, all passages of the policy to choose from for one of them.
    """
    return _page(_policy(controller, language))


@bp.post("/<controller>/<language>")
def confirm(controller: str, language: str) -> Response:
    """Confirm one answer as the button says, or take the last word back."""
    policy = _policy(controller, language)
    silent = {"silent": "1"} if "silent" in request.args else {}
    place = partial(link, ".show", controller=controller, language=language, **silent)
    try:
        desk = _desk(policy)
        if request.form.get("deed") == "undo":
            desk.take_back(_opened(request.form.get("undo", "")))
            return redirect(place(back=request.form.get("back", "")), 303)
        case = _shown(desk, _cases(desk))
        written = desk.confirm(case.own, _DEEDS.get(request.form.get("deed", ""), _ticked)(desk, case))
    except TOLD as error:
        return _page(policy, fault=error)
    undo = _sealed(written)
    return redirect(place(done=case.own.entry.intent, **({"undo": undo} if undo else {})), 303)


def _sealed(written: Written) -> str:
    """Return what takes a word back, for the next page to bring: nobody can make one up."""
    sealed = urlsafe_b64encode(seal_own(runtime().keys, json.dumps(asdict(written)))).decode()
    return sealed if len(sealed) <= LONGEST_UNDO else ""


def _opened(sealed: str) -> Written:
    try:
        return Written(**json.loads(open_own(runtime().keys, urlsafe_b64decode(sealed.encode()))))
    except ValueError as error:
        raise InvalidInputError("This can no longer be taken back.") from error


def _policy(controller: str, language: str) -> Policy:
    """Return a policy whose answers are the member's to confirm.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    is_theirs = controller in controllers(Action.EDIT_CONTENT)
    held = runtime().knowledge().policies_of(controller) if is_theirs else {}
    if language not in held:
        raise NotFoundError("There is no such company, or its content is not yours to edit.")
    return held[Locale(language)]


def _desk(policy: Policy) -> Desk:
    root = runtime().content.state().root
    if root is None:
        raise UnavailableError("There is no content folder here.")
    return Desk(root, policy, runtime().knowledge().model)


def _cases(desk: Desk) -> list[Case]:
    """Return what waits, the most urgent first, beside what visitors get now."""
    knowledge = runtime().knowledge()
    controller, _, language = desk.policy.id.partition("/")
    decided = partial(knowledge.decide, controller, lang=Locale(language))
    return desk.cases(decided, is_whole=True)


def _shown(desk: Desk, cases: list[Case]) -> Case:
    """Return the answer that the form was about, if it and the policy still stand as the page showed them."""
    asked, seen = request.form.get("intent"), request.form.get("seen", "").split()
    for case in cases:
        is_same = [anchor.segment for anchor in case.own.entry.answer] == seen
        if case.own.entry.intent == asked and is_same and request.form.get("version") == desk.policy.version:
            return case
    raise InvalidInputError("Somebody dealt with this answer meanwhile.")


def _ticked(_desk: Desk, case: Case) -> tuple[Anchor, ...]:
    ticked = request.form.getlist("passage")
    numbers = [n for n, anchor in enumerate(case.own.entry.answer, start=1) if anchor.segment in ticked]
    if not numbers:
        raise InvalidInputError("Tick at least one passage, or say that the policy does not tell it.")
    return case.own.chosen(numbers)


def _absent(_desk: Desk, _case: Case) -> tuple[Anchor, ...]:
    return ()


def _kept(desk: Desk, case: Case) -> tuple[Anchor, ...]:
    """Return what visitors get now, if that is what the page showed."""
    now = desk.anchors_of(case.now)
    if not now or [anchor.segment for anchor in now] != request.form.get("now", "").split():
        raise InvalidInputError("Visitors get something else now; look at it again.")
    return now


def _elsewhere(desk: Desk, _case: Case) -> tuple[Anchor, ...]:
    """Return the passages that somebody chose of all, in the order that they gave."""
    passages = desk.policy.passages
    given = [(request.form.get(f"place-{number}", ""), number) for number in range(len(passages))]
    chosen = sorted((place, number) for place, number in given if place.isdecimal())
    if not 1 <= len(chosen) <= ANSWER_PASSAGES:
        raise InvalidInputError("Choose one to three passages, or say that the policy does not tell it.")
    return desk.anchors_of(passages[number] for _, number in chosen)


_DEEDS: Mapping[str, Callable[[Desk, Case], tuple[Anchor, ...]]] = {
    "confirm": _ticked,
    "absent": _absent,
    "keep": _kept,
    "elsewhere": _elsewhere,
}


def _page(policy: Policy, fault: AssistantError | None = None) -> Response:
    is_silent, own = "silent" in request.args, runtime()
    root, cases, desk = own.content.state().root, list[Case](), None
    try:
        desk = _desk(policy)
        cases = _cases(desk)
    except TOLD as error:
        fault = fault or error
    found, silent = [c for c in cases if c.own.passages], [c for c in cases if not c.own.passages]
    wanted = request.args.get("elsewhere")
    choosing = next((case for case in cases if case.own.entry.intent == wanted), None)
    shown = (silent if is_silent else found)[:MOST_SHOWN]
    page = render(
        "elsewhere" if choosing else "confirm",
        policy=policy,
        controller=own.knowledge().controller(policy.id.partition("/")[0]),
        counts=to_confirm(own.knowledge(), controllers(Action.EDIT_CONTENT)),
        asked=[(case, desk.anchors_of(case.now) if desk else ()) for case in shown],
        case=choosing,
        unanswered=sum(not case.now for case in found),
        found=len(found),
        silent=len(silent),
        is_silent=is_silent,
        is_writable=root is not None and may_write(root),
        fault=fault,
        done=request.args.get("done", ""),
        undo=request.args.get("undo", ""),
        back=request.args.get("back", ""),
    )
    return make_response(page, 400 if fault and request.method == "POST" else 200)
