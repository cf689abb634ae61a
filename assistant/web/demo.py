"""The demonstration: a page per controller with the widget in its corner, and the mail that went out."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from assistant.policy.load import Controller
from assistant.terms import Locale
from assistant.web import colours, mails, showcase
from assistant.web.mails import FolderMail
from assistant.web.pages import PARAMETER, link, locale, speak
from assistant.web.runtime import face, runtime

bp = Blueprint("demo", __name__)


@bp.get("/")
def index() -> str:
    """Show every controller, and where the rest of the demonstration is."""
    knowledge = runtime().knowledge()
    return render_template("demo/index.html", controllers=knowledge.controllers.values())


@bp.get("/demo/<controller>")
def company(controller: str) -> str:
    """Show a plausible page of a company: in the language asked for, else in one that its policy has."""
    known = runtime().knowledge().controller(controller)
    if request.args.get(PARAMETER) not in tuple(Locale):
        speak(among=tuple(known.locales))
    front = showcase.front(controller, locale())
    return render_template("demo/company.html", controller=known, policy=_policy_link(known), front=front)


@bp.get("/demo/<controller>/brand.css")
def brand(controller: str) -> Response:
    """Give the company's colour to its page and its chat, readable by day and by night."""
    known = runtime().knowledge().controller(controller)
    colour = colours.read_colour(known.brand)
    ink = max(colours.WHITE, colours.BLACK, key=lambda on: colours.contrast(colour, on))
    by_day = colours.readable(colour, on=colours.LIGHT_PAPER)
    by_night = colours.readable(colour, on=colours.DARK_PAPER)
    sheet = (
        f":root{{--brand:{colours.write_colour(colour)};--on-brand:{colours.write_colour(ink)};"
        f"--brand-text:{colours.write_colour(by_day)};"
        f"--privacy-chat-accent:{colours.write_colour(colour)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--brand-text:{colours.write_colour(by_night)}}}}}\n"
    )
    return Response(sheet, mimetype="text/css")


@bp.get("/demo/mail")
def mail() -> str:
    """Show the mail that the demonstration has written instead of sending it, newest first."""
    return render_template("demo/mail.html", mails=_mails())


@bp.get("/demo/mail.json")
def mail_json() -> Response:
    """Return the same mail for programs."""
    return jsonify(mails=[_as_json(one) for one in _mails()])


def _policy_link(controller: Controller) -> str:
    known = tuple(controller.locales)
    language = locale() if locale() in known else known[0]
    return link("policies.show", controller=controller.id, language=language.value)


def _mails() -> tuple[FolderMail, ...]:
    folder = face().mail_folder
    return mails.newest(folder) if folder else ()


def _as_json(one: FolderMail) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "reference": one.reference,
        "date": one.date.isoformat(),
        "from": one.sender,
        "to": one.addressee,
        "subject": one.subject_line,
        "text": one.text,
    }
