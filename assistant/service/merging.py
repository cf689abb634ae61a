"""Puts two requests of one person together, or takes one apart; the receipt goes along. Rules D-11, V-6."""

from collections.abc import Collection

from sqlalchemy import select

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.rights.identity import Method
from assistant.rights.states import LineOutcome, LineState, check_linking
from assistant.service import letters, posting, requests, tickets, timing
from assistant.service.acting import Act
from assistant.service.keys import new_wrapped_key, seal, unseal
from assistant.service.references import new_reference
from assistant.service.tickets import Change
from assistant.store import DataSubjectRequest, Extension, Identifier, RequestLine, Ticket, Verification
from assistant.tickets.history import TransactionKind

_ENDED = frozenset({LineState.CLOSED, LineState.PURGED})
_BY_WORD = ""


def merge(act: Act, kept: Ticket, duplicate: Ticket, reason: str) -> None:
    """Go on with one of two requests for the same; it counts from the earlier receipt. Rule D-11.

    Raises:
        InvalidInputError: no reason is written, or the two are one.
        TransitionNotAllowedError: they are not of one mailbox of one controller, the duplicate asks for more
            than the other, or not the same was shown for both (V-6).
    """
    if not reason.strip() or kept.id == duplicate.id:
        raise InvalidInputError("Name another request and write down why the two go together.")
    _check_same_person(act, kept.request, duplicate.request)
    own = {line.right: line for line in kept.request.lines if LineState(line.state) not in _ENDED}
    lines = [line for line in duplicate.request.lines if LineState(line.state) not in _ENDED]
    if not lines or not {line.right for line in lines} <= set(own):
        raise TransitionNotAllowedError("The other request asks for something that this one does not.")
    for line in lines:
        check_linking(LineState(line.state), LineState(own[line.right].state))
    for line in lines:
        told = f"{reason.strip()} ({kept.request.reference})"
        tickets.move_line(act, line, LineState.CLOSED, outcome=LineOutcome.LINKED_DUPLICATE, reason=told)
    change = Change("D-11", "merged", None, duplicate.request.reference)
    tickets.record(act, kept, TransactionKind.MERGED, change=change, text=reason.strip())
    timing.inherit(act, kept, duplicate)
    _tell(act, kept, duplicate.request.reference, lines)


def _tell(act: Act, kept: Ticket, old: str, lines: list[RequestLine]) -> None:
    """Tell the person under which reference their rights go on; an unproved mailbox gets few letters. V-2."""
    request = kept.request
    if posting.is_safe(request) or requests.may_acknowledge(act, request):
        posting.send(act, kept, letters.goes_on(act.parts, request, old, lines), rule="D-11")


def _check_same_person(act: Act, one: DataSubjectRequest, other: DataSubjectRequest) -> None:
    if one.controller != other.controller or one.address_hash != other.address_hash:
        raise TransitionNotAllowedError("The two requests are not of one person to one company.")
    ours, theirs = _shown(act, one), _shown(act, other)
    if ours != theirs and not (ours & theirs) - {_BY_WORD}:
        raise TransitionNotAllowedError("A verified and an unverified request are never put together.")


def _shown(act: Act, request: DataSubjectRequest) -> set[str]:
    """Return hashes of what was shown: mailbox, account, number. The officer's word shows none of them."""
    proofs = select(Verification.method, Verification.channel_hash)
    rows = act.session.execute(proofs.where(Verification.request_id == request.id)).all()
    return {_BY_WORD if method == Method.OVERRIDE.value else hashed for method, hashed in rows}


def split(act: Act, ticket: Ticket, positions: Collection[int], reason: str) -> Ticket:
    """Take some rights out into a request of their own, which counts from the same receipt. Rule D-11.

    Raises:
        InvalidInputError: no reason is written, or it would take all rights or none.
        NotFoundError: there is no such line.
        TransitionNotAllowedError: a line is over, or too far to be taken out.
    """
    request = ticket.request
    lines = [tickets.line_at(ticket, position) for position in sorted(set(positions))]
    if not reason.strip() or not 0 < len(lines) < len(request.lines):
        raise InvalidInputError("Choose some of the rights, not all, and write down why they go apart.")
    apart = _copy(act, request, lines)
    act.session.add(apart)
    act.session.flush()
    _copy_proofs(act, request, apart)
    made = tickets.create(act, apart)
    from_there = Change("D-11", "split from", None, request.reference)
    tickets.record(act, made, TransactionKind.RECEIVED, change=from_there, text=apart.scope or "")
    for line in lines:
        told = f"{reason.strip()} ({apart.reference})"
        tickets.move_line(act, line, LineState.CLOSED, outcome=LineOutcome.LINKED_DUPLICATE, reason=told)
    change = Change("D-11", "split into", None, apart.reference)
    tickets.record(act, ticket, TransactionKind.LINKED, change=change)
    _tell(act, made, request.reference, apart.lines)
    return made


def _copy(act: Act, request: DataSubjectRequest, lines: list[RequestLine]) -> DataSubjectRequest:
    return DataSubjectRequest(
        reference=new_reference(),
        controller=request.controller,
        locale=request.locale,
        channel=request.channel,
        conversation_id=request.conversation_id,
        idempotency_key=f"split:{request.reference}:{','.join(str(line.position) for line in lines)}",
        received_at=request.received_at,
        due=request.due,
        nominal=request.nominal,
        internal_due=request.internal_due,
        trace=request.trace,
        name=request.name,
        address=request.address,
        address_hash=request.address_hash,
        scope=request.scope,
        representative=request.representative,
        verified_level=request.verified_level,
        verified_at=request.verified_at,
        wrapped_key=new_wrapped_key(act.parts.keys),
        lines=[
            RequestLine(position=number, right=line.right, level=line.level, state=line.state)
            for number, line in enumerate(lines, start=1)
        ],
    )


def _copy_proofs(act: Act, request: DataSubjectRequest, apart: DataSubjectRequest) -> None:
    """Let what was proved and claimed, and an extension that counts, be so for both."""
    session, keys = act.session, act.parts.keys
    for row in session.scalars(select(Verification).where(Verification.request_id == request.id)).all():
        proof = {"method": row.method, "level": row.level, "at": row.at, "channel_hash": row.channel_hash}
        session.add(Verification(request_id=apart.id, **proof))
    for one in session.scalars(select(Identifier).where(Identifier.request_id == request.id)).all():
        sealed = seal(keys, apart.wrapped_key, unseal(keys, request.wrapped_key, one.sealed))
        own = {"kind": one.kind, "hash": one.hash, "sealed": sealed, "created": one.created}
        session.add(Identifier(request_id=apart.id, **own))
    extended = timing.extension_of(session, request)
    if extended is not None and extended.sent_on is not None:
        session.add(
            Extension(
                request_id=apart.id,
                reason=extended.reason,
                asked_at=extended.asked_at,
                sent_on=extended.sent_on,
            )
        )
