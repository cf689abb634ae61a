"""Holds the tickets' histories against their keys: shows every edit, removal and truncation. Rule A-1."""

from collections.abc import Collection, Mapping, Sequence
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import UnavailableError
from assistant.service.parts import Parts
from assistant.service.tickets import of_request, text_of
from assistant.store import DataSubjectRequest, Ticket, Transaction
from assistant.terms import Role
from assistant.tickets.history import (
    Anchor,
    Deed,
    Fault,
    Linked,
    Problem,
    TransactionKind,
    payload_faults,
    verify_chain,
)


def anchors(session: Session) -> dict[str, Anchor]:
    """Return how long each chain is and where it ends, by reference: to be kept outside the database."""
    rows = session.execute(
        select(DataSubjectRequest.reference, Ticket.last_seq, Ticket.head)
        .join(Ticket, Ticket.request_id == DataSubjectRequest.id)
        .order_by(Ticket.id)
    )
    return {reference: Anchor(length, head) for reference, length, head in rows}


def anchor(session: Session, parts: Parts) -> int:
    """Note the heads that changed since they were noted last, outside the database; return how many."""
    known = {reference: heads[-1] for reference, heads in parts.anchors.all().items()}
    changed = {
        reference: head for reference, head in anchors(session).items() if known.get(reference) != head
    }
    if changed:
        parts.anchors.note(changed)
    return len(changed)


def erased(parts: Parts) -> frozenset[str]:
    """Return the references of which nothing is left, since their time was over or they were erased."""
    return frozenset(one.of for one in parts.erasures.all() if one.kind in ("stub", "body", "unverified"))


def verify_all(
    session: Session,
    parts: Parts,
    *,
    kept: Mapping[str, Sequence[Anchor]],
    gone: Collection[str] = (),
) -> dict[str, list[Problem]]:
    """Return the problems of every request that has any, by reference.

    `kept` are anchors by reference; one without its request is a problem too, unless it is among the `gone`.
    """
    found = {
        request.reference: audit_problems(session, parts, request, kept=kept.get(request.reference, ()))
        for request in session.scalars(select(DataSubjectRequest))
    }
    missing = {
        reference: [Problem(Fault.TRUNCATED, 1)] for reference in kept if reference not in {*found, *gone}
    }
    return {reference: problems for reference, problems in (found | missing).items() if problems}


def audit_problems(
    session: Session, parts: Parts, request: DataSubjectRequest, *, kept: Sequence[Anchor] = ()
) -> list[Problem]:
    """Return what is wrong with a request's history, by place; empty means that it holds.

    The ticket's own count serves as an anchor besides those `kept` elsewhere.
    """
    ticket = of_request(session, request)
    rows = session.scalars(
        select(Transaction).where(Transaction.ticket_id == ticket.id).order_by(Transaction.seq)
    ).all()
    chain = [Linked(_deed(row), row.previous, row.link) for row in rows]
    own = Anchor(ticket.last_seq, ticket.head)
    found = verify_chain(parts.keys.audit, request.reference, chain, anchors=[own, *kept])
    places = [Problem(Fault.REORDERED, place) for place, row in enumerate(rows, start=1) if row.seq != place]
    return sorted({*found, *places}, key=lambda one: (one.position, one.fault)) + _payload_problems(
        parts, rows
    )


def _payload_problems(parts: Parts, rows: Sequence[Transaction]) -> list[Problem]:
    is_purged = any(row.kind == TransactionKind.PURGED for row in rows)
    problems = []
    for position, row in enumerate(rows, start=1):
        if row.payload is not None:
            stored = (_deed(row), row.payload.salt, _opened(parts, row))
            problems += [Problem(found.fault, position) for found in payload_faults([stored])]
        elif row.digest and not is_purged:
            problems.append(Problem(Fault.PAYLOAD_EDITED, position))
    return problems


def _opened(parts: Parts, row: Transaction) -> bytes:
    try:
        return text_of(parts, row).encode()
    except UnavailableError:
        return b""  # no text is stored empty, so this agrees with no digest


def _deed(row: Transaction) -> Deed:
    # A row that somebody edited may hold any word, and must be judged rather than refused.
    role, kind = cast("Role", row.role), cast("TransactionKind", row.kind)
    return Deed(row.actor, role, kind, row.rule, row.digest, row.at, row.field, row.old, row.new)
