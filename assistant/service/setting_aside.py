"""Ends a right that is not answered on its merits, and tells its person why: nothing is dropped in silence.

It was meant for another controller, or nobody has shown who asks and the officer sees no way to find out.
Rules R-1 and V-7.
"""

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.rights.states import LineOutcome, LineState
from assistant.service import letters, posting, requests, tickets
from assistant.service.acting import Act
from assistant.service.letters import AnswerWords
from assistant.store import Ticket

OUTCOMES = (LineOutcome.MISDIRECTED, LineOutcome.CANNOT_IDENTIFY)


def set_aside(act: Act, ticket: Ticket, position: int, outcome: LineOutcome | None, reasons: str) -> None:
    """Close a right with its reasons, which the person reads word for word.

    Raises:
        InvalidInputError: no reasons are written, or the outcome is another.
        TransitionNotAllowedError: the line is too far for it, whoever acts may not, or no more letters may
            go to an unproved mailbox today.
    """
    if outcome not in OUTCOMES:
        raise InvalidInputError("Choose why it is closed without an answer.")
    request, line = ticket.request, tickets.line_at(ticket, position)
    letter = letters.answer(act.parts, line, outcome.value, AnswerWords(reasons=tickets.written(reasons)))
    if not posting.is_safe(request) and not requests.may_acknowledge(act, request):
        raise TransitionNotAllowedError("No more letters may go to this unproved mailbox today; wait a day.")
    tickets.move_line(act, line, LineState.CLOSED, outcome=outcome, reason=reasons)
    posting.tell(act, ticket, letter, letter.text, rule="R-1")
