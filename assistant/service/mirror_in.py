"""Brings back what people did in a mirror: messages, the owner, and proposals to close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant.errors import (
    AssistantError,
    InvalidInputError,
    NotFoundError,
    TransitionNotAllowedError,
    UnavailableError,
)
from assistant.policy.load import Controller
from assistant.rights.states import LineState
from assistant.service import attachments, enclosures, mirror_state, outcomes, posting, tickets
from assistant.service.acting import SYSTEM, Act, Actor
from assistant.service.differences import TEXTS, agree, differ, explain
from assistant.service.letters import CORRESPONDENCE
from assistant.service.mirror_files import kept, too_much
from assistant.service.mirror_port import NOBODY, News, Remote, RemoteMessage, RemoteTracker, Touched
from assistant.service.mirroring import FROM_MIRROR, OWNER, STATUS
from assistant.service.parts import Parts
from assistant.service.readiness import answer_of
from assistant.store import MirrorCall, MirrorDifference, MirroredTicket, OutboxMail, RequestLine, Ticket
from assistant.terms import Role, TicketStatus

OVERLAP = timedelta(seconds=3)
"""How far back each look goes again: RT tells whole seconds, and two changes may share one."""
NAME_CHARACTERS = 64 - len(FROM_MIRROR)
UNPROVED = "Came by mail to Request Tracker, from the address of the data subject; nobody proved who sent it:"
NOT_SENT = "The reply in Request Tracker was not sent, since its files cannot go with it. {}"
TO_POST = "This person has no mailbox: print this reply from its ticket in the assistant, and post it."
_ENDED = (LineState.CLOSED, LineState.PURGED)
_WAITING = (LineState.WAITING_ID, LineState.WAITING_CLARIFICATION)


log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Seen:
    """A ticket of the mirror with what is new about it."""

    number: int
    remote: Remote
    news: News


def poll(parts: Parts, remote: RemoteTracker, controller: Controller) -> int:
    """Look at what changed in the mirror if it is time to, and return how many tickets that were."""
    now = parts.now()
    with parts.sessions.begin() as session:
        state = mirror_state.of(session, controller)
        if state.poll_at is not None and now < state.poll_at:
            return 0
        state.poll_at = now + timedelta(seconds=parts.limits.mirror_poll_seconds)
        since = state.newest and state.newest - OVERLAP
    try:
        touched = remote.touched(since)
        for number in _to_look_at(parts, controller, touched):
            _look_or_leave(parts, remote, number)
    except AssistantError as error:
        mirror_state.is_reachable(parts, controller, error)
        return 0
    with parts.sessions.begin() as session:
        mirror_state.of(session, controller).newest = max((one.at for one in touched), default=since)
    mirror_state.reached(parts, controller)
    return len(touched)


def _to_look_at(parts: Parts, controller: Controller, touched: Sequence[Touched]) -> list[int]:
    """Return which of our tickets to look at: those that changed there, and those left for another time."""
    changed = {one.id for one in touched}
    ours = select(MirroredTicket.ticket_id, MirroredTicket.remote_id, MirroredTicket.again).where(
        MirroredTicket.controller == controller.id, MirroredTicket.remote_id.is_not(None)
    )
    with parts.reads() as session:
        if len(changed) <= MOST_NAMED:
            ours = ours.where(MirroredTicket.remote_id.in_(changed) | MirroredTicket.again)
        return [number for number, there, again in session.execute(ours) if again or there in changed]


MOST_NAMED = 500
"""How many numbers one query names; beyond that, all are read."""


def _look_or_leave(parts: Parts, remote: RemoteTracker, ticket_id: int) -> None:
    """Look at one ticket; what is wrong with it keeps no other from being looked at, and is tried again."""
    try:
        _look(parts, remote, ticket_id)
    except UnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - one ticket that cannot be taken over must not hold up the others
        log.error("mirror ticket failed", ticket=ticket_id, kind=type(error).__name__)  # noqa: TRY400 - a trace could tell personal data
        with parts.sessions.begin() as session:
            session.get_one(MirroredTicket, ticket_id).again = True


def _look(parts: Parts, remote: RemoteTracker, ticket_id: int) -> None:
    """Take over what is new about one ticket, in one transaction, unless we have still to tell something."""
    with parts.reads() as session:
        mirrored = session.get_one(MirroredTicket, ticket_id)
    number = mirrored.remote_id or 0
    try:
        seen = _Seen(
            number, remote.read(number), remote.news(number, after=mirrored.seen, maker=mirrored.maker)
        )
    except NotFoundError:
        with parts.sessions.begin() as session:
            if _is_erased(session, ticket_id):
                agree(session, ticket_id, TEXTS, now=parts.now())
                session.get_one(MirroredTicket, ticket_id).again = False
                return
            differ(session, ticket_id, "ticket", values=(str(number), "not there"), now=parts.now())
        return
    with parts.sessions.begin() as session:
        _take_over(Act(session, parts, SYSTEM, parts.now()).holding, ticket_id, seen)


def _take_over(act: Act, ticket_id: int, seen: _Seen) -> None:
    ticket = tickets.hold(act.session, tickets.load(act.session, ticket_id).request)
    mirrored = act.session.get_one(MirroredTicket, ticket_id, with_for_update=True, populate_existing=True)
    if _is_erased(act.session, ticket_id):
        mirrored.again = False
        return
    for message in seen.news.messages:
        if message.id > mirrored.seen:
            _receive(act, ticket, seen, message)
    mirrored.seen = max(mirrored.seen, seen.news.last)
    _check_identity(act, ticket, seen)
    waiting = _waiting_kinds(act.session, ticket_id)
    mirrored.again = not waiting.isdisjoint({OWNER, STATUS})  # ours goes there first; then we look again
    if OWNER not in waiting:
        _take_owner(act, ticket, mirrored, seen)
    if STATUS not in waiting:
        _take_status(act, ticket, mirrored, seen)


def _is_erased(session: Session, ticket_id: int) -> bool:
    """Tell whether nothing is kept here of a ticket but its stub: what is done there concerns nobody more."""
    return not tickets.load(session, ticket_id).request.wrapped_key


def _waiting_kinds(session: Session, ticket_id: int) -> set[str]:
    waiting = select(MirrorCall.kind).where(MirrorCall.ticket_id == ticket_id, MirrorCall.done_at.is_(None))
    return set(session.scalars(waiting))


def _by(act: Act, name: str) -> Act:
    return Act(act.session, act.parts, Actor(name[:NAME_CHARACTERS] + FROM_MIRROR, Role.AGENT), act.now)


def _receive(act: Act, ticket: Ticket, seen: _Seen, message: RemoteMessage) -> None:
    """Bring a message to the data subject; one in their own name is only told to the staff.

    What comes by mail proves nothing about who sent it, so it moves nothing. Rule V-1.
    """
    if not message.text and not message.files:
        return
    if message.author in seen.remote.requestors:
        _keep_unproved(act, ticket, message)
        return
    try:
        with act.session.begin_nested():
            _reply(_by(act, message.author), ticket, message)
    except AssistantError as error:
        if message.files and ticket.request.wrapped_key:
            tickets.comment(act, ticket, NOT_SENT.format(error))
        values = (f"not sent: {error}", f"message {message.id}")
        differ(act.session, ticket.id, "message", values=values, now=act.now)


def _keep_unproved(act: Act, ticket: Ticket, message: RemoteMessage) -> None:
    files, left = kept(message.files)
    more = f"\n\nToo large to be kept here, so only in Request Tracker: {', '.join(left)}" if left else ""
    row = tickets.comment(act, ticket, f"{UNPROVED}\n\n{_words(message)}{more}")
    attachments.add(act, row, files)


def _reply(by: Act, ticket: Ticket, message: RemoteMessage) -> None:
    """Send a reply with all of its files, or not at all: it may speak of each."""
    if fault := too_much(message.files):
        raise InvalidInputError(fault)
    files, _ = kept(message.files)
    enclosures.check_mailbox(ticket, files)
    written, _ = posting.reply(by, ticket, _words(message), lambda row: attachments.add(by, row, files))
    if written.field == posting.POST:
        tickets.comment(by.as_system, ticket, TO_POST)


def _words(message: RemoteMessage) -> str:
    return message.text or ", ".join(attachments.safe_name(file.name) for file in message.files)


def _check_identity(act: Act, ticket: Ticket, seen: _Seen) -> None:
    """Hold that nobody gave the ticket there another reference; it tells which request is meant."""
    ours, theirs = ticket.request.reference, seen.remote.reference or "none"
    if seen.remote.id != seen.number:
        values = (str(seen.number), f"merged into {seen.remote.id}")
        differ(act.session, ticket.id, "ticket", values=values, now=act.now)
    elif ours != theirs:
        differ(act.session, ticket.id, "reference", values=(ours, theirs), now=act.now)
    else:
        agree(act.session, ticket.id, "reference", now=act.now)
        agree(act.session, ticket.id, "ticket", now=act.now)


def _take_owner(act: Act, ticket: Ticket, mirrored: MirroredTicket, seen: _Seen) -> None:
    theirs, ours = seen.remote.owner, ticket.owner or NOBODY
    if theirs not in (ours, mirrored.owner):
        tickets.assign(_by(act, theirs), ticket, None if theirs == NOBODY else theirs[:64])
        ours = theirs
    mirrored.owner = theirs
    _judge(act, ticket, OWNER, ours, theirs)


def _take_status(act: Act, ticket: Ticket, mirrored: MirroredTicket, seen: _Seen) -> None:
    """Weigh the status there as a proposal: our own follows the request and nothing else."""
    theirs, note = seen.remote.status, ""
    if theirs != ticket.status:
        if _answer_is_on_its_way(act.session, ticket):
            mirrored.again = True  # what was answered there has not been mailed yet
            return
        note = _weigh(_by(act, seen.news.by or mirrored.owner or NOBODY), ticket, theirs)
    mirrored.status = theirs
    _judge(act, ticket, STATUS, ticket.status, theirs)
    explain(act.session, ticket.id, STATUS, note)


def _answer_is_on_its_way(session: Session, ticket: Ticket) -> bool:
    waiting = select(OutboxMail.id).where(
        OutboxMail.request_id == ticket.request_id,
        OutboxMail.kind == CORRESPONDENCE,
        OutboxMail.sealed.is_not(None),
    )
    return session.scalars(waiting.limit(1)).first() is not None


def _weigh(act: Act, ticket: Ticket, proposed: str) -> str:
    """Do what a status proposes as far as our rules permit; return why not, if they do not."""
    lines = [line for line in ticket.request.lines if line.state not in _ENDED]
    try:
        with act.session.begin_nested():
            if proposed == TicketStatus.RESOLVED:
                for line in lines:
                    _close(act, line)
            elif proposed == TicketStatus.OPEN:
                for line in lines:
                    if line.state in _WAITING:
                        tickets.move_line(act, line, LineState.IN_PROGRESS)
            else:
                return "This status follows the request; move one of its lines instead."
    except AssistantError as error:
        return str(error)
    return ""


def _close(act: Act, line: RequestLine) -> None:
    """Close a line with the answer that its person was told; answers are approved and sent only here."""
    answer = answer_of(act.session, line)
    if answer is None:
        raise TransitionNotAllowedError(
            "An answer must be proposed, approved and sent in the assistant first."
        )
    outcomes.close(act, answer)


def _judge(act: Act, ticket: Ticket, field: str, ours: str, theirs: str) -> None:
    if ours == theirs:
        agree(act.session, ticket.id, field, now=act.now)
    else:
        differ(act.session, ticket.id, field, values=(ours, theirs), now=act.now)


def look_at_erased(session: Session) -> None:
    """Let the next poll look whether what was erased here is gone there: a shredded ticket tells nothing."""
    left = select(MirrorDifference.ticket_id).where(
        MirrorDifference.field == TEXTS, MirrorDifference.closed.is_(None)
    )
    session.execute(update(MirroredTicket).where(MirroredTicket.ticket_id.in_(left)).values(again=True))


def look_at_all(session: Session, controller: Controller) -> None:
    """Let the next poll look at every ticket of the mirror, whatever the mirror says of its changes."""
    for mirrored in session.scalars(select(MirroredTicket).where(MirroredTicket.controller == controller.id)):
        mirrored.again = True
