"""Whether a line may be answered and closed: answer written, approved, delivered. Rules F-2 and R-5."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from assistant.errors import TransitionNotAllowedError
from assistant.rights.checklist import check_closing
from assistant.rights.identity import Level, Method
from assistant.rights.states import ANSWERED, LineOutcome, LineState
from assistant.service.items import states_of
from assistant.store import Answer, OutboxMail, RequestLine, Suspension, Verification

DISCLOSING = frozenset({LineOutcome.FULFILLED, LineOutcome.PARTLY})
"""Outcomes with which something is given away or changed, which needs whoever asks to be the right one."""


def answer_of(session: Session, line: RequestLine) -> Answer | None:
    """Return how the line is to be answered, or was; None before anybody has proposed anything."""
    return session.scalars(select(Answer).where(Answer.line_id == line.id)).one_or_none()


def goes_by_post(answer: Answer) -> bool:
    """Tell whether the person gave no mailbox, so that staff print the letter and post it."""
    return answer.line.request.address is None


def is_sent(answer: Answer) -> bool:
    """Tell whether the answer was queued as a mail or, without a mailbox, approved to be posted."""
    return answer.mail_id is not None or (goes_by_post(answer) and answer.approved_by is not None)


def is_delivered(session: Session, answer: Answer) -> bool:
    """Tell whether the mail server has taken the answer's letter, or staff have posted it."""
    if goes_by_post(answer):
        return is_sent(answer)
    mail = session.get(OutboxMail, answer.mail_id) if answer.mail_id else None
    return mail is not None and mail.sent_at is not None


def is_proved(session: Session, line: RequestLine) -> bool:
    """Tell whether enough was shown for a line, or the officer let it go on without. Rules V-1 and V-7.

    What was shown before a doubt arose does not settle that doubt. Rule V-8.
    """
    doubted = session.scalar(
        select(func.max(Suspension.asked_at)).where(
            Suspension.request_id == line.request_id, Suspension.position == line.position
        )
    )
    if doubted is None and Level[line.level] <= Level[line.request.verified_level]:
        return True
    shown = select(Verification.id).where(
        Verification.request_id == line.request_id,
        or_(Verification.method == Method.OVERRIDE.value, Verification.level >= line.level),
    )
    if doubted is not None:
        shown = shown.where(Verification.at >= doubted)
    return session.scalar(shown.limit(1)) is not None


def _check_proved(session: Session, line: RequestLine) -> None:
    if not is_proved(session, line):
        raise TransitionNotAllowedError(
            "There was a doubt who asks: record how it was settled first, or answer that you cannot tell."
        )


def check_ready(session: Session, line: RequestLine, to: LineState, outcome: LineOutcome | None) -> None:
    """Hold that the line may take this step as far as its answer and its checklist are concerned.

    Raises:
        TransitionNotAllowedError: it may not; the text says what is lacking.
    """
    if line.state == LineState.CLOSED and to is LineState.IN_PROGRESS and not is_proved(session, line):
        raise TransitionNotAllowedError("Nobody has shown who asks for this; it has to be asked for again.")
    answer = answer_of(session, line)
    if to is LineState.READY and (answer is None or answer.approved_by):
        raise TransitionNotAllowedError("Propose the answer first, with its outcome and its words.")
    if to in (LineState.READY, LineState.RESPONDED) and answer and answer.outcome in DISCLOSING:
        _check_proved(session, line)
    if to is LineState.RESPONDED and (answer is None or not is_sent(answer)):
        raise TransitionNotAllowedError("The answer must be approved and sent first.")
    if to is LineState.CLOSED and outcome in ANSWERED:
        if answer is None or not is_sent(answer):
            raise TransitionNotAllowedError("The answer has not been delivered yet.")
        if answer.outcome != outcome:
            raise TransitionNotAllowedError("The line closes with the outcome that the person was told.")
        check_closing(states_of(session, line), outcome=outcome, delivered=is_delivered(session, answer))
