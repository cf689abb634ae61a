"""Tells pages where a visitor can complain: to the authority of the company's country or the visitor's."""

from assistant.law.authorities import OF_THE_VISITOR, Authority, authority, members_url
from assistant.policy.load import Controller
from assistant.translations import render
from assistant.web.pages import locale


def complaints(controller: Controller) -> dict[str, Authority | str | None]:
    """Return what `authority.html` shows."""
    return {
        "authority": authority(controller.country),
        "visitors_own": render(OF_THE_VISITOR, locale()),
        "members": members_url(locale()),
    }
