"""Takes mail that came in: to its request, as a new request, or as a ticket for people. Rules I-9, R-4.

Who a mail says it is from decides nothing about identity: it proves no mailbox and verifies no request.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select

from assistant.answers.decide import decide
from assistant.answers.decision import Decision
from assistant.dialogue.requesting import SCOPE_LIMIT
from assistant.errors import InvalidInputError, RateLimitedError, TransitionNotAllowedError
from assistant.policy.load import Controller
from assistant.rights.deadline import local_date
from assistant.rights.identity import Level, address_hash, parse_address
from assistant.service import alarm, attachments, letters, outbox, plain, queues, requests, tickets
from assistant.service.acting import BY_MAIL, Act
from assistant.service.attachments import NewFile
from assistant.service.budgets import spend
from assistant.service.keys import keyed_hash
from assistant.service.references import references_in
from assistant.service.tickets import Change
from assistant.service.timers import CLOSING_DAY
from assistant.store import DataSubjectRequest, InboundMail, OutboxMail, Ticket, Transaction
from assistant.terms import Locale, Right
from assistant.text import as_kept
from assistant.tickets.history import TransactionKind

CHANNEL = "mail"
TEXT_CHARACTERS = 20_000
READ_CHARACTERS, READ_PIECES = 300, 20
"""How much of a mail is read for what it asks: its first pieces, each no longer than a chat message."""
SURE_SCORE = 85
"""From here on a piece is taken at its word, since nobody can be asked back; other mail is for people."""
HOUR = timedelta(hours=1)


class Fate(StrEnum):
    """What became of a mail."""

    REPLY = "reply"  # went to the request that it names
    REQUEST = "request"  # became an unverified request
    TICKET = "ticket"  # is for people to read
    BOUNCE = "bounce"  # tells that a mail of ours did not arrive
    AUTOMATIC = "automatic"  # a machine's answer to a request: noted, wakes nobody
    IGNORED = "ignored"  # a loop, a list, a machine's answer to nothing
    DUPLICATE = "duplicate"  # was taken before


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report that mails did not arrive: their Message-IDs, and whether that is final."""

    message_ids: tuple[str, ...]
    is_final: bool


@dataclass(frozen=True, slots=True)
class Inbound:
    """One mail as it came in, read within bounds. `key` is its Message-ID, or a digest where it has none.

    `sender` is what it says of itself. `answers` are the Message-IDs that it refers to.
    """

    key: str
    sender: str = field(repr=False)
    subject_line: str = field(repr=False)
    text: str = field(repr=False)
    answers: tuple[str, ...] = ()
    files: tuple[NewFile, ...] = field(default=(), repr=False)
    is_automatic: bool = False
    bounce: Bounce | None = None


def take(act: Act, controller_id: str, mail: Inbound) -> Fate:
    """Take one mail that came to a controller's mailbox; the same mail again changes nothing.

    Raises:
        NotFoundError: there is no such controller.
        RateLimitedError: too much came from this address; it can be taken later.
    """
    controller = act.parts.knowledge().controller(controller_id)
    hashed = _key(act, "inbound", controller, mail)
    if act.session.get(InboundMail, hashed) is not None:
        return Fate.DUPLICATE
    ticket = _named_ticket(act, controller, mail)
    fate, ticket = _take(act, controller, mail, ticket)
    number = ticket.request_id if ticket else None
    act.session.add(InboundMail(hash=hashed, request_id=number, fate=fate.value, at=act.now))
    return fate


def _key(act: Act, purpose: str, controller: Controller, mail: Inbound) -> str:
    """Return what a mail is known by to one controller: the same mail may be meant for several."""
    return keyed_hash(act.parts.keys.address, purpose, controller.id, mail.key)


