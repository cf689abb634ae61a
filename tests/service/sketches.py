"""Tickets put straight into a database, to be looked at: what filing would make, without its letters."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from assistant.service.keys import new_wrapped_key
from assistant.service.parts import Parts
from assistant.store import DataSubjectRequest, RequestLine, Ticket
from assistant.terms import Right, TicketStatus
from assistant.tickets.lifecycle import INACTIVE

RECEIVED = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sketch:
    """The facts of a ticket that lists go by."""

    reference: str
    queue: str = "secapp-privacy"
    due: date = date(2026, 4, 2)
    status: TicketStatus = TicketStatus.OPEN
    owner: str | None = None
    is_verified: bool = True


def put(session: Session, parts: Parts, sketch: Sketch) -> Ticket:
    """Add a ticket with its request, about access, of somebody at example.org."""
    request = DataSubjectRequest(
        reference=sketch.reference,
        controller="secapp",
        locale="fi",
        channel="chat",
        idempotency_key=sketch.reference,
        received_at=RECEIVED,
        due=sketch.due,
        nominal=sketch.due,
        internal_due=sketch.due,
        trace=[],
        name="Aino Example",
        address="aino@example.org",
        address_hash="0",
        verified_level="L1" if sketch.is_verified else "L0",
        verified_at=RECEIVED if sketch.is_verified else None,
        wrapped_key=new_wrapped_key(parts.keys),
        lines=[RequestLine(position=1, right=Right.ACCESS.value, level="L1", state="open")],
    )
    ticket = Ticket(
        queue=sketch.queue,
        request=request,
        subject_line="Access",
        status=sketch.status.value,
        owner=sketch.owner,
        due=sketch.due,
        is_active=sketch.status not in INACTIVE,
        created=RECEIVED,
        updated=RECEIVED,
        head="",
    )
    session.add(ticket)
    session.flush()
    return ticket
