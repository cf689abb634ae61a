"""A member at work on one ticket: that they saw it is recorded, and what changed since is noticed."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import ConflictError, OvertakenError
from assistant.service import tickets
from assistant.service.acting import Act
from assistant.service.board import visible_ticket
from assistant.service.references import read_reference
from assistant.store import DataSubjectRequest, StaffMember, Ticket, Transaction
from assistant.tickets.history import TransactionKind

BACKGROUND = frozenset({TransactionKind.VIEWED, TransactionKind.MAIL_SENT, TransactionKind.REMINDED})
"""What happens by itself and makes nobody's page out of date."""


def version_of(ticket: Ticket) -> int:
    """Return the number of the last change that matters to somebody who is writing; 0 before any."""
    background = {kind.value for kind in BACKGROUND}
    return max((row.seq for row in ticket.history if row.kind not in background), default=0)


def held_ticket(session: Session, member: StaffMember, ticket_id: int) -> Ticket:
    """Return a ticket that the member may see, kept from others until this turn ends.

    Raises:
        NotFoundError: there is none, or it is in a queue that is not theirs.
    """
    return tickets.hold(session, visible_ticket(session, member, ticket_id).request)


def named_ticket(session: Session, member: StaffMember, text: str) -> Ticket:
    """Return a ticket by its number or its reference, if the member may see it.

    Raises:
        NotFoundError: there is none, or it is in a queue that is not theirs.
    """
    plain = text.strip().removeprefix("#")
    if plain.isascii() and plain.isdecimal() and len(plain) < len(str(2**31)):
        return visible_ticket(session, member, int(plain))
    reference = read_reference(plain)
    same = DataSubjectRequest.reference == reference
    found = session.scalar(select(Ticket.id).join(Ticket.request).where(same)) if reference else None
    return visible_ticket(session, member, found or 0)


def check_unchanged(ticket: Ticket, version: int) -> None:
    """Hold that nothing that matters was added since somebody read the ticket.

    Raises:
        ConflictError: something was.
    """
    if version_of(ticket) != version:
        raise ConflictError("The ticket changed since you read it; read it again.")


def check_fields(ticket: Ticket, version: int, *fields: str) -> None:
    """Hold that nobody changed any of these fields since somebody read the ticket; all else may differ.

    Decision 0042: the record tells who wrote what, so no form needs to bring the value that it showed.

    Raises:
        OvertakenError: somebody did.
    """
    newer = [row for row in ticket.history if row.seq > version and row.field in fields]
    if newer:
        last = newer[-1]
        raise OvertakenError(last.field or "", by=last.actor, at=last.at)


def has_viewed(session: Session, ticket: Ticket, name: str, *, now: datetime) -> bool:
    """Tell whether it is recorded that somebody saw the ticket on this day, by the clock of UTC."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    seen = (
        select(Transaction.id)
        .where(Transaction.ticket_id == ticket.id, Transaction.kind == TransactionKind.VIEWED.value)
        .where(Transaction.actor == name, Transaction.at >= midnight)
        .limit(1)
    )
    return session.scalar(seen) is not None


def note_view(act: Act, ticket: Ticket) -> None:
    """Record that whoever acts saw the ticket, once a day. The ticket is held."""
    if not has_viewed(act.session, ticket, act.actor.name, now=act.now):
        tickets.record(act, ticket, TransactionKind.VIEWED)
