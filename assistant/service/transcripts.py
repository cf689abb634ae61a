"""Tells a conversation whole: its entries, and what was typed into the forms of requests that were filed.

Codes are never part of it: they are typed on our own page only, and no entry holds one.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.service import conversations
from assistant.service.parts import Parts
from assistant.service.views import frame
from assistant.store import Conversation, DataSubjectRequest


def tell(session: Session, parts: Parts, conversation: Conversation) -> dict[str, Any]:
    """Return the conversation for programs; what a purge has emptied is left out."""
    entries: list[dict[str, Any]] = []
    while len(entries) < conversation.last_seq:
        page = conversations.entries(session, conversation.id, after=len(entries))
        if not page:
            break
        entries += [frame(entry) for entry in page]
    return {
        "controller": conversation.controller,
        "controller_name": parts.knowledge().controller(conversation.controller).name,
        "begun": conversation.created.isoformat(),
        "told": parts.now().isoformat(),
        "entries": entries,
        "requests": [_request(filed) for filed in _filed(session, conversation)],
    }


def _filed(session: Session, conversation: Conversation) -> list[DataSubjectRequest]:
    of_chat = select(DataSubjectRequest).where(DataSubjectRequest.conversation_id == conversation.id)
    return list(session.scalars(of_chat.order_by(DataSubjectRequest.received_at)))


def _request(filed: DataSubjectRequest) -> dict[str, Any]:
    typed = {"email": filed.address, "name": filed.name, "scope": filed.scope}
    return {
        "reference": filed.reference,
        "received": filed.received_at.isoformat(),
        "due": filed.due.isoformat(),
        "rights": [line.right for line in filed.lines],
        "form": {name: value for name, value in typed.items() if value},
    }