def _take(
    act: Act, controller: Controller, mail: Inbound, ticket: Ticket | None
) -> tuple[Fate, Ticket | None]:
    if mail.bounce is not None:
        return _bounced(act, mail.bounce)
    if mail.sender.casefold() in _own_addresses(controller):
        return Fate.IGNORED, None
    if mail.is_automatic:
        if ticket is None:
            return Fate.IGNORED, None
        tickets.record(act.as_system, ticket, TransactionKind.COMMENT, text=_text(mail))
        return Fate.AUTOMATIC, ticket
    _spend(act, mail.sender)
    if ticket is not None:
        _reply(act, ticket, mail)
        if any(one.is_urgent for one in _read(act, controller, mail)):
            alarm.tell(act, ticket)
        return Fate.REPLY, ticket
    return _new(act, controller, mail)


def _spend(act: Act, sender: str) -> None:
    key = keyed_hash(act.parts.keys.address, "sender", sender.casefold())
    limit = act.parts.limits.inbound_mails_per_hour_per_address
    if not spend(act, "inbound", key, limit=limit, window=HOUR):
        wait_ms = int(HOUR.total_seconds() * 1000)
        raise RateLimitedError("Too many mails came from this address.", retry_after_ms=wait_ms)


def _own_addresses(controller: Controller) -> frozenset[str]:
    """Return the addresses that our own mail comes from: an answer to ourselves would never end."""
    return frozenset({controller.sender.casefold(), controller.staff_mailbox.casefold()} - {""})


def _named_ticket(act: Act, controller: Controller, mail: Inbound) -> Ticket | None:
    """Return the ticket that the subject names, or that a mail of ours was about which this one answers."""
    for reference in references_in(mail.subject_line):
        named = DataSubjectRequest.reference == reference
        request = act.session.scalar(select(DataSubjectRequest).where(named))
        if request is not None and request.controller == controller.id:
            return tickets.hold_kept(act.session, request)
    for message_id in mail.answers:
        sent = act.session.get(OutboxMail, letters.own_id(message_id))
        if sent is not None and sent.request.controller == controller.id:
            return tickets.hold_kept(act.session, sent.request)
    return None


def _bounced(act: Act, bounce: Bounce) -> tuple[Fate, Ticket | None]:
    found = None
    for message_id in bounce.message_ids:
        sent = act.session.get(OutboxMail, letters.own_id(message_id))
        if sent is not None and bounce.is_final and sent.failed_at is None:
            found = outbox.note_bounce(act.as_system, sent, "came back")
    return Fate.BOUNCE, found


def _reply(act: Act, ticket: Ticket, mail: Inbound) -> None:
    """Add the mail to its request; what is closed opens again only for a mail from the request's mailbox."""
    by_mail = replace(act, actor=BY_MAIL)
    is_same = _hash_of(act, mail.sender) == ticket.request.address_hash
    claimed = Change(
        "I-9", "sender", None, "the request's mailbox, unproved" if is_same else "another mailbox"
    )
    written = tickets.record(
        by_mail, ticket, TransactionKind.CORRESPONDENCE, change=claimed, text=_text(mail)
    )
    _attach(by_mail, written, mail)
    if not plain.carries_request(ticket):
        plain.stand_after_mail(by_mail, ticket)
        return
    try:
        requests.wake(by_mail, ticket, may_reopen=is_same)
    except TransitionNotAllowedError:
        return  # it is over: the mail is kept and read, and nothing else follows


def _attach(act: Act, written: Transaction, mail: Inbound) -> None:
    try:
        attachments.add(act, written, mail.files)
    except InvalidInputError as error:
        tickets.record(
            act.as_system, written.ticket, TransactionKind.COMMENT, text=f"Files were left out: {error}"
        )


def _hash_of(act: Act, sender: str) -> str:
    try:
        return address_hash(act.parts.keys.address, parse_address(sender))
    except InvalidInputError:
        return ""


