"""Asks the person for time, for proof or what is meant. Rules D-5 and V-8.

Who gave no mailbox is written to by post; an extension then counts from the day on which staff posted it.
"""

from datetime import date

from sqlalchemy import select

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.rights import clock
from assistant.rights.clock import ExtensionReason
from assistant.rights.deadline import local_date
from assistant.rights.identity import Doubt, Level
from assistant.rights.states import LineState
from assistant.service import letters, notices, posting, tickets, timing
from assistant.service.acting import Act
from assistant.service.posting import POST
from assistant.service.tickets import Change
from assistant.service.timing import extended_due, extension_of, first_due, today_of
from assistant.store import Extension, RequestLine, Suspension, Ticket, Transaction
from assistant.tickets.history import TransactionKind

_ENDED = frozenset({LineState.CLOSED, LineState.PURGED})


def extend(act: Act, ticket: Ticket, reason: ExtensionReason | str | None, text: str) -> None:
    """Ask for the one extension: its notice goes to the person, and the date changes when it has left. D-5.

    Raises:
        TransitionNotAllowedError: it was extended before, the first month is over, or the request is.
        InvalidInputError: the reason is not one of the two, or is not explained.
    """
    request = ticket.request
    first = first_due(act.parts, request)
    clock.check_extension(
        today_of(act, request),
        first_due=first.due,
        reason=reason,
        text=text,
        extended_before=extension_of(act.session, request) is not None,
    )
    if all(LineState(line.state) in _ENDED for line in request.lines):
        raise TransitionNotAllowedError("This request is closed already.")
    notice = notices.extension(act.parts, request, extended_due(act.parts, request).due, text.strip())
    mail = posting.send(act, ticket, notice, rule="D-5")
    row = Extension(
        request_id=request.id, reason=str(reason), mail_id=mail.id if mail else None, asked_at=act.now
    )
    act.session.add(row)
    change = Change("D-5", "reason", None, str(reason))
    tickets.record(act, ticket, TransactionKind.EXTENSION_REQUESTED, change=change, text=text.strip())


def unposted(act: Act, ticket: Ticket) -> int | None:
    """Return the number of the notice of an extension that is still to be posted; None if none is."""
    row = extension_of(act.session, ticket.request)
    if row is None or row.mail_id is not None or row.sent_on is not None:
        return None
    notice = select(Transaction.seq).where(
        Transaction.ticket_id == ticket.id,
        Transaction.kind == TransactionKind.CORRESPONDENCE.value,
        Transaction.field == POST,
        Transaction.new == notices.EXTENSION,
    )
    return act.session.scalar(notice.order_by(Transaction.seq.desc()).limit(1))


def note_posted(act: Act, ticket: Ticket, day: date | None) -> None:
    """Record on which day staff posted the notice of an extension; in time, the date changes. Rule D-5.

    Raises:
        TransitionNotAllowedError: no notice waits to be posted.
        InvalidInputError: it was not written yet on that day, or the day is still to come.
    """
    row = extension_of(act.session, ticket.request)
    if row is None or unposted(act, ticket) is None:
        raise TransitionNotAllowedError("No notice waits to be posted.")
    zone = act.parts.knowledge().controller(ticket.request.controller).timezone
    if day is None or not local_date(row.asked_at, zone) <= day <= today_of(act, ticket.request):
        raise InvalidInputError("Write the day on which it was posted: from when it was written until today.")
    timing.count_extension(act, ticket, row, "posted", day)


def ask_identity(act: Act, ticket: Ticket, position: int, doubt: Doubt | None, text: str) -> None:
    """Ask the person for more proof, for a doubt of the fixed list; only this opens a wait. Rule V-8.

    Raises:
        InvalidInputError: the doubt is not of the list, or nothing is asked.
        TransitionNotAllowedError: the line is not being worked on.
        NotFoundError: there is nobody to write to any more.
    """
    request = ticket.request
    if doubt is None:
        raise InvalidInputError("Choose the doubt that there is; without one, no more proof is asked for.")
    said, line = tickets.written(text), tickets.line_at(ticket, position)
    tickets.move_line(act, line, LineState.WAITING_ID, reason=doubt.value)
    _raise_level(act, ticket, line)
    row = Suspension(request_id=request.id, position=position, doubt=doubt.value, asked_at=act.now)
    act.session.add(row)
    change = Change("V-8", f"line {position}", None, doubt.value)
    tickets.record(act, ticket, TransactionKind.SUSPENDED, change=change)
    letter = notices.identity_question(act.parts, request, doubt, said)
    posting.tell(act, ticket, letter, said, rule="V-8")


def _raise_level(act: Act, ticket: Ticket, line: RequestLine) -> None:
    """Let a line with a documented doubt be answered, and its package had, with the strongest proof only."""
    old, line.level = line.level, Level.L3.name
    change = Change("V-8", f"line {line.position} level", old, line.level)
    tickets.record(act, ticket, TransactionKind.LEVEL_CHANGED, change=change)


def ask_meaning(act: Act, ticket: Ticket, position: int, question: str) -> None:
    """Ask the person what is meant; the line waits for the answer, and its due date stays.

    Raises:
        InvalidInputError: nothing is asked.
        TransitionNotAllowedError: the line is not being worked on.
        NotFoundError: there is nobody to write to any more.
    """
    said = tickets.written(question)
    line = tickets.line_at(ticket, position)
    tickets.move_line(act, line, LineState.WAITING_CLARIFICATION, reason=said)
    posting.tell(act, ticket, letters.clarification(act.parts, ticket.request, said), said)
