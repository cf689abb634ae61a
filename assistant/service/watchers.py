"""Who is kept informed of a ticket: its requestors, and copies that they see (cc) or do not (admin cc)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.rights.identity import address_hash, parse_address
from assistant.service import tickets
from assistant.service.acting import Act
from assistant.service.tickets import Change
from assistant.store import Ticket, Watcher
from assistant.tickets.history import TransactionKind

ROLES = ("requestor", "cc", "admin_cc")
MOST = 50


def addresses(session: Session, ticket: Ticket, role: str) -> list[str]:
    """Return the addresses in a role, in the order in which they were added; the purged are left out."""
    own = ticket.request.address
    first = [own] if role == "requestor" and own else []
    found = session.scalars(_of(ticket, role).order_by(Watcher.id))
    return list(dict.fromkeys(first + [row.address for row in found if row.address]))


def add(act: Act, ticket: Ticket, role: str, address: str) -> None:
    """Keep somebody informed; once more changes nothing.

    Raises:
        InvalidInputError: the role, the address or the number of them.
        TransitionNotAllowedError: who made a request is not changed by hand.
    """
    _check(ticket, role)
    read = parse_address(address)
    key = address_hash(act.parts.keys.address, read)
    known: Sequence[Watcher] = act.session.scalars(_of(ticket, role)).all()
    if any(row.address_hash == key for row in known):
        return
    if len(known) >= MOST:
        raise InvalidInputError(f"A ticket has at most {MOST} people in each role.")
    act.session.add(Watcher(ticket_id=ticket.id, role=role, address=read.text, address_hash=key))
    if role == "requestor" and not ticket.request.address:
        ticket.request.address, ticket.request.address_hash = read.text, key
    tickets.record(act, ticket, TransactionKind.WATCHED, change=Change(field=role), text=read.text)


def remove(act: Act, ticket: Ticket, role: str, address: str) -> None:
    """Keep somebody informed no longer; somebody who was not changes nothing."""
    _check(ticket, role)
    key = address_hash(act.parts.keys.address, parse_address(address))
    row = act.session.scalar(_of(ticket, role).where(Watcher.address_hash == key))
    if row is None:
        return
    text = row.address or ""
    act.session.delete(row)
    act.session.flush()
    if role == "requestor":
        left = act.session.scalar(_of(ticket, role).order_by(Watcher.id).limit(1))
        ticket.request.address = left.address if left else None
        ticket.request.address_hash = left.address_hash if left else ""
    tickets.record(act, ticket, TransactionKind.UNWATCHED, change=Change(field=role), text=text)


def replace(act: Act, ticket: Ticket, role: str, wanted: Iterable[str]) -> None:
    """Keep exactly these people informed in a role.

    Raises:
        InvalidInputError: the role, an address or the number of them.
    """
    texts = [parse_address(address).text for address in wanted]
    keys = {address_hash(act.parts.keys.address, parse_address(text)) for text in texts}
    for row in act.session.scalars(_of(ticket, role)).all():
        if row.address_hash not in keys and row.address:
            remove(act, ticket, role, row.address)
    for text in texts:
        add(act, ticket, role, text)


def _of(ticket: Ticket, role: str) -> Select[Watcher]:
    return select(Watcher).where(Watcher.ticket_id == ticket.id, Watcher.role == role)


def _check(ticket: Ticket, role: str) -> None:
    if role not in ROLES:
        raise InvalidInputError(f"A role is one of {', '.join(ROLES)}.")
    if role == "requestor" and ticket.request.lines:
        raise TransitionNotAllowedError("Who made a request cannot be changed; register another request.")
