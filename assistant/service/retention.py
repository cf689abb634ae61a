"""How long things are kept: finds what is due, erases it, holds back what is under a legal hold. Rule T-1."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from assistant.errors import InvalidInputError
from assistant.rights.checklist import ItemState
from assistant.rights.deadline import local_date, nominal_date
from assistant.rights.states import LineOutcome, LineState
from assistant.service import conversations, enclosures, erasing, forgetting, packages, rounds, tickets
from assistant.service.acting import SYSTEM, Act
from assistant.service.budgets import EVERYBODY, is_spent, spend
from assistant.service.holdings import own_requests
from assistant.service.legal_hold import chat_held_until, held_until, is_chat_held, is_held, today_of, zone_of
from assistant.service.parts import Parts
from assistant.service.ports import Erasure, NotedErasures
from assistant.service.recording import Change
from assistant.store import Conversation, DataSubjectRequest, Package, RequestLine, Ticket
from assistant.tickets.history import TransactionKind

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEAST_MONTH_DAYS = 28


class Kept(StrEnum):
    """What is kept for a time of its own."""

    CONVERSATION = "conversation"
    PACKAGE = "package"
    UNVERIFIED = "unverified"
    BODY = "body"
    STUB = "stub"


@dataclass(frozen=True, slots=True)
class Due:
    """Something whose time is over: a reference, or a conversation's number, and the last day it was kept.

    `held_until` is the last day of a legal hold that keeps it longer.
    """

    kind: Kept
    of: str
    last_day: date
    held_until: date | None = None


def find_due(session: Session, parts: Parts) -> tuple[Due, ...]:
    """Return what is due now, held or not, in the order in which it is erased."""
    return (*_conversations(session, parts), *_packages(session, parts), *_requests(session, parts))


def _conversations(session: Session, parts: Parts) -> Iterator[Due]:
    days = timedelta(days=parts.limits.conversation_retention_days)
    for old in session.scalars(conversations.old(parts.now() - days)):
        held = chat_held_until(session, parts, old.id) if old.mode == conversations.ASIDE else None
        yield Due(Kept.CONVERSATION, old.id, (old.touched + days).date(), held)


def _packages(session: Session, parts: Parts) -> Iterator[Due]:
    over = select(Package).where(Package.sealed.is_not(None), Package.expires <= parts.now())
    for package in session.scalars(over):
        request = package.line.request
        last = packages.last_day(parts, package) or parts.now().date()
        yield Due(Kept.PACKAGE, request.reference, last, held_until(parts, request))


def _requests(session: Session, parts: Parts) -> Iterator[Due]:
    for ticket in session.scalars(_perhaps_over(parts)):
        request, today = ticket.request, today_of(parts, ticket.request)
        for kind, last in _terms(parts, ticket):
            if today > last:
                yield Due(kind, request.reference, last, held_until(parts, request))
                break


def _perhaps_over(parts: Parts) -> Select[Ticket]:
    """Return what finds the closed tickets of which a term may be over, without looking at all the others.

    A month is counted with 28 days and a day lies between zones, so that none is left out; `_terms` counts.
    """
    limits, closed = parts.limits, func.coalesce(Ticket.resolved, Ticket.updated)

    def before(*, days: int = 0, months: int = 0) -> ColumnElement[bool]:
        return closed < parts.now() - timedelta(days=days + LEAST_MONTH_DAYS * months - 1)

    unproved = DataSubjectRequest.lines.any(RequestLine.outcome == LineOutcome.UNVERIFIED_EXPIRED.value)
    body, stub = limits.ticket_retention_months, limits.stub_retention_months
    unproved_days = limits.unverified_retention_days
    has_body = DataSubjectRequest.wrapped_key != b""
    return (
        select(Ticket)
        .join(Ticket.request)
        .where(
            Ticket.is_active.is_(False),
            or_(
                and_(has_body, before(months=body)),
                before(months=body + stub),
                and_(unproved, has_body, before(days=unproved_days)),
                and_(unproved, before(days=unproved_days, months=stub)),
            ),
        )
        .options(contains_eager(Ticket.request))
        .order_by(Ticket.id)
    )


def _terms(parts: Parts, ticket: Ticket) -> Iterator[tuple[Kept, date]]:
    """Yield what of a closed ticket is kept until when, the largest part first."""
    request, limits = ticket.request, parts.limits
    closed = local_date(ticket.resolved or ticket.updated, zone_of(parts, request))
    kind, body = Kept.BODY, nominal_date(closed, limits.ticket_retention_months)
    if {line.outcome for line in request.lines} == {LineOutcome.UNVERIFIED_EXPIRED}:
        kind, body = Kept.UNVERIFIED, closed + timedelta(days=limits.unverified_retention_days)
    yield Kept.STUB, nominal_date(body, limits.stub_retention_months)
    if request.wrapped_key != b"":
        yield kind, body


def retain(parts: Parts) -> tuple[Due, ...]:
    """Erase what is due and not held, each in a turn of its own; return all that was due.

    Files that somebody meant to send and did not are forgotten as well.
    """
    with parts.reads() as session:
        due = find_due(session, parts)
    with parts.sessions.begin() as session:
        enclosures.forget(Act(session, parts, SYSTEM, parts.now()))

    def erase_one(one: Due) -> None:
        with parts.sessions.begin() as session:
            erase(Act(session, parts, SYSTEM, parts.now()), Erasure(one.kind, one.of))

    rounds.each((one for one in due if one.held_until is None), erase_one)
    return due


def is_to_be_done(parts: Parts) -> bool:
    """Tell whether whoever asks is to do the daily purge now.

    It is the first one who asks in an hour, until somebody has done it: a worker that dies on the way, or
    fails with one of many, costs an hour and not a day.
    """
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        if is_spent(act, "retained", EVERYBODY, window=DAY):
            return False
        return spend(act, "retention", EVERYBODY, limit=1, window=HOUR)


def note_done(parts: Parts) -> None:
    """Note that the purge of today is done."""
    with parts.sessions.begin() as session:
        spend(Act(session, parts, SYSTEM, parts.now()), "retained", EVERYBODY, limit=1, window=DAY)


def erase(act: Act, erasure: Erasure) -> None:
    """Erase one thing, which is noted outside the database first, so that no backup brings it back."""
    if erasure.kind == Kept.CONVERSATION:
        found = act.session.get(Conversation, erasure.of)
        if found is not None:
            forgetting.forget(act, found)
        return
    act.parts.erasures.note(erasure)
    request = act.session.scalars(
        select(DataSubjectRequest).where(DataSubjectRequest.reference == erasure.of)
    ).one_or_none()
    if request is None:
        return
    if erasure.kind == Kept.PACKAGE:
        _erase_packages(act, request)
    elif erasure.kind == Kept.STUB or not _is_over(request):
        erasing.erase_stub(act, request)
    else:
        erasing.purge(act, request)


def _is_over(request: DataSubjectRequest) -> bool:
    """Tell whether every line is closed: what was erased later than a backup may be open in it."""
    return all(line.state in (LineState.CLOSED, LineState.PURGED) for line in request.lines)


def _erase_packages(act: Act, request: DataSubjectRequest) -> None:
    ticket = tickets.hold(act.session, request)
    for line in request.lines:
        package = packages.of_line(act.session, line)
        if package is not None and package.expires is not None and package.expires <= act.now:
            packages.erase(package)
            change = Change("T-1", f"line {line.position}", None, "package")
            tickets.record(act, ticket, TransactionKind.PURGED, change=change)


def replay(parts: Parts, erasures: Iterable[Erasure]) -> int:
    """Erase anew what had been erased after a backup was made; return how many there were. Rule T-1."""
    done, quiet = 0, replace(parts, erasures=NotedErasures())
    for one in erasures:
        with parts.sessions.begin() as session:
            erase(Act(session, quiet, SYSTEM, parts.now()), one)
        done += 1
    return done


def erase_about(act: Act, ticket: Ticket) -> int:
    """Erase what the assistant itself holds of the person behind an erasure request; return how much. T-3.

    Chats, and closed requests of the same verified mailbox. The request that asks stays on record, and so
    does what is open or under a legal hold.
    """
    asking, done = ticket.request, 0
    for request in own_requests(act.session, asking):
        if is_held(act.parts, request):
            continue
        chat = request.conversation_id
        if chat is not None and not is_chat_held(act.session, act.parts, chat):
            erase(act.as_system, Erasure(Kept.CONVERSATION, chat))
            done += 1
        if request.id != asking.id and _is_over(request):
            erase(act.as_system, Erasure(Kept.BODY, request.reference))
            done += 1
    for line in asking.lines:
        packages.settle(act, line, "own", ItemState.DONE, f"Erased: {done}.")
    return done


def hold(act: Act, ticket: Ticket, *, until: date | None, reason: str) -> None:
    """Keep everything of a request to the end of a day, or end that, with the reason in writing. Rule T-1.

    Raises:
        InvalidInputError: no reason is written, or the day is not to come.
    """
    request = ticket.request
    if not reason.strip():
        raise InvalidInputError("This step needs its reason in writing.")
    if until is None and request.held_until is None:
        raise InvalidInputError("There is no legal hold to lift.")
    if until is not None and until <= today_of(act.parts, request):
        raise InvalidInputError("A legal hold ends on a day that is still to come.")
    old, request.held_until = request.held_until, until
    change = Change(
        "T-1", "held_until", old.isoformat() if old else None, until.isoformat() if until else None
    )
    tickets.record(act, ticket, TransactionKind.LEGAL_HOLD, change=change, text=reason.strip())
