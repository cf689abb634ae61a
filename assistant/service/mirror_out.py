"""Tells a mirror what happened to our tickets: in order, once, and read back after every change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from assistant.errors import AssistantError, ConflictError, NotFoundError, UnavailableError
from assistant.policy.load import Controller
from assistant.service import mirror_state
from assistant.service.attachments import NewFile
from assistant.service.differences import TEXTS, agree, differ, explain
from assistant.service.mirror_files import Carried, carried, with_files
from assistant.service.mirror_port import NOBODY, NewRemote, Remote, RemoteTracker, UnreachableError
from assistant.service.mirroring import COMMENT, CREATE, DUE, ERASE, OWNER, STATUS
from assistant.service.parts import Parts
from assistant.service.tickets import text_of
from assistant.store import MirrorCall, MirroredTicket, Ticket, Transaction
from assistant.terms import Role
from assistant.tickets.history import TransactionKind

BACKOFF_MINUTES = (1, 2, 5, 15, 60)
"""How long a call waits after each failure of its own; after the last, every hour."""
CLAIM = timedelta(minutes=10)
"""How long a worker has for one call: more than all the time limits of its requests together."""
ATTEMPTS_AT_ONCE = 3
FAULT_CHARACTERS = 160
WORDS = frozenset({TransactionKind.RECEIVED.value, TransactionKind.CORRESPONDENCE.value})
ERASED = (
    "What was kept of this request has been erased in the privacy assistant, and so have the subject and "
    "the requestor here. The assistant has no right to erase the rest: the messages, files and history of "
    "this ticket, and the user that was made of the requestor's address. Somebody who may must do that: "
    "%(command)s, and anonymize the user, unless other tickets need it."
)
EMPTY = "–"
"""The subject of a ticket there that was erased here."""
SHRED = 'rt-shredder --no-sqldump --force --plugin "Tickets=query,id = {}"'
"""What erases a ticket there for good; without `--no-sqldump` it would write all of it into a file."""
log = structlog.get_logger()
Value = str | datetime | None


@dataclass(frozen=True, slots=True)
class _Job:
    """One call with what it is about, read at the time of sending."""

    parts: Parts
    remote: RemoteTracker
    controller: Controller
    session: Session
    call: MirrorCall
    mirrored: MirroredTicket

    @property
    def ticket(self) -> Ticket:
        return self.call.ticket

    @property
    def page(self) -> str:
        """Where the ticket stands here."""
        return f"{self.parts.base_url}/staff/tickets/{self.ticket.id}"


def deliver(parts: Parts, remote: RemoteTracker, controller: Controller) -> int:
    """Make the calls that are due, and return how many came through.

    Where the mirror cannot be reached, all of its calls wait. Where it refuses one, those of the same kind
    for that ticket wait with it, and so do all that come after a create.
    """
    done = 0
    while (number := _claim(parts, controller)) is not None:
        try:
            _make(parts, remote, controller, number)
        except UnavailableError as error:
            is_away = isinstance(error, UnreachableError)
            _try_later(parts, number, fault=str(error), minutes=0 if is_away else None)
            if not mirror_state.is_reachable(parts, controller, error):
                break
        except Exception as error:  # noqa: BLE001 - one call that cannot be made must not hold up the others
            _refused(parts, number, error)
        else:
            mirror_state.reached(parts, controller)
            done += 1
    return done


def _claim(parts: Parts, controller: Controller) -> int | None:
    now = parts.now()
    waiting = (MirrorCall.controller == controller.id, MirrorCall.done_at.is_(None))
    first = select(func.min(MirrorCall.id)).where(*waiting).group_by(MirrorCall.ticket_id, MirrorCall.kind)
    unmade = select(MirrorCall.ticket_id).where(*waiting, MirrorCall.kind == CREATE)
    due = (
        select(MirrorCall)
        .where(MirrorCall.id.in_(first), MirrorCall.due_at <= now)
        .where((MirrorCall.kind == CREATE) | MirrorCall.ticket_id.not_in(unmade))
        .order_by(MirrorCall.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=MirrorCall)
    )
    with parts.sessions.begin() as session:
        call = session.scalars(due).one_or_none()
        if call is None:
            return None
        call.attempts += 1
        call.due_at = now + CLAIM
        return call.id


def _make(parts: Parts, remote: RemoteTracker, controller: Controller, number: int) -> None:
    """Make one call. The network is used outside of any transaction that writes."""
    with parts.reads() as session:
        call = session.get_one(MirrorCall, number, options=[joinedload(MirrorCall.ticket)])
        mirrored = session.get_one(MirroredTicket, call.ticket_id)
        job = _Job(parts, remote, controller, session, call, mirrored)
        after = _DEEDS[call.kind](job)
    with parts.sessions.begin() as session:
        done = session.get_one(MirrorCall, number)
        if after(session, session.get_one(MirroredTicket, done.ticket_id)):
            done.done_at, done.fault = parts.now(), ""
            agree(session, done.ticket_id, "call", now=parts.now())
        else:
            _wait(parts, done, fault="refused, though it was answered as done")


_After = Callable[[Session, MirroredTicket], bool]
"""What to note once a call was made; False if it took no effect, so that it is made again later."""


def _create(job: _Job) -> _After:
    """Make the like of a ticket, unless one is there already; of several the oldest counts."""
    reference = job.ticket.request.reference
    found = list(job.remote.find(reference))
    if not found:
        found = [with_files(_first_text(job), _first_files(job), job.page, partial(_made, job))]
        if job.call.attempts > 1:  # somebody may be at it still whom we took for dead
            found = sorted({*job.remote.find(reference), *found})
    keep, doubles = found[0], found[1:]
    for number in doubles:
        job.remote.comment(number, f"This is the same request as ticket {keep}. Work on that one.")
    remote = job.remote.read(keep)
    wanted = _wanted(job)
    remote = _push(job, remote, wanted)

    def after(session: Session, mirrored: MirroredTicket) -> bool:
        mirrored.remote_id, mirrored.maker, mirrored.again = remote.id, remote.maker, True
        mirrored.status, mirrored.owner = remote.status, remote.owner
        _compare(job, session, remote, wanted)
        named = (remote.reference or "none", remote.queue)
        _judge(job, session, "reference and queue", (" ".join((reference, _queue(job))), " ".join(named)))
        asked, address = set(remote.requestors), job.ticket.request.address
        is_same = asked == ({address} if address else set())
        theirs = "as in the request" if is_same else f"{len(asked)} others"
        _judge(job, session, "requestor", ("as in the request", theirs))
        return True

    return after


def _queue(job: _Job) -> str:
    return job.controller.mirror.queue if job.controller.mirror else ""


def _made(job: _Job, text: str, files: Sequence[NewFile]) -> int:
    return job.remote.create(_new(job, text, files))


def _new(job: _Job, text: str, files: Sequence[NewFile]) -> NewRemote:
    ticket, request = job.ticket, job.ticket.request
    wanted = _wanted(job)
    owner, due = wanted["owner"], wanted["due"]
    return NewRemote(
        reference=request.reference,
        subject_line=ticket.subject_line,
        text=text,
        address=request.address or "",
        status=ticket.status,
        owner="" if owner == NOBODY else str(owner),
        due=due if isinstance(due, datetime) else None,
        rights=", ".join(line.right for line in request.lines),
        identity="mailbox shown" if request.verified_at else "not shown",
        files=tuple(files),
    )


def _first_text(job: _Job) -> str:
    request = job.ticket.request
    texts = [text for row in _first_words(job) if (text := text_of(job.parts, row))]
    facts = [
        f"Reference: {request.reference}",
        f"Rights: {', '.join(line.right.replace('_', ' ') for line in request.lines)}",
        f"Received: {request.received_at.isoformat(timespec='minutes')}",
        f"Language: {request.locale}",
        f"In the assistant: {job.page}",
    ]
    return "\n\n".join(("\n".join(facts), *texts))


def _first_words(job: _Job) -> list[Transaction]:
    """Return what was said before the ticket came into the mirror."""
    return [row for row in job.ticket.history if row.kind in WORDS and row.seq <= job.call.seq]


def _first_files(job: _Job) -> Carried:
    return carried(job.parts, job.session, _first_words(job))


def _wanted(job: _Job) -> dict[str, Value]:
    return {"status": job.ticket.status, "owner": job.ticket.owner or NOBODY, "due": due_instant(job)}


def due_instant(job: _Job) -> datetime | None:
    """Return the last second of the day on which a ticket is due, where its controller is."""
    day = job.ticket.due
    zone = ZoneInfo(job.controller.timezone)
    return None if day is None else datetime.combine(day, time(23, 59, 59), zone)


def _set(job: _Job) -> _After:
    """Bring one value there to what it is here by now."""
    name = job.call.kind
    wanted = {name: _wanted(job)[name]}
    remote = _push(job, job.remote.read(_number(job)), wanted)

    def after(session: Session, mirrored: MirroredTicket) -> bool:
        if name == STATUS:
            mirrored.status = remote.status
        if name == OWNER:
            mirrored.owner = remote.owner
        _compare(job, session, remote, wanted)
        # An owner whom nobody knows there stays so; anything else an operator can mend.
        return name == OWNER or _same(getattr(remote, name), wanted[name])

    return after


def _push(job: _Job, remote: Remote, wanted: dict[str, Value]) -> Remote:
    """Change what differs and read it back; somebody's change in the same moment is looked at again."""
    for _ in range(ATTEMPTS_AT_ONCE):
        wrong = {name: value for name, value in wanted.items() if not _same(getattr(remote, name), value)}
        if not wrong:
            break
        _note_overwriting(job, remote, wrong)
        try:
            job.remote.change(remote.id, remote.etag, **wrong)
        except ConflictError:
            remote = job.remote.read(remote.id)
            continue
        remote = job.remote.read(remote.id)
    return remote


