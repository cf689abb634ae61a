"""Asks the person for time or for proof: the notice of an extension, the question who they are. D-5, V-8."""

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.rights import clock
from assistant.rights.clock import ExtensionReason
from assistant.rights.identity import Doubt
from assistant.rights.states import LineState
from assistant.service import notices, outbox, tickets
from assistant.service.acting import Act
from assistant.service.tickets import Change
from assistant.service.timing import extended_due, extension_of, first_due, today_of
from assistant.store import Extension, Suspension, Ticket
from assistant.tickets.history import TransactionKind

_ENDED = frozenset({LineState.CLOSED, LineState.PURGED})


def extend(act: Act, ticket: Ticket, reason: ExtensionReason | str | None, text: str) -> None:
    """Ask for the one extension: its notice goes to the person, and the date changes when it has left. D-5.

    Raises:
        TransitionNotAllowedError: it was extended before, the first month is over, or nobody can be told.
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
    if request.address is None or all(LineState(line.state) in _ENDED for line in request.lines):
        raise TransitionNotAllowedError("The time is extended by a notice, and none can be mailed here.")
    later = extended_due(act.parts, request)
    mail = outbox.queue(act, request, notices.extension(act.parts, request, later.due, text.strip()))
    row = Extension(request_id=request.id, reason=str(reason), mail_id=mail.id, asked_at=act.now)
    act.session.add(row)
    change = Change("D-5", "reason", None, str(reason))
    tickets.record(act, ticket, TransactionKind.EXTENSION_REQUESTED, change=change, text=text.strip())


def ask_identity(act: Act, ticket: Ticket, position: int, doubt: Doubt | None, text: str) -> None:
    """Ask the person for more proof, for a doubt of the fixed list; only this opens a wait. Rule V-8.

    Raises:
        InvalidInputError: the doubt is not of the list, or nothing is asked.
        TransitionNotAllowedError: the line is not being worked on, or nobody can be written to.
    """
    request = ticket.request
    if doubt is None:
        raise InvalidInputError("Choose the doubt that there is; without one, no more proof is asked for.")
    if not text.strip():
        raise InvalidInputError("There is no text.")
    if request.address is None:
        raise TransitionNotAllowedError("There is no mailbox to write to.")
    line = tickets.line_at(ticket, position)
    tickets.move_line(act, line, LineState.WAITING_ID, reason=doubt.value)
    row = Suspension(request_id=request.id, position=position, doubt=doubt.value, asked_at=act.now)
    act.session.add(row)
    change = Change("V-8", f"line {position}", None, doubt.value)
    tickets.record(act, ticket, TransactionKind.SUSPENDED, change=change)
    tickets.correspond(act, ticket, text)
    outbox.queue(act, request, notices.identity_question(act.parts, request, doubt, text.strip()))
