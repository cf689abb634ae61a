"""The one way in which a ticket changes: every change is a link of its chain, added and never edited. A-1."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm.exc import StaleDataError

from assistant.errors import ConflictError
from assistant.service import mirroring
from assistant.service.acting import Act
from assistant.service.keys import seal, unseal
from assistant.service.parts import Parts
from assistant.service.stems import note_words
from assistant.store import Payload, Ticket, Transaction
from assistant.terms import TicketStatus
from assistant.tickets import lifecycle
from assistant.tickets.history import Deed, TransactionKind, linked, new_salt, payload_digest

SEARCHED = (TransactionKind.RECEIVED, TransactionKind.CORRESPONDENCE, TransactionKind.COMMENT)
"""Whose texts are found by their words."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a transaction keeps in the open: the rule, and a field with its values; no personal data."""

    rule: str | None = None
    field: str | None = None
    old: str | None = None
    new: str | None = None


NOTHING = Change()


def record(
    act: Act, ticket: Ticket, kind: TransactionKind, *, change: Change = NOTHING, text: str = ""
) -> Transaction:
    """Add a transaction to the ticket's chain; a text is sealed and stored apart.

    Raises:
        ConflictError: the ticket changed since it was read.
    """
    salt = new_salt()
    digest, (who, role) = (
        payload_digest(salt, text.encode()) if text else "",
        (act.actor.name, act.actor.role),
    )
    deed = Deed(who, role, kind, change.rule, digest, act.now, change.field, change.old, change.new)
    sealed = seal(act.parts.keys, ticket.request.wrapped_key, text) if text else None
    if text and kind in SEARCHED:
        note_words(act, ticket.id, text)
    row = _transaction(ticket, deed, link=linked(act.parts.keys.audit, ticket.head, deed).link)
    row.payload = Payload(salt=salt, sealed=sealed) if sealed else None
    ticket.last_seq, ticket.head = row.seq, row.link
    if kind is not TransactionKind.VIEWED:
        ticket.updated = act.now
    act.session.add(row)
    try:
        act.session.flush()
    except StaleDataError as error:
        raise ConflictError("The ticket changed since it was read; read it again.") from error
    mirroring.note(act, ticket, row)
    return row


def _transaction(ticket: Ticket, deed: Deed, *, link: str) -> Transaction:
    return Transaction(
        ticket=ticket,
        seq=ticket.last_seq + 1,
        kind=deed.action.value,
        actor=deed.actor,
        role=deed.role.value,
        rule=deed.rule,
        field=deed.field,
        old=deed.old,
        new=deed.new,
        at=deed.at,
        digest=deed.digest,
        previous=ticket.head,
        link=link,
    )


def text_of(parts: Parts, transaction: Transaction) -> str:
    """Return the text of a transaction; empty if it has none or was purged."""
    payload = transaction.payload
    if payload is None:
        return ""
    return unseal(parts.keys, transaction.ticket.request.wrapped_key, payload.sealed)


def stand(act: Act, ticket: Ticket, to: TicketStatus) -> None:
    """Give the ticket a status, with the dates that go with it; whether it may is the caller's to check."""
    stamps = lifecycle.stamps(TicketStatus(ticket.status), to)
    if lifecycle.Stamp.STARTED in stamps:
        ticket.started = ticket.started or act.now
    if lifecycle.Stamp.RESOLVED in stamps:
        ticket.resolved = act.now
    ticket.is_active = to not in lifecycle.INACTIVE
    set_field(act, ticket, TransactionKind.STATUS_CHANGED, status=to.value)


def set_field(
    act: Act,
    ticket: Ticket,
    kind: TransactionKind = TransactionKind.FIELD_CHANGED,
    *,
    rule: str | None = None,
    **value: Any,  # noqa: ANN401 - a column's value
) -> None:
    """Set one column and record both values; for what is no personal data. The same again changes nothing."""
    ((field, new),) = value.items()
    old = getattr(ticket, field)
    if old != new:
        setattr(ticket, field, new)
        record(act, ticket, kind, change=Change(rule, field, _spelt(old), _spelt(new)))


def set_subject(act: Act, ticket: Ticket, subject_line: str) -> None:
    """Give a ticket another subject. Somebody's name may be in it, so the record keeps it sealed."""
    if ticket.subject_line != subject_line:
        old, ticket.subject_line = ticket.subject_line, subject_line
        change = Change(field="subject_line")
        record(act, ticket, TransactionKind.FIELD_CHANGED, change=change, text=f"{old}\n{subject_line}")


def set_told(act: Act, ticket: Ticket, at: datetime | None) -> None:
    """Say when the requestor was last told something, after a message was taken back; not recorded itself."""
    ticket.told = at
    act.session.flush()


def point_to(act: Act, ticket: Ticket, into: Ticket) -> None:
    """Let a ticket go on as another: it is closed and found there from now on. Rule D-11."""
    if not ticket.request.lines:
        stand(act, ticket, TicketStatus.RESOLVED)
    set_field(act, ticket, TransactionKind.MERGED, rule="D-11", merged_into=into.id)


def _spelt(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)
