"""Administration: companies, queues, custom fields, articles, mail, audit and content, in one place."""

from collections.abc import Callable

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from assistant.errors import AssistantError, ConflictError, InvalidInputError, NotFoundError
from assistant.service import articles, audit, fields, queues, running, staff
from assistant.service.acting import Act
from assistant.service.articles import Draft
from assistant.service.fields import NewField
from assistant.service.mirror_view import mirrors_shown
from assistant.service.queues import NewQueue
from assistant.terms import Locale
from assistant.tickets.lifecycle import LIFECYCLES
from assistant.tickets.permission import ANY_QUEUE, Action, check_permission, queues_for
from assistant.web.errors import status_of
from assistant.web.runtime import runtime
from assistant.web.staff import door, words
from assistant.web.staff.frame import may_anywhere, render

bp = Blueprint("house", __name__, url_prefix="/staff")
bp.before_request(door.enter)
TOLD = (ConflictError, InvalidInputError, NotFoundError)


@bp.get("/house")
def show() -> Response:
    """Show how the house runs."""
    door.check_anywhere(Action.SEE_OPERATIONS)
    return _page()


@bp.post("/house/queues")
def add_queue() -> Response:
    """Add a queue that belongs to no company."""
    _check_everywhere(Action.MANAGE_QUEUE)
    form = request.form
    new = NewQueue(form.get("name", ""), form.get("description", ""), lifecycle=form.get("lifecycle", ""))
    return _do(Action.MANAGE_QUEUE, lambda act: queues.add(act, new))


@bp.post("/house/queues/<name>")
def change_queue(name: str) -> Response:
    """Let a queue take tickets or none, and be served to programs or not."""
    check_permission(staff.grants(door.member()), Action.MANAGE_QUEUE, queue=name)
    form = request.form

    def deed(act: Act) -> None:
        queue = queues.queue_named(act.session, name)
        door.check_seen(queues.standing(queue))
        queue.is_disabled, queue.serves_rest = form.get("disabled") == "yes", form.get("rest") == "yes"

    return _do(Action.MANAGE_QUEUE, deed)


@bp.post("/house/fields")
def add_field() -> Response:
    """Add a custom field to a queue or to all."""
    queue = request.form.get("queue", "") or ANY_QUEUE
    check_permission(staff.grants(door.member()), Action.MANAGE_QUEUE, queue=queue)
    choices = [line for line in request.form.get("choices", "").splitlines() if line.strip()]
    new = NewField(request.form.get("name", ""), request.form.get("kind", ""), {queue: choices})
    return _do(Action.MANAGE_QUEUE, lambda act: fields.add(act, new))


@bp.post("/house/mail")
def retry_mail() -> Response:
    """Try every mail that failed again at once."""
    return _do(Action.SEE_OPERATIONS, running.retry_mail)


@bp.post("/house/audit")
def verify_audit() -> Response:
    """Check the history of every ticket and tell what is wrong."""
    parts = runtime()
    door.check_anywhere(Action.VERIFY_AUDIT)
    with parts.reads() as session:
        problems = audit.verify_all(session, parts, kept={})
    return _page(problems=problems)


@bp.get("/articles")
def show_articles() -> Response:
    """Show the articles that replies are made of."""
    door.check_anywhere(Action.MODIFY_TICKET)
    return _articles()


@bp.post("/articles")
def save_article() -> Response:
    """Add an article, or let one say something else."""
    form = request.form
    draft = Draft(form.get("title", ""), form.get("queue", ""), {one: form.get(one, "") for one in Locale})
    check_permission(staff.grants(door.member()), Action.MODIFY_TICKET, queue=draft.queue or ANY_QUEUE)

    def deed(act: Act) -> None:
        if not form.get("id"):
            articles.add(act, draft)
            return
        known = articles.one(act.session, form["id"])
        check_permission(staff.grants(door.member()), Action.MODIFY_TICKET, queue=known.queue or ANY_QUEUE)
        if form.get("deed") == "delete":
            act.session.delete(known)
        else:
            articles.change(act, known, draft, version=form.get("version", 0, type=int))

    return _do(Action.MODIFY_TICKET, deed, to="house.show_articles", page=_articles)


def _do(
    action: Action,
    deed: Callable[[Act], object],
    *,
    to: str = "house.show",
    page: Callable[[AssistantError], Response] | None = None,
) -> Response:
    parts = runtime()
    try:
        with parts.sessions.begin() as session:
            deed(Act(session, parts, door.actor(action), parts.now()))
    except TOLD as error:
        return (page or _page)(error)
    return redirect(url_for(to, done=str(request.endpoint).rpartition(".")[2]), 303)


def _check_everywhere(action: Action) -> None:
    check_permission(staff.grants(door.member()), action, queue=ANY_QUEUE)


def _page(fault: AssistantError | None = None, *, problems: object = None) -> Response:
    parts = runtime()
    managed = queues_for(staff.grants(door.member()), Action.MANAGE_QUEUE)
    with parts.reads() as session:
        shown = {
            "queues": queues.all_queues(session, disabled=True),
            "numbers": running.tickets_by_queue(session),
            "mail": running.mail_state(session) if may_anywhere(Action.SEE_OPERATIONS) else None,
            "fields": fields.all_fields(session),
            "mirrored": mirrors_shown(session, parts) if may_anywhere(Action.SEE_OPERATIONS) else None,
        }
    done = request.args.get("done", "")
    page = render(
        "house",
        **shown,
        controllers=parts.knowledge().controllers,
        content=parts.content.state(),
        lifecycles=list(LIFECYCLES),
        kinds=fields.KINDS,
        standing=queues.standing,
        managed=managed,
        may_verify=may_anywhere(Action.VERIFY_AUDIT),
        may_operate=may_anywhere(Action.SEE_OPERATIONS),
        problems=problems,
        fault=fault,
        done=done if done in words.DONE else "",
    )
    return make_response(page, status_of(fault)[0] if fault else 200)


def _articles(fault: AssistantError | None = None) -> Response:
    parts = runtime()
    held = queues_for(staff.grants(door.member()), Action.MODIFY_TICKET)
    with parts.reads() as session:
        listed = [
            row for row in articles.all_articles(session) if not row.queue or {row.queue, ANY_QUEUE} & held
        ]
    known = sorted(one.queue for one in parts.knowledge().controllers.values())
    own = known if ANY_QUEUE in held else [queue for queue in known if queue in held]
    done = request.args.get("done", "")
    shown = {"listed": listed, "queues": own, "is_everywhere": ANY_QUEUE in held, "fault": fault}
    page = render("articles", **shown, typed=request.form, done=done if done in words.DONE else "")
    return make_response(page, status_of(fault)[0] if fault else 200)
