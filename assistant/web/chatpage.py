"""The chat as a page of its own, with the plain ways to the same things for those without JavaScript."""

from flask import Blueprint, Response, current_app, make_response, render_template

from assistant.terms import Locale
from assistant.web import colours
from assistant.web.assets import FRESH_SECONDS, zipped
from assistant.web.pages import locale, speak
from assistant.web.runtime import runtime

bp = Blueprint("chatpage", __name__, url_prefix="/chat")
_FORM = "/requests/new/<controller>"


@bp.get("/<controller>")
def show(controller: str) -> Response:
    """Show the chat of a controller; nothing is begun before its script runs."""
    known = runtime().knowledge().controller(controller)
    speak(domain="widget")
    spoken = locale() if locale() in known.locales else next(iter(known.locales))
    has_form = any(rule.rule == _FORM for rule in current_app.url_map.iter_rules())
    page = render_template(
        "chat.html",
        controller=known,
        policy=f"/policy/{controller}/{Locale(spoken).value}",
        form=_FORM.replace("<controller>", controller) if has_form else "",
    )
    return make_response(page)


@bp.get("/<controller>/brand.css")
def brand(controller: str) -> Response:
    """Give the company's colour to the chat, which makes it readable by itself."""
    known = runtime().knowledge().controller(controller)
    colour = colours.write_colour(colours.read_colour(known.brand))
    sheet = f":root{{--privacy-chat-accent:{colour}}}\n"
    return zipped(sheet.encode(), "text/css", kept=f"max-age={FRESH_SECONDS}")
