"""Shows a conversation's entries as the protocol has them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from assistant.dialogue.state import of_row
from assistant.service import drafts
from assistant.service.conversations import Numbered
from assistant.service.parts import Parts
from assistant.store import Conversation, Entry


def frame(entry: Entry | Numbered) -> dict[str, Any]:
    """Return an entry as a frame; the visitor's own carry their client's id."""
    shown: dict[str, Any] = {
        "v": 1,
        "t": "entry",
        "seq": entry.seq,
        "kind": entry.kind,
        "from": {"role": entry.actor, "name": entry.name},
        "body": entry.body,
        "lang": entry.lang,
        "at": entry.at.isoformat(),
    }
    if entry.cid is not None:
        shown["cid"] = entry.cid
    return shown


def frames(
    session: Session, parts: Parts, conversation: Conversation, found: Sequence[Entry | Numbered]
) -> list[dict[str, Any]]:
    """Return entries as frames; an open form gets back what was typed into it, which no entry holds."""
    state = of_row(conversation.state)
    shown = [frame(entry) for entry in found]
    for item in shown:
        if state.has_form and item["seq"] == state.asked and item["body"]["type"] == "form":
            item["body"] = {**item["body"], "values": drafts.values(session, parts, conversation.id)}
    return shown
