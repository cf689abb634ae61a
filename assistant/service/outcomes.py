"""How a line is answered: proposed by one, approved by another, sent once. Rules F-2, R-1 to R-3 and R-5."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select

from assistant.errors import (
    ConflictError,
    InvalidInputError,
    PermissionDeniedError,
    TransitionNotAllowedError,
)
from assistant.rights.deadline import local_date
from assistant.rights.identity import Level
from assistant.rights.states import ANSWERED, LineOutcome, LineState
from assistant.service import letters, outbox, packages, posting, tickets
from assistant.service.acting import Act
from assistant.service.items import items_of
from assistant.service.keys import seal, unseal
from assistant.service.letters import AnswerWords
from assistant.service.parts import Parts
from assistant.service.ports import Mail
from assistant.service.readiness import answer_of, goes_by_post
from assistant.service.tickets import Change
from assistant.store import Answer, RequestLine, Ticket, Transaction
from assistant.terms import Right, Role
from assistant.text import without_controls
from assistant.tickets.history import TransactionKind
from assistant.tickets.permission import check_two_persons

TWO_PERSON = frozenset({Right.ACCESS, Right.ERASURE})
WORDS_CHARACTERS = 8000
_DONE = frozenset({LineOutcome.FULFILLED, LineOutcome.PARTLY})


@dataclass(frozen=True, slots=True)
class Proposal:
    """How somebody would answer a line. `is_unfounded` refuses it as manifestly unfounded or excessive."""

    outcome: LineOutcome
    words: AnswerWords
    is_unfounded: bool = False


def propose(act: Act, ticket: Ticket, line: RequestLine, proposal: Proposal) -> Answer:
    """Keep how a line is to be answered, with its package if it has one, and make it ready to be approved.

    Raises:
        InvalidInputError: what the outcome needs is not written: what was done, reasons, a demonstration.
        TransitionNotAllowedError: the line is not being worked on, or such an outcome is no answer.
    """
    words = _checked(proposal)
    if proposal.outcome not in ANSWERED:
        raise TransitionNotAllowedError("This outcome is no answer.")
    if line.state != LineState.IN_PROGRESS:
        raise TransitionNotAllowedError("An answer is proposed while the line is worked on.")
    answer = answer_of(act.session, line) or Answer(line=line)
    answer.outcome, answer.is_unfounded = proposal.outcome.value, proposal.is_unfounded
    written = json.dumps({"done": words.done, "reasons": words.reasons, "demonstration": words.demonstration})
    answer.words = seal(act.parts.keys, line.request.wrapped_key, written)
    answer.proposed_by, answer.proposed_at = act.actor.name, act.now
    answer.approved_by = answer.approved_at = answer.mail_id = None
    act.session.add(answer)
    act.session.flush()
    letters.answer(act.parts, line, answer.outcome, words)  # what cannot be written is said now
    if proposal.outcome in _DONE:
        packages.make(act, line)
    else:
        packages.drop(act.session, line)
    change = Change("R-3" if answer.is_unfounded else "R-2", _field(line), None, answer.outcome)
    tickets.record(act, ticket, TransactionKind.ANSWER_PROPOSED, change=change, text=written)
    tickets.move_line(act, line, LineState.READY)
    return answer


def _checked(proposal: Proposal) -> AnswerWords:
    given = (proposal.words.done, proposal.words.reasons, proposal.words.demonstration)
    done, reasons, demonstration = (without_controls(text).strip() for text in given)
    words = AnswerWords(done, reasons, demonstration)
    if any(len(text) > WORDS_CHARACTERS for text in (done, reasons, demonstration)):
        raise InvalidInputError(f"This text is longer than {WORDS_CHARACTERS} characters.")
    if proposal.outcome in _DONE and not words.done:
        raise InvalidInputError("Write what was done.")
    if proposal.outcome is not LineOutcome.FULFILLED and not words.reasons:
        raise InvalidInputError("This letter must give its reasons. GDPR Art. 12(4).")
    if not proposal.is_unfounded:
        return replace(words, demonstration="")
    if proposal.outcome is not LineOutcome.REFUSED:
        raise InvalidInputError("Only a refusal can rest on a request being unfounded or excessive.")
    if not words.demonstration:
        raise InvalidInputError(
            "Write down what shows that the request is manifestly unfounded or excessive."
        )
    return words


def words_of(parts: Parts, answer: Answer) -> AnswerWords:
    """Return what the answer says."""
    return AnswerWords(**json.loads(unseal(parts.keys, answer.line.request.wrapped_key, answer.words)))


def letter_of(act: Act, answer: Answer) -> Mail:
    """Return the letter exactly as it would be sent now. Rule R-2."""
    words = words_of(act.parts, answer)
    if packages.of_line(act.session, answer.line) is not None:
        words = replace(words, package_until=_last_day(act, answer.line))
    return letters.answer(act.parts, answer.line, answer.outcome, words)


def fingerprint(mail: Mail) -> str:
    """Return what tells whether two letters are the same, byte for byte, apart from their message id."""
    seen = json.dumps({**asdict(mail), "message_id": ""}, sort_keys=True)
    return hashlib.sha256(seen.encode()).hexdigest()


def doers(act: Act, answer: Answer) -> frozenset[str]:
    """Return who has worked on the line: who proposed the answer, finished an item or checked who asks."""
    done = (item.done_by for item in items_of(act.session, answer.line) if item.done_by)
    checked = (
        select(Transaction.actor)
        .join(Transaction.ticket)
        .where(Ticket.request_id == answer.line.request_id)
        .where(Transaction.kind == TransactionKind.VERIFIED.value)
        .where(Transaction.role.in_([Role.AGENT.value, Role.APPROVER.value]))
    )
    return frozenset({answer.proposed_by, *done, *act.session.scalars(checked)})


def needs_two(answer: Answer) -> bool:
    """Tell whether somebody else must approve the answer. Rules F-2, R-3, and R-4 for the strongest proof."""
    is_sensitive = Level[answer.line.level] is Level.L3
    return answer.is_unfounded or is_sensitive or Right(answer.line.right) in TWO_PERSON


def send(act: Act, ticket: Ticket, answer: Answer, *, seen: str, override_reason: str = "") -> None:
    """Approve the answer, queue its letter and publish its package. `seen` is the previewed letter's print.

    Where the person gave no mailbox, staff post the letter, and this records that they do.

    Where two persons are needed, an approver who had no hand in it sends it, or says in writing why nobody
    else can; of a request held to be unfounded, somebody else always must.

    Raises:
        ConflictError: the letter is no longer what was previewed.
        PermissionDeniedError: whoever acts may not approve this.
        TransitionNotAllowedError: the answer is not ready to be sent.
    """
    line = answer.line
    if line.state != LineState.READY:
        raise TransitionNotAllowedError("This answer is not ready to be sent, or was sent already.")
    letter = letter_of(act, answer)
    if fingerprint(letter) != seen:
        raise ConflictError("The letter is no longer what you saw; look at it again.")
    _approve(act, ticket, answer, override_reason=override_reason.strip())
    if goes_by_post(answer):
        posting.put(act, ticket, letter, rule="R-2")
    else:
        mail = outbox.queue(act, ticket.request, letter)
        act.session.flush()
        answer.mail_id = mail.id
        tickets.correspond(act, ticket, letter.text)
    packages.publish(act, line, until=_last_day(act, line))
    tickets.move_line(act, line, LineState.RESPONDED)


def _approve(act: Act, ticket: Ticket, answer: Answer, *, override_reason: str) -> None:
    involved = doers(act, answer)
    kind = TransactionKind.APPROVED
    if needs_two(answer):
        if act.actor.role is not Role.APPROVER:
            raise PermissionDeniedError("An approver must look at this answer before it is sent.")
        same = act.actor.name if act.actor.name in involved else ""
        reason = "" if answer.is_unfounded else override_reason
        check_two_persons(same or "somebody else", act.actor.name, override_reason=reason)
        kind = TransactionKind.OVERRIDE if same else kind
    answer.approved_by, answer.approved_at = act.actor.name, act.now
    change = Change("R-3" if answer.is_unfounded else "F-2", _field(answer.line), None, answer.outcome)
    text = override_reason if kind is TransactionKind.OVERRIDE else ""
    tickets.record(act, ticket, kind, change=change, text=text)


def close(act: Act, answer: Answer) -> None:
    """Close the line with the outcome that its person was told. Rule R-5.

    Raises:
        TransitionNotAllowedError: the answer was not delivered, or an item of the checklist is unfinished.
    """
    tickets.move_line(act, answer.line, LineState.CLOSED, outcome=LineOutcome(answer.outcome))


def _last_day(act: Act, line: RequestLine) -> date:
    zone = act.parts.knowledge().controller(line.request.controller).timezone
    return local_date(act.now, zone) + timedelta(days=act.parts.limits.package_retention_days)


def _field(line: RequestLine) -> str:
    return f"line {line.position}"
