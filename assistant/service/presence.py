"""Who has a ticket open, so that two do not answer at once. Not part of the record, and soon forgotten."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.service.acting import Act
from assistant.store import Presence

LASTS = timedelta(seconds=45)


class Doing(StrEnum):
    """What somebody does on the page of a ticket."""

    READING = "reading"
    REPLYING = "replying"
    COMMENTING = "commenting"


def note(act: Act, ticket_id: int, doing: Doing) -> None:
    """Note that whoever acts has the ticket open; what is long past is forgotten with it."""
    act.session.execute(delete(Presence).where(Presence.seen < act.now - LASTS))
    act.session.merge(Presence(ticket_id=ticket_id, name=act.actor.name, doing=doing.value, seen=act.now))


def others(session: Session, ticket_id: int, name: str, *, now: datetime) -> list[tuple[str, Doing]]:
    """Return who else has the ticket open and what they do, by name."""
    here = select(Presence).where(Presence.ticket_id == ticket_id, Presence.name != name)
    rows = session.scalars(here.where(Presence.seen >= now - LASTS).order_by(Presence.name))
    return [(row.name, Doing(row.doing)) for row in rows]
