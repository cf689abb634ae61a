"""Takes a proof of who asks, whatever gave it: lines go on, and earlier requests of the mailbox come along.

Rules V-5 to V-9. A proof is of one channel: a mailbox, an account, a person the staff have checked. It
verifies that and nothing else that was claimed.
"""

from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import select

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.rights.identity import Level, Method
from assistant.rights.states import LineOutcome, LineState
from assistant.service import letters, outbox, requests, tickets, timing
from assistant.service.acting import Act
from assistant.service.tickets import Change
from assistant.store import DataSubjectRequest, RequestLine, Ticket, Verification
from assistant.terms import Role
from assistant.tickets.history import TransactionKind

FIELDS = {Method.CODE: "mailbox", Method.TOKEN: "account"}
_UNPROVED = LineState.RECEIVED_UNVERIFIED


@dataclass(frozen=True, slots=True)
class Proof:
    """That somebody has shown who they are: how, how well, and the keyed hash of what it was shown of."""

    method: Method
    level: Level
    channel_hash: str = field(repr=False)


class IdentityProof(Protocol):
    """What finds out who somebody is and lets their request go on: the staff, or an electronic proof.

    Raises:
        assistant.errors.InvalidInputError: it cannot be taken as a proof.
    """

    def prove(self, act: Act, ticket: Ticket) -> None: ...


def accept(act: Act, ticket: Ticket, proof: Proof) -> None:
    """Record a proof and let go on what it is enough for; once more changes nothing but the record."""
    request = ticket.request
    _keep(act, ticket, proof)
    subject = act if act.actor.role is Role.DATA_SUBJECT else act.as_system
    waited = [line for line in request.lines if line.state == _UNPROVED and _is_enough(proof, line)]
    for line in waited:
        tickets.move_line(subject, line, LineState.VERIFIED)
        tickets.move_line(act.as_system, line, LineState.OPEN)
    for line in request.lines:
        if line.state == LineState.WAITING_ID and _is_enough(proof, line):
            tickets.move_line(subject, line, LineState.IN_PROGRESS)
    is_shown = is_of_mailbox(proof, request)
    adopted = adopt_earlier(act, ticket) if waited and is_shown else 0
    if waited and request.address and (is_shown or requests.may_acknowledge(act, request)):
        outbox.queue(act, request, letters.acknowledgement(act.parts, request, adopted=adopted))


def is_of_mailbox(proof: Proof, request: DataSubjectRequest) -> bool:
    """Tell whether the request's own mailbox was shown, and not an account or a number beside it."""
    return proof.channel_hash == request.address_hash


def override(act: Act, ticket: Ticket, reason: str) -> None:
    """Let every unproved line go on without proof, on the written word of the data protection officer. V-7.

    It proves nothing: what was claimed stays claimed, and neither mailbox nor level counts as shown.

    Raises:
        InvalidInputError: no reason is written.
        TransitionNotAllowedError: no line waits for proof, or whoever acts is not the officer.
    """
    if not reason.strip():
        raise InvalidInputError("This step needs its reason in writing.")
    waiting = [line for line in ticket.request.lines if line.state == _UNPROVED]
    if not waiting:
        raise TransitionNotAllowedError("No right of this request waits for proof.")
    for line in waiting:
        tickets.move_line(act, line, LineState.VERIFIED, reason=reason)
        tickets.move_line(act.as_system, line, LineState.OPEN)
    by_word = Verification(
        request_id=ticket.request.id,
        method=Method.OVERRIDE.value,
        level=Level.L0.name,
        at=act.now,
        channel_hash="",
    )
    act.session.add(by_word)


def _keep(act: Act, ticket: Ticket, proof: Proof) -> None:
    request = ticket.request
    row = Verification(
        request_id=request.id,
        method=proof.method.value,
        level=proof.level.name,
        at=act.now,
        channel_hash=proof.channel_hash,
    )
    act.session.add(row)
    field_name = FIELDS.get(proof.method, proof.method.value)
    tickets.record(
        act, ticket, TransactionKind.VERIFIED, change=Change("V-9", field_name, None, proof.channel_hash)
    )
    if request.verified_at is None and (is_of_mailbox(proof, request) or request.address is None):
        request.verified_at = act.now
    if Level[request.verified_level] < proof.level:
        change = Change("V-1", "verified_level", request.verified_level, proof.level.name)
        request.verified_level = proof.level.name
        tickets.record(act, ticket, TransactionKind.LEVEL_CHANGED, change=change)


def _is_enough(proof: Proof, line: RequestLine) -> bool:
    return Level[line.level] <= proof.level


def adopt_earlier(act: Act, ticket: Ticket) -> int:
    """Take over earlier unproved requests of the mailbox for the same rights, with their receipt. Rule V-6.

    Only lines of rights that this request has as well: what an earlier request asks besides waits for its
    own proof, since anybody may have made it. Returns how many requests were taken over.
    """
    request = ticket.request
    own = {line.right for line in request.lines}
    earlier = (
        select(DataSubjectRequest)
        .where(DataSubjectRequest.address_hash == request.address_hash)
        .where(DataSubjectRequest.controller == request.controller, DataSubjectRequest.id != request.id)
        .where(DataSubjectRequest.verified_at.is_(None), DataSubjectRequest.received_at < request.received_at)
        .order_by(DataSubjectRequest.received_at, DataSubjectRequest.id)
    )
    adopted = 0
    for other in act.session.scalars(earlier).all():
        held = tickets.hold(act.session, other)
        alike = [line for line in other.lines if line.state == _UNPROVED and line.right in own]
        for line in alike:
            tickets.move_line(
                act.as_system,
                line,
                LineState.CLOSED,
                outcome=LineOutcome.LINKED_DUPLICATE,
                reason=f"Goes with {request.reference}.",
            )
        if alike:
            adopted += 1
            change = Change("V-6", "adopted", None, other.reference)
            tickets.record(act.as_system, ticket, TransactionKind.LINKED, change=change)
            timing.inherit(act.as_system, ticket, held)
    return adopted
