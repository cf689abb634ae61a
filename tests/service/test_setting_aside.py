"""Holds that no right is closed in silence, and that what was never proved is not opened by a back door."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.rights.states import LineOutcome, LineState
from assistant.service import inbound, outbox, proofs, requests, setting_aside, tickets
from assistant.service.acting import DATA_SUBJECT, SYSTEM, Actor
from assistant.service.parts import Parts
from assistant.store import Ticket
from assistant.terms import Right
from tests.service.conftest import ADDRESS, ALVA, BO, Postbox, acting, filing


@pytest.fixture
def session(parts: Parts) -> Iterator[Session]:
    with parts.sessions() as session:
        yield session


@pytest.fixture
def ticket(parts: Parts, session: Session) -> Ticket:
    """Return a request whose mailbox nobody has shown to be theirs."""
    return tickets.of_request(session, requests.file(acting(parts, session), filing(Right.ACCESS)))


def aside(parts: Parts, session: Session, ticket: Ticket, outcome: LineOutcome, who: Actor = BO) -> None:
    setting_aside.set_aside(acting(parts, session, who), ticket, 1, outcome, "Ask Example Oy.")


@pytest.mark.parametrize("outcome", setting_aside.OUTCOMES)
def test_whoever_gets_no_answer_is_told_why_and_whom_to_complain_to(
    parts: Parts, session: Session, ticket: Ticket, postbox: Postbox, outcome: LineOutcome
) -> None:
    """Rules R-1 and V-7."""
    aside(parts, session, ticket, outcome)
    session.commit()
    outbox.deliver(parts, postbox)
    (mail,) = postbox.mails
    assert (mail.addressee, postbox.kinds) == (ADDRESS, [outcome.value])
    for said in ("Ask Example Oy.", "Office of the Data Protection Ombudsman", "go to court"):
        assert said in mail.text
    is_unknown = outcome is LineOutcome.CANNOT_IDENTIFY
    assert ("You can make the request again at any time" in mail.text) is is_unknown
    assert "opens it again" not in mail.text
    line = tickets.load(session, ticket.id).request.lines[0]
    assert (line.state, line.outcome) == ("closed", outcome.value)


def test_without_reasons_nothing_is_closed(parts: Parts, session: Session, ticket: Ticket) -> None:
    """Rule R-1."""
    for outcome, reasons in ((LineOutcome.MISDIRECTED, " "), (LineOutcome.WITHDRAWN, "So."), (None, "So.")):
        with pytest.raises(InvalidInputError):
            setting_aside.set_aside(acting(parts, session, BO), ticket, 1, outcome, reasons)
    assert ticket.request.lines[0].state == "received_unverified"


def test_only_the_officer_gives_up_on_finding_out_who_asks(
    parts: Parts, session: Session, ticket: Ticket
) -> None:
    """Rule V-7."""
    with pytest.raises(TransitionNotAllowedError):
        aside(parts, session, ticket, LineOutcome.CANNOT_IDENTIFY, ALVA)


def test_an_unproved_mailbox_gets_no_more_of_these_letters_than_of_others(
    parts: Parts, session: Session, ticket: Ticket
) -> None:
    """Rules V-2 and X-3."""
    for number in range(parts.limits.codes_per_day_per_address):
        assert requests.may_acknowledge(acting(parts, session), ticket.request), number
    with pytest.raises(TransitionNotAllowedError):
        aside(parts, session, ticket, LineOutcome.MISDIRECTED)


@pytest.mark.parametrize("who", [ALVA, BO, DATA_SUBJECT])
@pytest.mark.parametrize("outcome", [LineOutcome.CANNOT_IDENTIFY, LineOutcome.UNVERIFIED_EXPIRED])
def test_what_was_closed_unproved_is_not_opened_again_as_if_it_were_proved(
    parts: Parts, session: Session, ticket: Ticket, outcome: LineOutcome, who: Actor
) -> None:
    """Rules V-1 and R-5."""
    closer, reason = (SYSTEM, "") if outcome is LineOutcome.UNVERIFIED_EXPIRED else (BO, "Nobody answers.")
    line = ticket.request.lines[0]
    closing = acting(parts, session, closer)
    tickets.move_line(closing, line, LineState.CLOSED, outcome=outcome, reason=reason)
    with pytest.raises(TransitionNotAllowedError):
        tickets.move_line(acting(parts, session, who), line, LineState.IN_PROGRESS)
    assert tickets.reopenable_until(acting(parts, session), ticket) is None


def test_a_mail_that_says_it_is_from_the_mailbox_opens_nothing_that_was_never_proved(
    parts: Parts, session: Session, ticket: Ticket
) -> None:
    """Rules V-1 and R-5: who a mail says it is from shows nothing."""
    aside(parts, session, ticket, LineOutcome.CANNOT_IDENTIFY)
    mail = inbound.Inbound(
        key="<1@example.org>",
        sender=ADDRESS,
        subject_line=f"Re: {ticket.request.reference}",
        text="Please go on.",
    )
    assert inbound.take(acting(parts, session), "nord", mail) is inbound.Fate.REPLY
    assert ticket.request.lines[0].state == "closed"


def test_what_the_officer_let_go_on_without_proof_can_be_opened_again(
    parts: Parts, session: Session, ticket: Ticket
) -> None:
    """Rules V-7 and R-5."""
    proofs.override(acting(parts, session, BO), ticket, "Known to us for years.")
    line = ticket.request.lines[0]
    line.state, line.outcome = "closed", "fulfilled"
    assert tickets.was_answered(session, line)
    ticket.request.lines[0].level = "L3"
    assert tickets.was_answered(session, line)


def test_a_request_by_letter_is_told_by_letter(parts: Parts, session: Session) -> None:
    """Rule R-1."""
    made = replace(filing(Right.ACCESS, address=""), channel="letter")
    ticket = tickets.of_request(session, requests.file(acting(parts, session, ALVA), made))
    aside(parts, session, ticket, LineOutcome.MISDIRECTED)
    written = next(row for row in ticket.history if row.field == "post")
    assert "Ask Example Oy." in tickets.text_of(parts, written)
