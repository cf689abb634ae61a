"""Links between tickets: one depends on another, refers to it, or is a part of it."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.service import tickets
from assistant.service.acting import Act
from assistant.service.tickets import Change
from assistant.store import Link, Ticket
from assistant.tickets.history import TransactionKind

KINDS = ("depends_on", "refers_to", "member_of")
_IN_ORDER = ("depends_on", "member_of")
"""Kinds that may not lead in a circle."""
ADDRESS_CHARACTERS = 500
MOST_STEPS = 1000


def of_ticket(session: Session, ticket: Ticket) -> Sequence[Link]:
    """Return the links from the ticket and to it, oldest first."""
    both = or_(Link.ticket_id == ticket.id, Link.target_id == ticket.id)
    return session.scalars(select(Link).where(both).order_by(Link.id)).all()


def add(act: Act, ticket: Ticket, kind: str, target: Ticket) -> None:
    """Link a ticket to another; once more changes nothing. Both histories tell of it.

    Raises:
        InvalidInputError: the kind is not known, or it is the same ticket.
        TransitionNotAllowedError: the links would lead in a circle.
    """
    _check_kind(kind)
    if ticket.id == target.id:
        raise InvalidInputError("A ticket cannot be linked to itself.")
    if _between(act.session, ticket, kind, target) is not None:
        return
    if kind in _IN_ORDER and _leads_to(act.session, kind, target.id, ticket.id):
        raise TransitionNotAllowedError("These links would lead in a circle.")
    act.session.add(Link(ticket_id=ticket.id, kind=kind, target_id=target.id, created=act.now))
    for one, other in ((ticket, target), (target, ticket)):
        tickets.record(act, one, TransactionKind.LINKED, change=Change(None, kind, None, str(other.id)))


def add_address(act: Act, ticket: Ticket, address: str) -> None:
    """Let a ticket refer to a page outside.

    Raises:
        InvalidInputError: the address is no web address, or too long.
    """
    plain = address.strip()
    if (
        not plain.startswith(("https://", "http://"))
        or len(plain) > ADDRESS_CHARACTERS
        or not plain.isprintable()
    ):
        raise InvalidInputError("Only web addresses can be linked, such as https://example.org/page.")
    known = select(Link.id).where(Link.ticket_id == ticket.id, Link.address == plain)
    if act.session.scalar(known) is None:
        act.session.add(Link(ticket_id=ticket.id, kind="refers_to", address=plain, created=act.now))
        tickets.record(act, ticket, TransactionKind.LINKED, change=Change(field="refers_to"), text=plain)


def remove(act: Act, ticket: Ticket, kind: str, target: Ticket) -> None:
    """Take a link away; where there is none, nothing changes."""
    _check_kind(kind)
    row = _between(act.session, ticket, kind, target)
    if row is None:
        return
    act.session.delete(row)
    for one, other in ((ticket, target), (target, ticket)):
        tickets.record(act, one, TransactionKind.UNLINKED, change=Change(None, kind, str(other.id), None))


def remove_address(act: Act, ticket: Ticket, address: str) -> None:
    """Take the link to a page outside away."""
    row = act.session.scalar(select(Link).where(Link.ticket_id == ticket.id, Link.address == address.strip()))
    if row is not None and row.address:
        act.session.delete(row)
        tickets.record(
            act, ticket, TransactionKind.UNLINKED, change=Change(field="refers_to"), text=row.address
        )


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise InvalidInputError(f"A link is one of {', '.join(KINDS)}.")


def _between(session: Session, ticket: Ticket, kind: str, target: Ticket) -> Link | None:
    same = (Link.ticket_id == ticket.id, Link.kind == kind, Link.target_id == target.id)
    return session.scalar(select(Link).where(*same))


def _leads_to(session: Session, kind: str, start: int, end: int) -> bool:
    """Tell whether links of a kind lead from one ticket to another."""
    seen: set[int] = set()
    left = {start}
    while left and len(seen) < MOST_STEPS:
        if end in left:
            return True
        seen |= left
        found = session.scalars(select(Link.target_id).where(Link.kind == kind, Link.ticket_id.in_(left)))
        left = {one for one in found if one is not None} - seen
    return False
