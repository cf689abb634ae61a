"""Holds what the person behind a request sees of it, and what a mere reference does not show: rule R-6."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from assistant.rights.states import LineOutcome, LineState, RequestState
from assistant.service import outbox, requests, tickets
from assistant.service.parts import Parts
from assistant.service.progress import LINE_STATES, OUTCOMES, STATES, WAITING_FOR, progress
from assistant.service.writing import DOMAIN
from assistant.store import DataSubjectRequest
from assistant.terms import Locale, Right
from assistant.translations import translate
from tests.service.answering import Desk
from tests.service.conftest import ALVA, FILING, NOON, Clock, Postbox, acting, filing


@pytest.fixture
def session(parts: Parts) -> Iterator[Session]:
    with parts.sessions.begin() as session:
        yield session


def filed(parts: Parts, session: Session, *rights: Right) -> DataSubjectRequest:
    return requests.file(acting(parts, session), filing(*rights))


def test_the_reference_alone_shows_how_far_the_request_is_when_it_is_due_and_why(
    parts: Parts, session: Session
) -> None:
    """Rule R-6."""
    request = filed(parts, session, Right.ACCESS)
    requests.write(acting(parts, session), request, "I moved in May.")
    seen = progress(session, parts, request, is_verified=False)
    assert (seen.reference, seen.controller_name, seen.received) == (request.reference, "Nord Oy", NOON)
    assert seen.state == "Your request waits for you to confirm that the mailbox is yours."
    assert seen.due == date(2026, 4, 7)
    assert seen.why[-1] == "6 April 2026 is Easter Monday, a public holiday."
    assert seen.lines == (("Access to your data", "waits for your confirmation"),)
    assert seen.waiting_for.startswith("Please confirm")
    assert (seen.can_withdraw, seen.correspondence) == (False, ())


def test_a_verified_visitor_reads_the_correspondence_and_no_comment(parts: Parts, session: Session) -> None:
    request = filed(parts, session, Right.MARKETING_BAN)
    staff, ticket = acting(parts, session, ALVA), tickets.of_request(session, request)
    tickets.comment(staff, ticket, "Rude on the phone.")
    requests.reply(staff, ticket, "Which list?", version=ticket.version)
    requests.write(acting(parts, session), request, "All of them.")
    seen = progress(session, parts, request, is_verified=True)
    assert seen.correspondence == ((True, "Which list?", NOON), (False, "All of them.", NOON))
    assert seen.can_withdraw
    assert "Which" not in repr(seen)


def test_a_question_of_the_staff_is_what_the_request_waits_for(parts: Parts, session: Session) -> None:
    request = filed(parts, session, Right.MARKETING_BAN)
    staff = acting(parts, session, ALVA)
    tickets.move_line(staff, request.lines[0], LineState.IN_PROGRESS)
    tickets.move_line(staff, request.lines[0], LineState.WAITING_CLARIFICATION, reason="Which list?")
    seen = progress(session, parts, request, is_verified=True)
    assert seen.state == "Your request waits for an answer from you."
    assert seen.waiting_for == "Please answer the question in our message."


def test_what_is_withdrawn_is_closed_and_cannot_be_withdrawn_again(parts: Parts, session: Session) -> None:
    request = filed(parts, session, Right.ACCESS, Right.MARKETING_BAN)
    requests.withdraw(acting(parts, session), request)
    seen = progress(session, parts, request, is_verified=True)
    assert seen.state == "Your request is closed."
    assert [state for _, state in seen.lines] == ["withdrawn", "withdrawn"]
    assert (seen.can_withdraw, seen.waiting_for) == (False, "")


def test_the_person_reads_their_own_language(parts: Parts, session: Session) -> None:
    request = requests.file(acting(parts, session), replace(FILING, locale=Locale.FI))
    seen = progress(session, parts, request, is_verified=False)
    assert seen.lines == (("Pääsy omiin tietoihin", "odottaa vahvistustasi"),)
    assert seen.why[0] == "Viimeinen vastauspäivä on 7. huhtikuuta 2026."


def test_the_person_may_read_it_in_another_language(parts: Parts, session: Session) -> None:
    request = requests.file(acting(parts, session), replace(FILING, locale=Locale.FI))
    seen = progress(session, parts, request, is_verified=False, locale=Locale.SV)
    assert seen.locale is Locale.SV
    assert seen.why[-1] == "Den 6 april 2026 är annandag påsk, en helgdag."


def test_every_state_and_outcome_has_words_in_every_language() -> None:
    assert (set(STATES), set(LINE_STATES), set(OUTCOMES)) == (
        set(RequestState),
        set(LineState),
        set(LineOutcome),
    )
    for words in (STATES, LINE_STATES, OUTCOMES, WAITING_FOR):
        for sentence in words.values():
            assert all(translate(DOMAIN, locale, sentence) != sentence for locale in ("fi", "sv"))


def test_an_answered_request_says_until_when_it_can_be_opened_again_and_then_takes_no_message(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    """Rules R-6 and R-5."""
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), filing(Right.MARKETING_BAN))
        reference = request.reference
        Desk(parts, session, tickets.of_request(session, request)).answer()
    outbox.deliver(parts, postbox)
    with parts.sessions.begin() as session:
        Desk(parts, session, tickets.of_request(session, requests.find(session, reference))).close()
    for days, until in ((0, date(2026, 4, 4)), (30, date(2026, 4, 4)), (31, None)):
        clock.now = NOON + timedelta(days=days)
        with parts.reads() as session:
            seen = progress(session, parts, requests.find(session, reference), is_verified=True)
        assert (seen.reopen_until, seen.can_write) == (until, until is not None)
