"""What editors look at: questions asked in vain, what each policy answers, and how the content stands."""

from collections.abc import Iterable

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from assistant.editing.adopt import may_write
from assistant.editing.standing import Decision, State, coverage
from assistant.errors import AssistantError, ContentError, InvalidInputError, NotFoundError, UnavailableError
from assistant.service import inventory, unanswered
from assistant.service.acting import Act, Actor
from assistant.terms import Role
from assistant.tickets.permission import Action
from assistant.web.pages import link
from assistant.web.runtime import runtime
from assistant.web.staff import door
from assistant.web.staff.frame import controllers, may_everywhere, render

bp = Blueprint("editing", __name__, url_prefix="/staff")
bp.before_request(door.enter)
TOLD = (ContentError, InvalidInputError, NotFoundError, UnavailableError)
_FIRST = (State.CHANGED, State.PROPOSED, State.ANSWERED, State.ABSENT)
MOST_CLUSTERS = 50
MOST_SHOWN = 12
"""Questions of a cluster that the page lists."""


@bp.get("/unanswered")
def show_unanswered() -> Response:
    """Show what visitors asked in vain, alike questions together, of the companies that are the member's."""
    return _unanswered()


@bp.post("/unanswered/<controller>/<cluster_id>")
def deal_with(controller: str, cluster_id: str) -> Response:
    """Make the ticked questions utterances of an intent, or set them aside; both take them off the list.

    The library serves every company, so only who may edit the content of all of them adds to it.
    """
    if controller not in controllers(Action.EDIT_CONTENT):
        raise NotFoundError("There is no such company, or its content is not yours to edit.")
    texts, intent = request.form.getlist("text"), request.form.get("intent", "")
    is_adoption = request.form.get("deed") == "adopt"
    try:
        with runtime().sessions.begin() as session:
            act = Act(session, runtime(), Actor(door.member().name, Role.EDITOR), runtime().now())
            model = runtime().knowledge().model
            cluster = unanswered.find(session, model, controller, cluster_id)
            if is_adoption:
                _check_adoption(texts, intent)
                unanswered.adopt(act, cluster, texts, intent)
            else:
                unanswered.drop(act, cluster, texts)
    except TOLD as error:
        return _unanswered(fault=error)
    done = {"done": "adopt", "intent": intent} if is_adoption else {"done": "aside"}
    return redirect(link(".show_unanswered", controller=controller, **done), 303)


def _check_adoption(texts: list[str], intent: str) -> None:
    if not may_everywhere(Action.EDIT_CONTENT):
        raise InvalidInputError("Only who may edit the content of all companies adds to the shared intents.")
    if not texts or not intent:
        raise InvalidInputError("Tick questions and choose an intent.")


def _unanswered(fault: AssistantError | None = None) -> Response:
    parts, own = runtime(), controllers(Action.SEE_UNANSWERED)
    asked = request.args.get("controller", "")
    chosen = [asked] if asked in own else list(own)
    knowledge, root = parts.knowledge(), parts.content.state().root
    with parts.reads() as session:
        found = unanswered.clusters(session, knowledge.model, chosen)
    page = render(
        "unanswered",
        clusters=found[:MOST_CLUSTERS],
        is_cut=len(found) > MOST_CLUSTERS,
        most_shown=MOST_SHOWN,
        controllers=own,
        chosen=asked if asked in own else "",
        mine=controllers(Action.EDIT_CONTENT),
        may_adopt=may_everywhere(Action.EDIT_CONTENT),
        is_writable=root is not None and may_write(root),
        root=root,
        intents=[intent.id for intent in knowledge.model.intents],
        retention_days=parts.limits.unanswered_retention_days,
        fault=fault,
        done=request.args.get("done", ""),
        adopted_by=request.args.get("intent", ""),
    )
    return make_response(page, 400 if fault else 200)


@bp.get("/coverage")
def show_coverage() -> str:
    """Show which policy answers what: topics against policies."""
    door.check_anywhere(Action.EDIT_CONTENT)
    knowledge, own = runtime().knowledge(), controllers(Action.EDIT_CONTENT)
    held = [volume.peek() for name in own if (volume := knowledge.volumes[name]).is_usable()]
    decided = {policy.id: one.decided(policy) for one in held for policy in one.policies.values()}
    table = coverage(knowledge.model.intents, decided)
    sums = (State.ANSWERED, State.ABSENT)
    return render("coverage", table=table, state_of=state_of, sums=sums)


def state_of(decisions: Iterable[Decision]) -> State:
    """Return how a topic stands of which several intents ask: what a person has to look at goes first."""
    found = {decision.state for decision in decisions}
    return next((state for state in _FIRST if state in found), State.OPEN)


@bp.get("/content")
def show_content() -> str:
    """Show what content is in force, and what editors have confirmed of it."""
    door.check_anywhere(Action.EDIT_CONTENT)
    own, state = controllers(Action.EDIT_CONTENT), runtime().content.state()
    return render(
        "content",
        controllers=own,
        inventory=inventory.inventory(runtime().knowledge(), list(own)),
        state=state,
        is_writable=state.root is not None and may_write(state.root),
    )