def _new(act: Act, controller: Controller, mail: Inbound) -> tuple[Fate, Ticket | None]:
    """Make an unverified request of a mail that asks for a right, else a ticket for people to read."""
    read = _read(act, controller, mail)
    sure = [one for one in read if one.score >= SURE_SCORE]
    rights = tuple(dict.fromkeys(right for one in sure for right in one.rights if right.is_filed))
    is_urgent = any(one.is_urgent for one in read)
    if rights and _hash_of(act, mail.sender):
        filed = _file(act, controller, mail, rights, _language(controller, read))
        if is_urgent:
            alarm.tell(act, filed)
        return Fate.REQUEST, filed
    queues.ensure(act)
    new = plain.NewTicket(
        controller.queue,
        mail.subject_line or "(no subject)",
        _text(mail),
        requestors=(mail.sender,) if _hash_of(act, mail.sender) else (),
        locale=_language(controller, read),
        channel=CHANNEL,
    )
    ticket = plain.open_ticket(act.as_system, new)
    _attach(act.as_system, _newest(act, ticket), mail)
    if is_urgent:
        alarm.tell(act, ticket)
    return Fate.TICKET, ticket


def _read(act: Act, controller: Controller, mail: Inbound) -> list[Decision]:
    """Return what the subject and each of the first pieces of the text ask; nothing without a policy."""
    if not act.parts.knowledge().policies_of(controller.id):
        return []
    pieces = [mail.subject_line, *mail.text.replace("\r", "").split("\n\n")]
    plainly = [" ".join(piece.split())[:READ_CHARACTERS] for piece in pieces if not piece.startswith(">")]
    sources = act.parts.knowledge().sources(controller.id)
    given = next(iter(controller.locales))
    return [decide(piece, sources=sources, given=given) for piece in plainly[:READ_PIECES] if piece]


def _language(controller: Controller, read: list[Decision]) -> Locale:
    """Return the language of what asks for a right, else of most of the mail, else the controller's first."""
    asking = [one.lang for one in read if one.rights and one.lang]
    spoken = asking or [one.lang for one in read if one.lang]
    return max(spoken, key=spoken.count) if spoken else next(iter(controller.locales))


def _file(
    act: Act, controller: Controller, mail: Inbound, rights: tuple[Right, ...], locale: Locale
) -> Ticket:
    """File an unverified request, and tell its mailbox neutrally how to go on: the same to everybody. I-6."""
    filing = requests.Filing(
        controller=controller.id,
        locale=locale,
        rights=rights,
        address=mail.sender,
        name="",
        scope=_text(mail)[:SCOPE_LIMIT],
        channel=CHANNEL,
        conversation_id=None,
        received_at=act.now,
        idempotency_key=f"mail:{_key(act, 'filed', controller, mail)}",
    )
    by_mail = replace(act, actor=BY_MAIL)
    request = requests.file(by_mail, filing)
    ticket = tickets.hold(act.session, request)
    _attach(by_mail, _newest(act, ticket), mail)
    invite(by_mail, request)
    return ticket


def invite(act: Act, request: DataSubjectRequest) -> None:
    """Mail how to confirm a request that waits for proof, if its mailbox may get one more letter. V-2."""
    needs_proof = any(line.level != Level.L0.name for line in request.lines)
    if needs_proof and requests.may_acknowledge(act, request):
        zone = act.parts.knowledge().controller(request.controller).timezone
        closing = local_date(act.now, zone) + timedelta(days=CLOSING_DAY)
        outbox.queue(act, request, letters.reminder(act.parts, request, closing))


def _newest(act: Act, ticket: Ticket) -> Transaction:
    of_ticket = select(Transaction).where(Transaction.ticket_id == ticket.id)
    received = of_ticket.where(Transaction.kind == TransactionKind.RECEIVED.value)
    return act.session.scalars(received.order_by(Transaction.seq)).one()


def _text(mail: Inbound) -> str:
    """Return subject and text as they may be kept: bounded, without controls or identity numbers."""
    whole = "\n\n".join(part for part in (mail.subject_line, mail.text) if part)
    plain_text = as_kept(whole) or "(no text)"
    return plain_text if len(plain_text) <= TEXT_CHARACTERS else plain_text[:TEXT_CHARACTERS] + " […]"
