"""Writes what a plain turn leaves, and lets the next one build upon it without asking. Decision 0048."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import JSON, Connection, Table, TextClause, bindparam, insert, text

from assistant.service.acting import Act
from assistant.service.conversations import Held, Numbered
from assistant.store import Conversation, Entry
from assistant.store.base import UtcDateTime

Values = Mapping[str, Any]
_TURN = """
UPDATE conversation
SET last_seq = :last_seq, touched = :now, paced_until = :pace, locale = :locale, state = :state
WHERE id = :conversation AND (
  :is_locked OR (
    last_seq = :seq_before AND paced_until = :pace_before
    AND mode = :mode AND resume_hash = :owner
    AND :is_attended = EXISTS (SELECT 1 FROM attendance WHERE until > :now)
    AND NOT EXISTS (
      SELECT 1 FROM entry WHERE conversation_id = :conversation AND actor = 'visitor' AND cid = :cid
    )
  )
)
"""
"""Changes a conversation only if everything that the turn was built upon is still so, or if it is locked."""
_TURN_WITH_ENTRIES = f"""
WITH turned AS ({_TURN} RETURNING id)
INSERT INTO entry (conversation_id, at, seq, kind, actor, name, cid, body, body_hash, lang)
SELECT turned.id, :now, said.*
FROM turned, json_to_recordset(:said) AS said (
  seq int, kind text, actor text, name text, cid text, body json, body_hash text, lang text
)
"""  # noqa: S608 - of our own words
_SAID = ("seq", "kind", "actor", "name", "cid", "body", "body_hash", "lang")
_ADD_ENTRIES = insert(cast("Table", Entry.__table__))


def _typed(statement: str) -> TextClause:
    instants = (bindparam(name, type_=UtcDateTime) for name in ("now", "pace", "pace_before"))
    return text(statement).bindparams(*instants, bindparam("state", type_=JSON))


_APART, _AT_ONCE = _typed(_TURN), _typed(_TURN_WITH_ENTRIES)


def write(act: Act, held: Held, entries: Sequence[Numbered]) -> Held | None:
    """Write numbered entries and what the turn changed in their conversation; return it for the next turn.

    None, and nothing is written, if it was not locked and something that the turn was built upon has changed.
    The session lets go of the conversation: whoever wants to change it after this holds it anew.
    """
    connection, conversation = act.session.connection(), held.conversation
    values = _values(act, held, entries)
    if not _WRITERS[connection.dialect.name](connection, values, entries):
        return None
    if conversation in act.session:
        act.session.expunge(conversation)
    before = conversation.last_seq, conversation.paced_until
    return replace(held, known=None, before=before, is_locked=False)


def _values(act: Act, held: Held, entries: Sequence[Numbered]) -> Values:
    conversation: Conversation = held.conversation
    return {
        "conversation": conversation.id,
        "last_seq": conversation.last_seq,
        "now": act.now,
        "pace": conversation.paced_until,
        "locale": conversation.locale,
        "state": conversation.state,
        "is_locked": held.is_locked,
        "seq_before": held.before[0],
        "pace_before": held.before[1],
        "mode": conversation.mode,
        "owner": conversation.resume_hash,
        "is_attended": held.is_attended,
        "cid": next((entry.cid for entry in entries if entry.cid is not None), None),
    }


def _write_apart(connection: Connection, values: Values, entries: Sequence[Numbered]) -> bool:
    is_written = connection.execute(_APART, values).rowcount == 1
    if is_written and entries:
        connection.execute(_ADD_ENTRIES, [entry.values for entry in entries])
    return is_written


def _write_at_once(connection: Connection, values: Values, entries: Sequence[Numbered]) -> bool:
    """Do both by one statement: each costs a round trip and a tenth of a turn."""
    if not entries:
        return _write_apart(connection, values, entries)
    said = json.dumps([{name: getattr(entry, name) for name in _SAID} for entry in entries])
    return connection.execute(_AT_ONCE, {**values, "said": said}).rowcount == len(entries)


_WRITERS: Mapping[str, Callable[[Connection, Values, Sequence[Numbered]], bool]] = {
    "sqlite": _write_apart,
    "postgresql": _write_at_once,
}
