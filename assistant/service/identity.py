"""Proof of a mailbox by a mailed code. Rules V-1 to V-4 and V-9."""

import secrets
import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from assistant.rights.identity import (
    CODE_DIGITS,
    CodeRules,
    Level,
    Method,
    code_is_open,
    code_text,
    may_send_code,
    read_code,
)
from assistant.service import letters, outbox, proofs, tickets
from assistant.service.acting import Act
from assistant.service.budgets import EVERYBODY, spend
from assistant.service.keys import keyed_hash, same
from assistant.service.limits import Limits
from assistant.service.proofs import Proof
from assistant.service.tickets import Change
from assistant.store import Challenge, DataSubjectRequest
from assistant.tickets.history import TransactionKind

NONCE_BYTES = 16
HOUR, DAY = timedelta(hours=1), timedelta(hours=24)
PROVED = Level.L1
"""What control of a mailbox proves."""


class Attempt(StrEnum):
    """What came of a typed code. `closed`: no code is open for this page, so a new one is needed."""

    VERIFIED = "verified"
    WRONG = "wrong"
    CLOSED = "closed"


def new_nonce() -> str:
    """Return what ties a code to the page on which it was asked for."""
    return secrets.token_urlsafe(NONCE_BYTES)


def send_code(act: Act, request: DataSubjectRequest, *, nonce: str, network: str) -> None:
    """Mail a new code, which ends the one before; past a budget, mail none and say nothing of it. Rule V-2.

    Nor is one mailed for a request that is over and cannot be reopened: it would open nothing.
    `network` is the network address of whoever asks. The letter is written and sealed either way, so that
    the time it takes tells nothing.
    """
    ticket = tickets.hold(act.session, request)
    if request.address is None:
        return
    is_of_use = tickets.can_go_on(act, ticket)
    digits = code_text(secrets.randbelow(10**CODE_DIGITS))
    mail = outbox.sealed(act, request, letters.code(act.parts, request, digits))
    challenge = _challenge(act, request, nonce, digits)
    if not _is_within_budgets(act, request, network) or not is_of_use:
        return
    for older in _unended(act, request):
        older.replaced_at = act.now
    act.session.add_all((challenge, mail))
    tickets.record(act, ticket, TransactionKind.CODE_SENT, change=Change("V-1"))


def _challenge(act: Act, request: DataSubjectRequest, nonce: str, digits: str) -> Challenge:
    number = uuid.uuid4().hex
    return Challenge(
        id=number,
        request_id=request.id,
        nonce=_nonce_hash(act, nonce),
        code_hash=keyed_hash(act.parts.keys.code, request.id, number, nonce, digits),
        address_hash=request.address_hash,
        created=act.now,
        expires=act.now + timedelta(minutes=act.parts.limits.code_ttl_minutes),
        tries=0,
    )


def _nonce_hash(act: Act, nonce: str) -> str:
    return keyed_hash(act.parts.keys.code, "nonce", nonce)


def _is_within_budgets(act: Act, request: DataSubjectRequest, network: str) -> bool:
    limits = act.parts.limits
    from_there = keyed_hash(act.parts.keys.address, "network", network)
    # The count of everybody comes before the address's: while it is held, no other process sends to it.
    return (
        spend(act, "mail", from_there, limit=limits.mails_per_hour_per_network_address, window=HOUR)
        and spend(act, "mail", EVERYBODY, limit=limits.mails_per_hour, window=HOUR)
        and may_send_code(_sent_to(act, request), now=act.now, rules=_rules(limits))
    )


def _sent_to(act: Act, request: DataSubjectRequest) -> list[datetime]:
    sent = select(Challenge.created).where(Challenge.address_hash == request.address_hash)
    return list(act.session.scalars(sent.where(Challenge.created > act.now - DAY)))


def _rules(limits: Limits) -> CodeRules:
    return CodeRules(limits.code_ttl_minutes, limits.code_tries, limits.codes_per_day_per_address)


def _unended(act: Act, request: DataSubjectRequest) -> list[Challenge]:
    found = (
        select(Challenge)
        .where(Challenge.request_id == request.id)
        .where(Challenge.used_at.is_(None), Challenge.replaced_at.is_(None))
        .execution_options(populate_existing=True)
    )
    return list(act.session.scalars(found))


def confirm(act: Act, request: DataSubjectRequest, *, nonce: str, code: str) -> Attempt:
    """Try a typed code on the page with this nonce; the right one opens what waited for it.

    A wrong code counts against its own limit; what is no code at all costs no try.
    """
    ticket = tickets.hold(act.session, request)
    challenge = _open_challenge(act, request, nonce)
    if challenge is None:
        return Attempt.CLOSED
    typed = read_code(code)
    if typed is None:
        return Attempt.WRONG
    tried = keyed_hash(act.parts.keys.code, request.id, challenge.id, nonce, typed)
    if same(tried, challenge.code_hash):
        challenge.used_at = act.now
        proofs.accept(act, ticket, Proof(Method.CODE, PROVED, request.address_hash))
        return Attempt.VERIFIED
    challenge.tries += 1
    change = Change("V-1", "tries", str(challenge.tries - 1), str(challenge.tries))
    tickets.record(act, ticket, TransactionKind.VERIFY_FAILED, change=change)
    return Attempt.WRONG if _is_open(act, challenge) else Attempt.CLOSED


def _open_challenge(act: Act, request: DataSubjectRequest, nonce: str) -> Challenge | None:
    page = _nonce_hash(act, nonce)
    fitting = (c for c in _unended(act, request) if same(c.nonce, page) and _is_open(act, c))
    return next(fitting, None)


def _is_open(act: Act, challenge: Challenge) -> bool:
    rules = _rules(act.parts.limits)
    return code_is_open(challenge.created, now=act.now, wrong_tries=challenge.tries, rules=rules)