def _note_overwriting(job: _Job, remote: Remote, wrong: dict[str, Value]) -> None:
    """Tell the log where somebody had set there what neither of us knew of."""
    for name in (STATUS, OWNER):
        theirs, known = getattr(remote, name), getattr(job.mirrored, name)
        if name in wrong and known and theirs != known:
            log.warning(
                "mirror overwritten", ticket=job.ticket.id, field=name, ours=str(wrong[name]), theirs=theirs
            )


def _compare(job: _Job, session: Session, remote: Remote, wanted: dict[str, Value]) -> None:
    for name, value in wanted.items():
        theirs = getattr(remote, name)
        shown = (told(value), told(value) if _same(theirs, value) else told(theirs))
        _judge(job, session, name, shown)


def _judge(job: _Job, session: Session, name: str, values: tuple[str, str]) -> None:
    now = job.parts.now()
    if values[0] == values[1]:
        agree(session, job.ticket.id, name, now=now)
    else:
        differ(session, job.ticket.id, name, values=values, now=now)


def _same(theirs: Value, ours: Value) -> bool:
    if isinstance(theirs, datetime) and isinstance(ours, datetime):
        return theirs.replace(microsecond=0) == ours.replace(microsecond=0)
    return theirs == ours


def told(value: Value) -> str:
    """Return a value as it stands in an alert."""
    return value.isoformat() if isinstance(value, datetime) else value or "none"


