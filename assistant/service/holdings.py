"""What the assistant itself holds about the person behind a request: chats, requests, messages. Rule T-3.

Other requests count only where the same mailbox was verified for both: an address that is merely claimed
opens nothing of anybody else (V-5).
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.service.parts import Parts
from assistant.service.tickets import of_request, text_of
from assistant.store import Conversation, DataSubjectRequest, Entry, Transaction
from assistant.terms import Role
from assistant.tickets.history import TransactionKind

Json = dict[str, Any]
INTERNAL = frozenset({TransactionKind.COMMENT, TransactionKind.ANSWER_PROPOSED, TransactionKind.OVERRIDE})
"""Whose texts are notes among staff; they are told of by kind and time."""


def own_requests(session: Session, request: DataSubjectRequest) -> list[DataSubjectRequest]:
    """Return the request and others of the same verified mailbox that are not purged, oldest first."""
    others = (
        select(DataSubjectRequest)
        .where(DataSubjectRequest.address_hash == request.address_hash)
        .where(DataSubjectRequest.controller == request.controller)
        .where(DataSubjectRequest.verified_at.is_not(None), DataSubjectRequest.address.is_not(None))
        .where(DataSubjectRequest.id != request.id)
    )
    found = [request, *(session.scalars(others) if request.verified_at is not None else ())]
    return sorted(found, key=lambda one: one.received_at)


def holdings(session: Session, parts: Parts, request: DataSubjectRequest) -> Json:
    """Return all of it as JSON: requests with their history, and the chats that they were made in."""
    own = own_requests(session, request)
    return {
        "requests": [_request(session, parts, one) for one in own],
        "conversations": [_conversation(session, one) for one in _conversations(session, own)],
    }


def _request(session: Session, parts: Parts, request: DataSubjectRequest) -> Json:
    history = of_request(session, request).history
    return {
        "reference": request.reference,
        "controller": request.controller,
        "language": request.locale,
        "channel": request.channel,
        "received": request.received_at.isoformat(),
        "due": request.due.isoformat(),
        "name": request.name,
        "address": request.address,
        "details": request.scope,
        "verified": request.verified_at.isoformat() if request.verified_at else None,
        "rights": [
            {"right": line.right, "state": line.state, "outcome": line.outcome} for line in request.lines
        ],
        "history": [_event(parts, row) for row in history],
    }


def _event(parts: Parts, row: Transaction) -> Json:
    is_theirs = row.role == Role.DATA_SUBJECT
    by = "you" if is_theirs else "the assistant" if row.role == Role.SYSTEM else "staff"
    text = "" if row.kind in INTERNAL else text_of(parts, row)
    return {"at": row.at.isoformat(), "kind": row.kind, "by": by, "text": text}


def _conversations(session: Session, own: list[DataSubjectRequest]) -> Iterator[Conversation]:
    numbers = dict.fromkeys(one.conversation_id for one in own if one.conversation_id)
    for number in numbers:
        found = session.get(Conversation, number)
        if found is not None:
            yield found


def _conversation(session: Session, conversation: Conversation) -> Json:
    entries = session.scalars(
        select(Entry).where(Entry.conversation_id == conversation.id).order_by(Entry.seq)
    )
    return {
        "began": conversation.created.isoformat(),
        "site": conversation.origin,
        "language": conversation.locale,
        "entries": [
            {"at": one.at.isoformat(), "by": one.actor, "text": _said(one.body), "shown": one.body}
            for one in entries
        ],
    }


def _said(body: Json) -> str:
    quoted = [str(passage.get("text", "")) for passage in body.get("passages", ())]
    return "\n".join(part for part in (str(body.get("text", "")), *quoted) if part)
