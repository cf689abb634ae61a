"""Mail on its way out: sealed in the turn that caused it, sent later, wiped once sent. Rule V-10."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from assistant.errors import InvalidInputError, NotFoundError, UnavailableError
from assistant.rights.states import LineState
from assistant.service import letters, tickets, timing
from assistant.service.acting import SYSTEM, Act
from assistant.service.keys import seal, unseal, unseal_bytes
from assistant.service.parts import Parts
from assistant.service.ports import Mail, Mailer, MailFile, mail_of
from assistant.service.tickets import Change
from assistant.store import Answer, Attachment, DataSubjectRequest, OutboxMail, Package, Ticket
from assistant.tickets.history import TransactionKind

BACKOFF_MINUTES = (1, 5, 15, 60, 240, 720, 1440)
"""How long to wait after each failure in turn; after the last, every day."""
CLAIM = timedelta(minutes=10)
"""How long a worker has for one mail before another may try it: more than any time limit of a mailer."""
FAULT_CHARACTERS = 64


def queue(
    act: Act, request: DataSubjectRequest, letter: Mail, *, files: Sequence[Attachment] = ()
) -> OutboxMail:
    """Add a letter to what must leave, and return its row; it does so only if this turn is committed.

    Files of the request's messages that go with it are told by their numbers, and read when it leaves.
    """
    mail = sealed(act, request, letter, files=files)
    act.session.add(mail)
    return mail


def sealed(
    act: Act, request: DataSubjectRequest, letter: Mail, *, files: Sequence[Attachment] = ()
) -> OutboxMail:
    """Return the row of a letter, encrypted with the request's key; it is not added to anything yet.

    Raises:
        NotFoundError: it is a letter to no mailbox, which would wait for ever.
    """
    if not letter.addressee:
        raise NotFoundError("There is no address to write to: none was given, or it was purged.")
    words = {**asdict(letter), "files": [row.id for row in files]}
    return OutboxMail(
        id=letter.message_id,
        kind=dict(letter.headers)[letters.KIND_HEADER],
        request_id=request.id,
        sealed=seal(act.parts.keys, request.wrapped_key, json.dumps(words)),
        created=act.now,
        due_at=act.now,
    )


def deliver(parts: Parts, mailer: Mailer) -> int:
    """Send what is due and return how many were sent; each in turns of its own.

    A mail belongs to one worker while it is sent. Where that worker dies on the way, another sends it again
    after a while, with the same message id.
    """
    sent = 0
    while (mail := _claim(parts)) is not None:
        sent += _deliver_one(parts, mailer, mail)
    return sent


def _claim(parts: Parts) -> OutboxMail | None:
    now = parts.now()
    due = (
        select(OutboxMail)
        .where(OutboxMail.sealed.is_not(None), OutboxMail.due_at <= now)
        .options(joinedload(OutboxMail.request, innerjoin=True))
        .order_by(OutboxMail.due_at, OutboxMail.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=OutboxMail)
    )
    with parts.sessions.begin() as session:
        mail = session.scalars(due).one_or_none()
        if mail is not None:
            mail.attempts += 1
            mail.due_at = now + CLAIM
        return mail


def _deliver_one(parts: Parts, mailer: Mailer, claimed: OutboxMail) -> bool:
    if _is_too_late(parts, claimed):
        _finish(parts, claimed, fault="expired")
        return False
    try:
        mailer.send(_letter(parts, claimed))
    except UnavailableError as error:
        _try_later(parts, claimed, fault=str(error))
        return False
    except InvalidInputError as error:
        _finish(parts, claimed, fault=str(error))
        return False
    except Exception as error:  # noqa: BLE001 - one mail that cannot be made must not hold up the others
        _try_later(parts, claimed, fault=type(error).__name__)
        return False
    _finish(parts, claimed)
    return True


def _is_too_late(parts: Parts, mail: OutboxMail) -> bool:
    lifetime = timedelta(minutes=parts.limits.code_ttl_minutes)
    return mail.kind == letters.CODE and parts.now() >= mail.created + lifetime


def _letter(parts: Parts, mail: OutboxMail) -> Mail:
    words = json.loads(unseal(parts.keys, mail.request.wrapped_key, mail.sealed or b""))
    return mail_of(words, _files(parts, mail, words.get("files", ())))


def _files(parts: Parts, mail: OutboxMail, numbers: Sequence[int]) -> tuple[MailFile, ...]:
    own = select(Attachment).where(Attachment.id.in_(numbers), Attachment.request_id == mail.request_id)
    with parts.reads() as session:
        rows = session.scalars(own.order_by(Attachment.position)).all() if numbers else ()
        return tuple(
            MailFile(row.name, row.media_type, unseal_bytes(parts.keys, mail.request.wrapped_key, row.sealed))
            for row in rows
        )


def _try_later(parts: Parts, claimed: OutboxMail, *, fault: str) -> None:
    minutes = BACKOFF_MINUTES[min(claimed.attempts, len(BACKOFF_MINUTES)) - 1]
    with parts.sessions.begin() as session:
        mail = _again(session, claimed)
        mail.due_at = parts.now() + timedelta(minutes=minutes)
        mail.fault = _short(fault)


def _finish(parts: Parts, claimed: OutboxMail, *, fault: str = "") -> None:
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        mail = _again(session, claimed)
        mail.sealed, mail.fault = None, _short(fault)
        if fault:
            mail.failed_at = act.now
            _record_failure(act, mail)
        else:
            mail.sent_at = act.now
            ticket = tickets.hold(session, mail.request)
            tickets.record(
                act, ticket, TransactionKind.MAIL_SENT, change=Change(None, "mail", None, mail.kind)
            )
            timing.note_sent(act, mail)


def _short(fault: str) -> str:
    """Return what is kept of a fault: not what an operator may do about it, which stands in the log."""
    return fault.partition("; ")[0][:FAULT_CHARACTERS]


def note_bounce(act: Act, mail: OutboxMail, fault: str) -> Ticket:
    """Record that a mail that had left came back for good; an answer takes its request up again. Rule R-4."""
    mail.failed_at, mail.fault = act.now, _short(fault)
    return _record_failure(act, mail)


def _record_failure(act: Act, mail: OutboxMail) -> Ticket:
    ticket = tickets.hold(act.session, mail.request)
    change = Change("R-4", "mail", mail.kind, mail.fault)
    tickets.record(act, ticket, TransactionKind.MAIL_BOUNCED, change=change)
    reopen_unanswered(act, mail)
    return ticket


def reopen_unanswered(act: Act, mail: OutboxMail) -> None:
    """Take up again the line whose answer did not arrive; its answer is to be proposed anew. Rule R-4."""
    answered = select(Answer).where(Answer.mail_id == mail.id).options(joinedload(Answer.line))
    for answer in act.session.scalars(answered):
        answer.mail_id = None
        withheld = update(Package).where(Package.line_id == answer.line_id)
        act.session.execute(withheld.values(delivered=None, expires=None))
        if answer.line.state in (LineState.RESPONDED, LineState.CLOSED):
            reason = "The answer could not be delivered."
            tickets.move_line(act, answer.line, LineState.IN_PROGRESS, reason=reason)


def _again(session: Session, claimed: OutboxMail) -> OutboxMail:
    return session.get_one(OutboxMail, claimed.id)