def _comment(job: _Job) -> _After:
    """Add what was said as a comment: nothing that we do there may write to the data subject."""
    row = job.session.scalars(
        select(Transaction).where(Transaction.ticket_id == job.ticket.id, Transaction.seq == job.call.seq)
    ).one()
    number, mark = _number(job), f"[{job.ticket.request.reference}/{row.seq}]"
    is_repeat = job.call.attempts > 1
    if not (is_repeat and job.remote.has_comment(number, mark, maker=job.mirrored.maker)):
        said = text_of(job.parts, row) or "(erased since)"
        text = f"{_whose(row)}\n\n{said}\n\n{mark}"
        files = carried(job.parts, job.session, [row])
        with_files(text, files, job.page, partial(job.remote.comment, number))
    return lambda _session, _mirrored: True


def _erase(job: _Job) -> _After:
    """Empty what names the data subject there, and leave the rest as a task until it is gone. Rule T-2.

    What was merged there belongs to another ticket as well, and is left to people.
    """
    number, mark = _number(job), f"[{job.ticket.request.reference}/{job.call.seq}]"
    try:
        remote = job.remote.read(number)
    except NotFoundError:
        return lambda _session, _mirrored: True
    is_whole = (remote.id, remote.reference) == (number, job.ticket.request.reference)
    if is_whole and not _is_empty(remote):
        job.remote.empty(number, remote.etag, EMPTY)
        remote = job.remote.read(number)
    if not job.remote.has_comment(number, mark, maker=job.mirrored.maker):
        told = ERASED % {"command": SHRED.format(number)}
        job.remote.comment(number, f"From the privacy assistant:\n\n{told}\n\n{mark}")

    def after(session: Session, mirrored: MirroredTicket) -> bool:
        theirs = _left(remote) if is_whole else f"merged into {remote.id}"
        now = job.parts.now()
        differ(session, mirrored.ticket_id, TEXTS, values=("erased", theirs), now=now)
        explain(session, mirrored.ticket_id, TEXTS, SHRED.format(number))
        return _is_empty(remote) or not is_whole

    return after


