"""Holds how a line is answered: two persons, reasons, the very letter that was seen: F-2, R-1 to R-5."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from assistant.errors import (
    ConflictError,
    InvalidInputError,
    PermissionDeniedError,
    TransitionNotAllowedError,
)
from assistant.rights.states import LineOutcome, LineState
from assistant.service import outbox, outcomes, requests, tickets
from assistant.service.acting import Actor
from assistant.service.letters import AnswerWords
from assistant.service.outcomes import Proposal
from assistant.service.parts import Parts
from assistant.store import OutboxMail
from assistant.terms import Right, Role
from tests.service.answering import WORDS, Desk
from tests.service.conftest import ALVA, BO, Clock, Postbox, acting, filing

CAI = Actor("cai", Role.AGENT)
EVE = Actor("eve", Role.APPROVER)


@pytest.fixture
def session(parts: Parts) -> Iterator[Session]:
    with parts.sessions() as session:
        yield session


def desk_for(parts: Parts, session: Session, right: Right) -> Desk:
    """Return two people at a request whose mailbox was verified and whose work has begun."""
    request = requests.file(acting(parts, session), filing(right))
    desk = Desk(parts, session, tickets.of_request(session, request))
    if desk.line.state == LineState.RECEIVED_UNVERIFIED:
        request.verified_at, request.verified_level = parts.now(), "L1"
        tickets.move_line(acting(parts, session), desk.line, LineState.VERIFIED)
        tickets.move_line(acting(parts, session, ALVA), desk.line, LineState.OPEN)
    desk.begin()
    return desk


def mail_out(parts: Parts, session: Session, postbox: Postbox) -> None:
    session.commit()
    outbox.deliver(parts, postbox)
    session.expire_all()


@pytest.mark.parametrize("right", [Right.ACCESS, Right.ERASURE])
def test_whoever_did_the_work_does_not_approve_it(parts: Parts, session: Session, right: Right) -> None:
    """Rule F-2: by default for access and erasure; one ticked item is enough to be a doer."""
    desk = desk_for(parts, session, right)
    desk.finish_items(who=EVE)
    answer = desk.propose()
    assert outcomes.doers(acting(parts, session), answer) == {"alva", "eve"}
    for who in (ALVA, CAI, EVE):
        with pytest.raises(PermissionDeniedError):
            desk.send(answer, who)
    assert session.query(OutboxMail).filter_by(kind="fulfilled").count() == 0
    desk.send(answer, BO)
    assert (desk.line.state, answer.approved_by) == ("responded", "bo")
    assert ("approved", "F-2") in {(row.kind, row.rule) for row in desk.ticket.history}


def test_a_controller_of_one_person_says_in_writing_why_nobody_else_can(
    parts: Parts, session: Session
) -> None:
    """Rule F-2."""
    desk = desk_for(parts, session, Right.ERASURE)
    desk.finish_items(who=EVE)
    answer = desk.propose()
    with pytest.raises(PermissionDeniedError):
        desk.send(answer, EVE, override_reason=" ")
    desk.send(answer, EVE, override_reason="I am the only one here.")
    (override,) = [row for row in desk.ticket.history if row.kind == "override"]
    assert (override.actor, tickets.text_of(parts, override)) == ("eve", "I am the only one here.")


def test_other_rights_are_answered_by_one_person(parts: Parts, session: Session) -> None:
    desk = desk_for(parts, session, Right.MARKETING_BAN)
    desk.send(desk.propose(), ALVA)
    assert desk.line.state == "responded"


@pytest.mark.parametrize("outcome", ["partly", "refused", "no_data", "cannot_identify"])
def test_no_outcome_but_fulfilled_is_proposed_without_reasons(
    parts: Parts, session: Session, outcome: str
) -> None:
    """Rule R-1."""
    desk = desk_for(parts, session, Right.MARKETING_BAN)
    with pytest.raises(InvalidInputError, match="reasons"):
        desk.propose(LineOutcome(outcome), AnswerWords("Done.", " "))
    assert desk.line.state == "in_progress"


def test_what_was_done_must_be_said(parts: Parts, session: Session) -> None:
    desk = desk_for(parts, session, Right.MARKETING_BAN)
    with pytest.raises(InvalidInputError, match="what was done"):
        desk.propose(LineOutcome.FULFILLED, AnswerWords(" ", "Reasons."))


def test_an_unfounded_request_needs_its_demonstration_and_a_second_person_always(
    parts: Parts, session: Session
) -> None:
    """Rule R-3."""
    desk = desk_for(parts, session, Right.RECTIFICATION)
    with pytest.raises(InvalidInputError, match="shows"):
        desk.propose(LineOutcome.REFUSED, AnswerWords(reasons="Enough."), is_unfounded=True)
    with pytest.raises(InvalidInputError, match="refusal"):
        desk.propose(LineOutcome.FULFILLED, WORDS, is_unfounded=True)
    words = AnswerWords(reasons="Enough.", demonstration="Forty identical requests since Monday.")
    answer = desk.propose(LineOutcome.REFUSED, words, is_unfounded=True)
    desk_words = outcomes.letter_of(acting(parts, session), answer).text
    assert "Forty identical requests since Monday." in desk_words
    assert "12(5)" in desk_words
    answer.proposed_by = "bo"
    with pytest.raises(PermissionDeniedError):
        desk.send(answer, BO, override_reason="I am alone.")
    desk.send(answer, EVE)
    assert ("approved", "R-3") in {(row.kind, row.rule) for row in desk.ticket.history}


def test_what_was_previewed_is_what_leaves_byte_for_byte(
    parts: Parts, session: Session, postbox: Postbox
) -> None:
    """Rule R-2."""
    desk = desk_for(parts, session, Right.MARKETING_BAN)
    answer = desk.propose(words=AnswerWords("Dear Aino,\n\n  done: 100 % <b>"))
    seen = outcomes.letter_of(acting(parts, session), answer)
    desk.send(answer)
    mail_out(parts, session, postbox)
    (sent,) = [mail for mail in postbox.mails if mail.subject_line == seen.subject_line]
    assert (sent.text, sent.html) == (seen.text, seen.html)
    assert "Dear Aino,\n\n  done: 100 % <b>" in sent.text


def test_a_letter_that_changed_since_it_was_seen_is_not_sent(parts: Parts, session: Session) -> None:
    """Rule R-2: the language was changed meanwhile."""
    desk = desk_for(parts, session, Right.MARKETING_BAN)
    answer = desk.propose()
    seen = outcomes.fingerprint(outcomes.letter_of(acting(parts, session), answer))
    desk.ticket.request.locale = "sv"
    with pytest.raises(ConflictError):
        outcomes.send(acting(parts, session, BO), desk.ticket, answer, seen=seen)


def test_a_comment_among_staff_is_in_no_letter(parts: Parts, session: Session) -> None:
    """Rule R-2."""
    desk = desk_for(parts, session, Right.MARKETING_BAN)
    tickets.comment(acting(parts, session, ALVA), desk.ticket, "Difficult customer.")
    answer = desk.propose()
    assert "Difficult" not in outcomes.letter_of(acting(parts, session), answer).text


def test_an_answer_is_sent_once(parts: Parts, session: Session) -> None:
    desk = desk_for(parts, session, Right.MARKETING_BAN)
    answer = desk.propose()
    desk.send(answer)
    with pytest.raises(TransitionNotAllowedError, match="sent already"):
        desk.send(answer)
    assert session.query(OutboxMail).filter_by(kind="fulfilled").count() == 1


def test_a_line_closes_only_with_its_checklist_complete(
    parts: Parts, session: Session, postbox: Postbox
) -> None:
    """Rule R-5."""
    desk = desk_for(parts, session, Right.MARKETING_BAN)
    desk.send(desk.propose())
    mail_out(parts, session, postbox)
    with pytest.raises(TransitionNotAllowedError, match="checklist still to be finished: 2"):
        desk.close()
    desk.finish_items()
    desk.close()
    assert (desk.line.state, desk.line.outcome) == ("closed", "fulfilled")


def test_a_reopened_line_needs_a_new_answer(
    parts: Parts, session: Session, postbox: Postbox, clock: Clock
) -> None:
    """Rule R-5: reopening keeps the day of receipt and the due date."""
    desk = desk_for(parts, session, Right.MARKETING_BAN)
    desk.answer_from_here()
    mail_out(parts, session, postbox)
    desk.close()
    due, received = desk.ticket.due, desk.ticket.request.received_at
    clock.move(days=30)
    requests.write(acting(parts, session), desk.ticket.request, "You forgot one list.")
    assert (desk.line.state, desk.line.outcome) == ("in_progress", None)
    assert (desk.ticket.due, desk.ticket.request.received_at) == (due, received)
    with pytest.raises(TransitionNotAllowedError, match="Propose"):
        tickets.move_line(acting(parts, session, ALVA), desk.line, LineState.READY)
    answer = desk.propose()
    assert answer.approved_by is None
    desk.send(answer)


def test_only_an_answer_can_be_proposed(parts: Parts, session: Session) -> None:
    desk = desk_for(parts, session, Right.MARKETING_BAN)
    act = acting(parts, session, ALVA)
    with pytest.raises(TransitionNotAllowedError):
        outcomes.propose(act, desk.ticket, desk.line, Proposal(LineOutcome.WITHDRAWN, WORDS))


def test_whoever_gave_no_mailbox_is_answered_by_post(parts: Parts, session: Session) -> None:
    """Rules R-2 and R-5: the letter is printed and posted, which sending it records."""
    desk = desk_for(parts, session, Right.MARKETING_BAN)
    desk.ticket.request.address = None
    before = session.query(OutboxMail).count()
    desk.answer_from_here()
    assert session.query(OutboxMail).count() == before
    assert "We took you off the list." in tickets.text_of(parts, desk.last_letter())
    desk.close()
    assert (desk.line.state, desk.line.outcome) == ("closed", "fulfilled")
