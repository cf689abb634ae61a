"""Keeps what a visitor has typed into a request's form, sealed and apart from the chat. Rule I-1."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.service.acting import Act
from assistant.service.keys import Keys, new_wrapped_key, seal, unseal
from assistant.service.keys import resealed as keys_resealed
from assistant.service.parts import Parts
from assistant.store import Draft

_KEY_LENGTH_BYTES = 2


def keep(act: Act, conversation_id: str, values: Mapping[str, str], *, received_at: datetime) -> None:
    """Keep the newest values of a conversation's form."""
    drop(act, conversation_id)
    content = closed(act.parts, values)
    act.session.add(Draft(conversation_id=conversation_id, content=content, received_at=received_at))


def drop(act: Act, conversation_id: str) -> None:
    """Delete what was typed."""
    act.session.execute(delete(Draft).where(Draft.conversation_id == conversation_id))


def values(session: Session, parts: Parts, conversation_id: str) -> dict[str, str]:
    """Return what was typed; empty if there is no draft."""
    draft = session.scalar(select(Draft).where(Draft.conversation_id == conversation_id))
    if draft is None:
        return {}
    return opened(parts, draft.content)


def closed(parts: Parts, values: Mapping[str, str]) -> bytes:
    """Return values sealed with a key of their own, which stands wrapped before them."""
    wrapped = new_wrapped_key(parts.keys)
    sealed = seal(parts.keys, wrapped, json.dumps(dict(values)))
    return len(wrapped).to_bytes(_KEY_LENGTH_BYTES, "big") + wrapped + sealed


def opened(parts: Parts, content: bytes) -> dict[str, str]:
    """Return the values that were sealed.

    Raises:
        UnavailableError: the master key is not the one they were sealed under.
    """
    length = int.from_bytes(content[:_KEY_LENGTH_BYTES], "big")
    wrapped = content[_KEY_LENGTH_BYTES : _KEY_LENGTH_BYTES + length]
    found: dict[str, str] = json.loads(unseal(parts.keys, wrapped, content[_KEY_LENGTH_BYTES + length :]))
    return found


def resealed(keys: Keys, content: bytes) -> bytes | None:
    """Return sealed values with their key wrapped by the master key of now; None if it was already.

    Raises:
        UnavailableError: no master key opens them.
    """
    length = int.from_bytes(content[:_KEY_LENGTH_BYTES], "big")
    end = _KEY_LENGTH_BYTES + length
    wrapped = keys_resealed(keys, content[_KEY_LENGTH_BYTES:end])
    if wrapped is None:
        return None
    return len(wrapped).to_bytes(_KEY_LENGTH_BYTES, "big") + wrapped + content[end:]