def _is_empty(remote: Remote) -> bool:
    return remote.subject_line == EMPTY and not remote.people


def _left(remote: Remote) -> str:
    names = {"subject": remote.subject_line != EMPTY, "people": bool(remote.people), "messages": True}
    return f"left: {', '.join(name for name, is_left in names.items() if is_left)}"


def _whose(row: Transaction) -> str:
    if row.role == Role.DATA_SUBJECT:
        return "The data subject writes:"
    return (
        f"{row.actor} comments:" if row.kind == TransactionKind.COMMENT else f"{row.actor} answered by mail:"
    )


def _number(job: _Job) -> int:
    if job.mirrored.remote_id is None:
        raise NotFoundError("the ticket has no like in the mirror yet")
    return job.mirrored.remote_id


_DEEDS: dict[str, Callable[[_Job], _After]] = {
    CREATE: _create,
    STATUS: _set,
    OWNER: _set,
    DUE: _set,
    COMMENT: _comment,
    ERASE: _erase,
}


def _refused(parts: Parts, number: int, error: Exception) -> None:
    """Alert that a call was refused, and try it again later: somebody may mend what is in its way."""
    fault = str(error) if isinstance(error, AssistantError) else type(error).__name__
    _try_later(parts, number, fault=fault)
    with parts.sessions.begin() as session:
        call = session.get_one(MirrorCall, number)
        differ(session, call.ticket_id, "call", values=(call.kind, fault), now=parts.now())


def _try_later(parts: Parts, number: int, *, fault: str, minutes: int | None = None) -> None:
    """Let a call wait: as long as its failures say, or as given, where the whole mirror rests anyway."""
    with parts.sessions.begin() as session:
        _wait(parts, session.get_one(MirrorCall, number), fault=fault, minutes=minutes)


def _wait(parts: Parts, call: MirrorCall, *, fault: str, minutes: int | None = None) -> None:
    own = BACKOFF_MINUTES[min(call.attempts, len(BACKOFF_MINUTES)) - 1]
    call.due_at = parts.now() + timedelta(minutes=own if minutes is None else minutes)
    call.fault = fault[:FAULT_CHARACTERS]
