"""Filing, finding, withdrawing and corresponding on a data subject's request."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.dialogue.requesting import SCOPE_LIMIT
from assistant.errors import InvalidInputError, NotFoundError, TransitionNotAllowedError
from assistant.policy.load import Controller
from assistant.rights.explanation import trace_rows
from assistant.rights.identity import (
    AddressError,
    Level,
    Representative,
    address_hash,
    level_of,
    parse_address,
)
from assistant.rights.states import LineOutcome, LineState, check_move, first_state
from assistant.service import enclosures, holding, identifiers, letters, outbox, posting, staff_mail, tickets
from assistant.service.acting import Act
from assistant.service.budgets import EVERYBODY, spend
from assistant.service.counting import due_of, house_due
from assistant.service.identifiers import Claim
from assistant.service.keys import keyed_hash, new_wrapped_key
from assistant.service.references import new_reference, read_reference
from assistant.service.staff_mail import Notice
from assistant.service.tickets import Change
from assistant.store import DataSubjectRequest, RequestLine, Ticket, Transaction
from assistant.terms import Locale, Message, Right
from assistant.text import as_kept
from assistant.tickets.history import TransactionKind

NAME_CHARACTERS = 200
OWN_CHANNELS = frozenset({"chat", "form"})
"""Where people file by themselves and get a code, so that a mailbox is needed."""
_ENDED = (LineState.CLOSED, LineState.PURGED)
_WAITING = (LineState.WAITING_ID, LineState.WAITING_CLARIFICATION)


@dataclass(frozen=True, slots=True)
class Filing:
    """What a person confirmed: the rights in their order, where to answer, and what it is about.

    `received_at` is the instant of the message that made the request (I-3). The same `idempotency_key`,
    at most 128 characters, is the same request (I-5). The address is empty where somebody has no mailbox
    (I-12); `representative` says as what somebody else asks (I-9); `claims` are what else they can be found
    by (V-5).
    """

    controller: str
    locale: Locale
    rights: tuple[Right, ...]
    address: str = field(repr=False)
    name: str = field(repr=False)
    scope: str = field(repr=False)
    channel: str
    conversation_id: str | None
    received_at: datetime
    idempotency_key: str
    representative: Representative | None = None
    claims: tuple[Claim, ...] = ()


def file(act: Act, filing: Filing) -> DataSubjectRequest:
    """File a request with its lines and its ticket; the one of before if the key was used already.

    Raises:
        InvalidInputError: no right, or one that is not filed; the address or the length of a text.
        NotFoundError: there is no such controller.
    """
    known = _filed_before(act.session, filing)
    if known is not None:
        return known
    request = _new_request(act, filing)
    try:
        with act.session.begin_nested():
            act.session.add(request)
    except IntegrityError:
        known = _filed_before(act.session, filing)  # by another process, at this very moment
        if known is None:
            raise
        return known
    identifiers.claim(act, request, filing.claims)
    ticket = tickets.create(act, request)
    change = Change("I-1", "rights", None, ",".join(line.right for line in request.lines))
    tickets.record(act, ticket, TransactionKind.RECEIVED, change=change, text=request.scope or "")
    if all(line.state == LineState.OPEN for line in request.lines) and may_acknowledge(act, request):
        outbox.queue(act, request, letters.acknowledgement(act.parts, request))
    return request


def may_acknowledge(act: Act, request: DataSubjectRequest) -> bool:
    """Tell whether a letter may go to a mailbox that nobody has shown to be theirs: few may. Rule V-2."""
    if request.address is None:
        return False
    limits, address = act.parts.limits, request.address_hash
    return spend(
        act, "acknowledgement", address, limit=limits.codes_per_day_per_address, window=timedelta(days=1)
    ) and spend(act, "mail", EVERYBODY, limit=limits.mails_per_hour, window=timedelta(hours=1))


def _filed_before(session: Session, filing: Filing) -> DataSubjectRequest | None:
    same_key = DataSubjectRequest.idempotency_key == filing.idempotency_key
    return session.scalars(select(DataSubjectRequest).where(same_key)).one_or_none()


def _new_request(act: Act, filing: Filing) -> DataSubjectRequest:
    controller = act.parts.knowledge().controller(filing.controller)
    counted = due_of(controller, filing.received_at)
    address, hashed = _address(act, filing)
    return DataSubjectRequest(
        reference=new_reference(),
        controller=controller.id,
        locale=filing.locale.value,
        channel=filing.channel,
        conversation_id=filing.conversation_id,
        idempotency_key=filing.idempotency_key,
        received_at=filing.received_at,
        due=counted.due,
        nominal=counted.nominal,
        internal_due=house_due(act.parts, controller, counted, filing.rights),
        trace=trace_rows(counted.trace),
        name=_plain(filing.name, limit=NAME_CHARACTERS) or None,
        address=address,
        address_hash=hashed,
        representative=filing.representative and filing.representative.value,
        scope=_plain(filing.scope, limit=max(SCOPE_LIMIT, act.parts.limits.message_characters)) or None,
        wrapped_key=new_wrapped_key(act.parts.keys),
        lines=_lines(act, controller, filing.rights),
    )


def _address(act: Act, filing: Filing) -> tuple[str | None, str]:
    """Return the mailbox and its keyed hash; without a mailbox, a hash that no other request has."""
    if not filing.address:
        if filing.channel in OWN_CHANNELS:
            raise AddressError(Message("law", "An e-mail address is needed."))
        return None, keyed_hash(act.parts.keys.address, "no mailbox", filing.idempotency_key)
    address = parse_address(filing.address)
    return address.text, address_hash(act.parts.keys.address, address)


def levels_of(controller: Controller, rights: Sequence[Right]) -> dict[Right, Level]:
    """Return the level of proof that each right needs at this controller, in their order."""
    overrides = {right: Level[name] for right, name in controller.identity.items()}
    return {right: level_of(right, overrides) for right in dict.fromkeys(rights)}


def _lines(act: Act, controller: Controller, rights: Sequence[Right]) -> list[RequestLine]:
    if not rights or not all(right.is_filed for right in rights):
        raise InvalidInputError("A request needs at least one right, and a complaint is not filed here.")
    levels = levels_of(controller, rights)
    for level in set(levels.values()):
        check_move(
            LineState.DRAFT, first_state(level), actor_role=act.actor.role, needs_proof=level is not Level.L0
        )
    return [
        RequestLine(position=position, right=right.value, level=level.name, state=first_state(level).value)
        for position, (right, level) in enumerate(levels.items(), start=1)
    ]


def _plain(text: str, *, limit: int) -> str:
    plain = as_kept(text)
    if len(plain) > limit:
        raise InvalidInputError(f"This text is longer than {limit} characters.")
    return plain


def find(session: Session, reference: str) -> DataSubjectRequest:
    """Return the request of a reference as somebody typed it.

    Raises:
        NotFoundError: there is none.
    """
    read = read_reference(reference)
    found = session.scalars(select(DataSubjectRequest).where(DataSubjectRequest.reference == read))
    request = found.one_or_none() if read else None
    if request is None or not request.lines:  # a plain ticket is nothing that its requestor looks after
        raise NotFoundError("There is no request with this reference.")
    return request


def withdraw(act: Act, request: DataSubjectRequest) -> None:
    """Close every line that is not closed yet, on the word of whoever made the request. Rule R-6.

    A letter confirms it to a mailbox that was proved to be theirs; to nobody else. Once more changes nothing.

    Raises:
        TransitionNotAllowedError: the request was closed in another way.
    """
    ticket = tickets.hold(act.session, request)
    lines = ticket.request.lines
    unended = [line for line in lines if line.state not in _ENDED]
    if not unended and all(line.outcome != LineOutcome.WITHDRAWN for line in lines):
        raise TransitionNotAllowedError("This request is closed already.")
    for line in unended:
        tickets.move_line(act, line, LineState.CLOSED, outcome=LineOutcome.WITHDRAWN)
    if unended and request.verified_at is not None and request.address is not None:
        outbox.queue(act, request, letters.withdrawn(act.parts, request, unended))


def write(act: Act, request: DataSubjectRequest, text: str) -> Transaction:
    """Add a message of whoever made the request, and take up again what waited for them or was answered.

    Raises:
        InvalidInputError: the text is empty or too long.
        TransitionNotAllowedError: the request is closed, so that nobody would read it: it was never answered,
            or too long ago. Rule R-5.
    """
    ticket = tickets.hold(act.session, request)
    plain = _plain(text, limit=act.parts.limits.message_characters)
    written = tickets.correspond(act, ticket, plain)
    if ticket.owner:
        staff_mail.notify(act, ticket.owner, Notice.CORRESPONDENCE, ticket)
    wake(act, ticket)
    return written


def wake(act: Act, ticket: Ticket, *, may_reopen: bool = True) -> None:
    """Take up again what waited for a message of the person, or was answered not long ago. Rule R-5.

    Raises:
        TransitionNotAllowedError: the request is over, so that nobody would read it.
    """
    for line in _waking(act, ticket.request, may_reopen=may_reopen):
        tickets.move_line(act, line, LineState.IN_PROGRESS)


def _waking(act: Act, request: DataSubjectRequest, *, may_reopen: bool) -> list[RequestLine]:
    """Return the lines that a message of the person sets going again."""
    if any(line.state not in _ENDED for line in request.lines):
        return [line for line in request.lines if line.state in _WAITING]
    answered = [line for line in request.lines if may_reopen and tickets.was_answered(act.session, line)]
    if not answered:
        raise TransitionNotAllowedError("This request is closed. Make a new one, or reach us in another way.")
    return answered


def reply(act: Act, ticket: Ticket, text: str, *, version: int, can_undo: bool = False) -> Transaction:
    """Add a message of the staff, word for word, and mail it with the files that wait to go with it.

    It leaves in a moment, if it can be taken back. Without a mailbox it is a letter for the staff to post.

    Raises:
        ConflictError: the ticket is no longer as they saw it.
        InvalidInputError: the text is empty.
        NotFoundError: the request was purged, so there is nobody to write to.
    """
    tickets.check_version(ticket, version)
    written, mail = posting.reply(act, ticket, text, lambda row: enclosures.send(act, ticket, row))
    if can_undo and mail is not None:
        holding.hold_back(act, written, mail)
    return written


def set_language(act: Act, ticket: Ticket, locale: Locale) -> None:
    """Write to the requestor in another language from now on. Rule I-7."""
    old, request = ticket.request.locale, ticket.request
    request.locale = locale.value
    change = Change("I-7", "locale", old, request.locale)
    tickets.record(act, ticket, TransactionKind.LANGUAGE_CHANGED, change=change)
