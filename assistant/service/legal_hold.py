"""Whether a legal hold keeps a request today, in its controller's own time. Rule T-1."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.rights.deadline import local_date
from assistant.service.parts import Parts
from assistant.store import DataSubjectRequest


def zone_of(parts: Parts, request: DataSubjectRequest) -> str:
    """Return the time zone of a request's controller."""
    known = parts.knowledge().controllers.get(request.controller)
    return known.timezone if known else "UTC"


def today_of(parts: Parts, request: DataSubjectRequest) -> date:
    """Return today where a request's controller is."""
    return local_date(parts.now(), zone_of(parts, request))


def held_until(parts: Parts, request: DataSubjectRequest) -> date | None:
    """Return the last day of a hold that is in force."""
    until = request.held_until
    return until if until is not None and today_of(parts, request) <= until else None


def is_held(parts: Parts, request: DataSubjectRequest) -> bool:
    """Tell whether a legal hold keeps a request today."""
    return held_until(parts, request) is not None


def is_chat_held(session: Session, parts: Parts, conversation_id: str) -> bool:
    """Tell whether a request made in this chat is held, and the chat with it."""
    return chat_held_until(session, parts, conversation_id) is not None


def chat_held_until(session: Session, parts: Parts, conversation_id: str) -> date | None:
    """Return the last day of the longest hold on a request made in this chat; None if none is in force."""
    made = select(DataSubjectRequest).where(DataSubjectRequest.conversation_id == conversation_id)
    days = (held_until(parts, one) for one in session.scalars(made))
    return max((day for day in days if day is not None), default=None)
