"""The preview: editors ask a draft before it is published. The page carries the draft; nothing is stored."""

from dataclasses import dataclass, field

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from assistant.errors import InvalidInputError, NotFoundError
from assistant.policy.blocks import Document
from assistant.policy.load import Controller
from assistant.service import preview
from assistant.tickets.permission import Action
from assistant.web.errors import status_of
from assistant.web.pages import link
from assistant.web.runtime import runtime
from assistant.web.staff import door
from assistant.web.staff.frame import controllers, render

bp = Blueprint("trying", __name__, url_prefix="/staff/preview")
FORM_BYTES = 2_000_000
MOST_QUESTIONS = 8
"""Questions that the page asks again together with the newest one."""


@bp.before_request
def _make_room() -> None:
    """Let this page's forms carry a draft, before anybody reads them."""
    request.max_content_length = preview.DRAFT_BYTES + FORM_BYTES
    request.max_form_memory_size = FORM_BYTES


bp.before_request(door.enter)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the page carries from question to question: a listed file's name, or what was read, in JSON."""

    document: Document = field(repr=False)
    file: str = ""
    blocks: str = field(default="", repr=False)
    name: str = ""


@bp.get("/")
def begin() -> Response:
    """Go to the preview of the first company whose content the member may edit.

    Raises:
        NotFoundError: there is none.
    """
    own = controllers(Action.EDIT_CONTENT)
    if not own:
        raise NotFoundError("There is nothing that you may edit.")
    return redirect(link(".show", controller=next(iter(own))))


@bp.get("/<controller>")
def show(controller: str) -> Response:
    """Show where a draft is chosen."""
    return _choosing(_own(controller))


@bp.post("/<controller>")
def ask(controller: str) -> Response:
    """Answer a question from the draft that the form carries, after the questions that were asked before."""
    own, parts = _own(controller), runtime()
    try:
        draft = _draft(controller)
    except InvalidInputError as error:
        return _choosing(own, fault=error)
    found = preview.preview(parts, controller, draft.document)
    longest = parts.limits.message_characters
    typed = [*request.form.getlist("asked"), request.form.get("question", "")]
    asked = [text[:longest] for text in typed if text.strip()][-MOST_QUESTIONS:]
    shown = [preview.ask(parts, found, question) for question in asked]
    values = {"draft": draft, "found": found, "shown": shown, "longest": longest}
    return make_response(render("trying", controller=own, **values))


def _own(controller: str) -> Controller:
    """Return the controller if the member may edit its content.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    own = controllers(Action.EDIT_CONTENT)
    if controller not in own:
        raise NotFoundError("There is no such company, or its content is not yours to edit.")
    return own[controller]


def _choosing(own: Controller, *, fault: InvalidInputError | None = None) -> Response:
    root = runtime().content.state().root
    page = render(
        "trying_start",
        controller=own,
        controllers=controllers(Action.EDIT_CONTENT),
        files=preview.listed(root, own.id) if root else (),
        megabytes=preview.DRAFT_BYTES // 10**6,
        characters=preview.DRAFT_CHARACTERS,
        endings=preview.ENDINGS,
        text=request.form.get("text", ""),
        fault=fault,
    )
    return make_response(page, status_of(fault)[0] if fault else 200)


def _draft(controller: str) -> Draft:
    """Return the draft of the form: what it carries, an upload, a pasted text or a listed file.

    Raises:
        InvalidInputError: there is none, or it cannot be read.
        NotFoundError: there is no such file.
    """
    form, upload = request.form, request.files.get("upload")
    if carried := form.get("blocks"):
        return Draft(preview.of_json(carried), blocks=carried, name=form.get("name", ""))
    if upload is not None and upload.filename:
        read = preview.read_upload(upload.filename, upload.stream.read(preview.DRAFT_BYTES + 1))
        return Draft(read, blocks=preview.as_json(read), name=upload.filename[:100])
    if form.get("text", "").strip():
        read = preview.read_pasted(form["text"])
        return Draft(read, blocks=preview.as_json(read))
    root, file = runtime().content.state().root, form.get("file", "")
    if root is None or not file:
        raise InvalidInputError("Choose a file, upload one, or paste a text.")
    return Draft(preview.read_listed(root, controller, file), file=file, name=file)
