"""What a visitor is told while the database is away: when to come again, how to ask without us. Rule I-5."""

from collections.abc import Iterator

from flask import g

from assistant.policy.load import Controller
from assistant.translations import translate
from assistant.web.pages import locale
from assistant.web.runtime import runtime

RETRY_SECONDS = 30
WITHOUT_US = "You can also make a request by e-mail, at once: %(mailboxes)s."


def concerns(controller: Controller) -> None:
    """Note whose visitor asks, so that only that controller's mailbox is named should the database fail."""
    g.controller = controller.id


def contact() -> str:
    """Return where a request can be mailed to: to the controller that is asked, or to each that is known."""
    controllers = runtime().knowledge().controllers
    asked = controllers.get(g.get("controller", ""))
    found = ", ".join(dict.fromkeys(_mailboxes((asked,) if asked else tuple(controllers.values()))))
    return translate("pages", locale(), WITHOUT_US, mailboxes=found) if found else ""


def _mailboxes(controllers: tuple[Controller, ...]) -> Iterator[str]:
    for controller in controllers:
        officer = controller.dpo.email if controller.dpo else ""
        if email := controller.contact.email or officer:
            yield email if len(controllers) == 1 else f"{controller.name}: {email}"
