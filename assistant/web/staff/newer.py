"""What a field of a ticket says now that a colleague changed it while somebody was typing into it."""

from assistant.errors import AssistantError, OvertakenError
from assistant.service import links, watchers
from assistant.web.pages import say
from assistant.web.staff import words
from assistant.web.staff.casefile import Casefile
from assistant.web.staff.toolbox import Toolbox


def value(fault: AssistantError | None, case: Casefile, tools: Toolbox) -> str:
    """Return what the field in question says now, as the page shows it; empty where nobody was overtaken."""
    if not isinstance(fault, OvertakenError):
        return ""
    field = fault.field
    if field in links.KINDS:
        return _listed([one.label for one in tools.links if one.kind == field])
    if field in watchers.ROLES:
        return _listed(tools.people[field])
    if field.startswith("CF."):
        return _listed([text for one in tools.fields if f"CF.{one.name}" == field for text in one.values])
    plain = {
        "owner": case.owner or say("nobody"),
        "priority": str(tools.priority),
        "queue": case.queue,
        "status": words.named(words.STATUSES, case.status),
    }
    return plain.get(field, "")


def _listed(texts: list[str]) -> str:
    return ", ".join(texts) or say("nothing")
