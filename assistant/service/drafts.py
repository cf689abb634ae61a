"""Keeps what a visitor has typed into a request's form, sealed and apart from the chat. Rule I-1."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.service.acting import Act
from assistant.service.keys import new_wrapped_key, seal, unseal
from assistant.service.parts import Parts
from assistant.store import Draft

_KEY_LENGTH_BYTES = 2


def keep(act: Act, conversation_id: str, values: Mapping[str, str], *, received_at: datetime) -> None:
    """Keep the newest values of a conversation's form."""
    drop(act, conversation_id)
    wrapped = new_wrapped_key(act.parts.keys)
    sealed = seal(act.parts.keys, wrapped, json.dumps(dict(values)))
    content = len(wrapped).to_bytes(_KEY_LENGTH_BYTES, "big") + wrapped + sealed
    act.session.add(Draft(conversation_id=conversation_id, content=content, received_at=received_at))


def drop(act: Act, conversation_id: str) -> None:
    """Delete what was typed."""
    act.session.execute(delete(Draft).where(Draft.conversation_id == conversation_id))


def values(session: Session, parts: Parts, conversation_id: str) -> dict[str, str]:
    """Return what was typed; empty if there is no draft."""
    draft = session.scalar(select(Draft).where(Draft.conversation_id == conversation_id))
    if draft is None:
        return {}
    length = int.from_bytes(draft.content[:_KEY_LENGTH_BYTES], "big")
    wrapped = draft.content[_KEY_LENGTH_BYTES : _KEY_LENGTH_BYTES + length]
    sealed = draft.content[_KEY_LENGTH_BYTES + length :]
    found: dict[str, str] = json.loads(unseal(parts.keys, wrapped, sealed))
    return found
