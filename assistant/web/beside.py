"""What one socket knows of the person whom its visitor waits for or talks with."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from assistant.service import live
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.parts import Parts
from assistant.store import Conversation

Frame = dict[str, Any]
MOST_NOTES, NOTE_SECONDS = 20, 10.0
"""So many signs of typing and reading are written down in such a time: people give fewer."""
_SILENT: dict[str, Frame] = {"typing": {"on": False}}


@dataclass(slots=True)
class Beside:
    """The person beside a conversation; `page` is where its widget is, kept only of who wants a person."""

    parts: Parts
    conversation_id: str
    page: str = ""
    is_wanted: bool = False
    told: dict[str, Frame] = field(default_factory=dict)
    notes: int = 0
    notes_since: float = 0.0

    def look(self, session: Session, conversation: Conversation) -> dict[str, Frame]:
        """Return what is to be told of the person, by kind; nothing while the assistant is alone."""
        self.is_wanted = conversation.mode != live.BY_BOT
        handover = live.open_handover(session, self.conversation_id) if self.is_wanted else None
        if handover is None:
            return {}
        if handover.claimed_by is None:
            return {"queue": {"pos": live.place_of(session, handover)}}
        is_typing = live.is_on(handover.staff_typing_until, self.parts.now())
        typing: Frame = {"on": is_typing, **({"name": handover.claimed_by} if is_typing else {})}
        return {"typing": typing, **({"read": {"seq": handover.staff_read}} if handover.staff_read else {})}

    def news(self, seen: dict[str, Frame]) -> list[Frame]:
        """Return the frames for what changed; none of it is numbered, and a lost one harms nothing."""
        if seen and self.page:
            path, self.page = self.page, ""
            self._do(lambda act: live.on_page(act, self.conversation_id, path))
        changed = [
            {"t": kind, **what}
            for kind, what in seen.items()
            if self.told.get(kind, _SILENT.get(kind)) != what
        ]
        self.told = dict(seen)
        return changed

    def note(self, do: Callable[[Act], bool]) -> bool:
        """Note that the visitor types or reads, which concerns only a person; return whether it is news."""
        return self.is_wanted and self._may_note() and self._do(do)

    def _may_note(self) -> bool:
        """Count one more sign; False for a flood, which would keep the database busy and wake everybody."""
        now = time.monotonic()
        if now >= self.notes_since + NOTE_SECONDS:
            self.notes, self.notes_since = 0, now
        self.notes += 1
        return self.notes <= MOST_NOTES

    def line(self) -> list[tuple[str, int]]:
        """Return who waits at the same company: their conversations and newest entries."""
        with self.parts.reads() as session:
            return live.line_of(session, self.conversation_id)

    def _do(self, do: Callable[[Act], bool]) -> bool:
        with self.parts.sessions.begin() as session:
            return do(Act(session, self.parts, DATA_SUBJECT, self.parts.now()))
