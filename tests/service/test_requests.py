"""Holds how a request is filed, found, withdrawn and written about: rules I-2 to I-7 and R-6."""

from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from assistant.errors import ConflictError, InvalidInputError, NotFoundError, TransitionNotAllowedError
from assistant.rights.states import LineOutcome, LineState
from assistant.service import requests, tickets
from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.service.tickets import Change
from assistant.store import DataSubjectRequest, Ticket, Transaction
from assistant.terms import Locale, Right
from assistant.tickets.history import TransactionKind
from tests.service.conftest import ADDRESS, ALVA, FILING, Clock, acting, filing

L0, L1 = Right.MARKETING_BAN, Right.ACCESS


def test_a_request_keeps_when_its_message_came_and_is_due_a_month_from_then(
    parts: Parts, clock: Clock
) -> None:
    """Rule I-3."""
    clock.move(days=2)  # it is filed later than its message came
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), FILING)
    with parts.reads() as session:
        kept = requests.find(session, request.reference)
        assert kept.received_at == datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
        assert (kept.due, kept.nominal) == (date(2026, 4, 7), date(2026, 4, 5))
        assert kept.internal_due == date(2026, 3, 27)
        assert [step["rule"] for step in kept.trace] == ["D-1", "D-2", "D-3", "D-3", "D-3"]
        assert tickets.of_request(session, kept).due == date(2026, 4, 7)


def test_a_right_that_only_stops_something_is_due_in_the_house_the_next_working_day(parts: Parts) -> None:
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), filing(L0))
        assert (request.due, request.internal_due) == (date(2026, 4, 7), date(2026, 3, 6))


def test_the_same_key_is_the_same_request(parts: Parts) -> None:
    with parts.sessions.begin() as session:
        first = requests.file(acting(parts, session), FILING)
        again = requests.file(acting(parts, session), replace(FILING, rights=(Right.ERASURE,)))
    assert first.id == again.id
    with parts.reads() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 1


def test_the_same_key_at_the_same_moment_is_the_same_request(parts: Parts) -> None:
    """Rule I-5."""
    references: list[str] = []
    together = Barrier(2)

    def file() -> None:
        together.wait()
        with parts.sessions.begin() as session:
            references.append(requests.file(acting(parts, session), FILING).reference)

    threads = [Thread(target=file) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(references) == 2
    assert len(set(references)) == 1


def test_each_right_is_a_line_of_its_own_in_the_order_asked(parts: Parts) -> None:
    """Rule I-2."""
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), filing(Right.ERASURE, L1, Right.ERASURE))
        assert [(line.position, line.right) for line in request.lines] == [(1, "erasure"), (2, "access")]


@pytest.mark.parametrize(
    ("rights", "states", "queue", "status"),
    [
        ((L1,), ["received_unverified"], "nord-privacy-unverified", "new"),
        ((L0,), ["open"], "nord-privacy", "open"),
        ((L1, L0), ["received_unverified", "open"], "nord-privacy", "open"),
    ],
    ids=["needs proof", "needs none", "mixed"],
)
def test_what_needs_no_proof_is_with_the_staff_at_once_and_the_rest_waits_apart(
    parts: Parts, rights: tuple[Right, ...], states: list[str], queue: str, status: str
) -> None:
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), filing(*rights))
        ticket = tickets.of_request(session, request)
        assert [line.state for line in request.lines] == states
        assert (ticket.queue, ticket.status) == (queue, status)


def test_filing_is_recorded_with_the_rights_in_the_open_and_the_words_sealed(parts: Parts) -> None:
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), filing(L1, L0))
        (received,) = session.scalars(select(Transaction))
        assert (received.kind, received.actor, received.rule) == ("received", "data_subject", "I-1")
        assert received.new == "access,marketing_ban"
        assert tickets.text_of(parts, received) == "All of it, please."
        assert received.payload is not None
        assert b"please" not in received.payload.sealed
        assert request.reference not in tickets.of_request(session, request).subject_line


def test_what_fits_the_form_can_be_filed_where_chat_messages_must_be_short(parts: Parts) -> None:
    brief = replace(parts, limits=Limits(message_characters=100))
    with brief.sessions.begin() as session:
        request = requests.file(acting(brief, session), replace(FILING, scope="a" * 2000))
        assert len(request.scope or "") == 2000


def test_a_personal_identity_number_is_masked_before_it_is_kept(parts: Parts) -> None:
    """Rule I-4."""
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), replace(FILING, scope="I am 131052-308T."))
        assert request.scope == "I am […]."


@pytest.mark.parametrize(
    "wrong",
    [
        {"rights": ()},
        {"rights": (Right.COMPLAINT,)},
        {"address": "aino@"},
        {"name": "A" * 201},
        {"scope": "a" * 4001},
    ],
    ids=lambda wrong: next(iter(wrong)),  # not the thousand letters themselves
)
def test_what_cannot_be_a_request_is_refused_without_repeating_it(
    parts: Parts, wrong: dict[str, object]
) -> None:
    with parts.sessions() as session, pytest.raises(InvalidInputError) as caught:
        requests.file(acting(parts, session), replace(FILING, **wrong))  # type: ignore[arg-type]
    assert "aino" not in str(caught.value)


def test_a_filing_does_not_show_who_filed_it() -> None:
    assert ADDRESS not in repr(FILING)
    assert "Aino" not in repr(FILING)
    assert "please" not in repr(FILING)


def test_an_unknown_reference_and_a_malformed_one_look_the_same(parts: Parts) -> None:
    with parts.reads() as session:
        for reference in ("7K3Q-X9M2-NP4T-Z8VC", "nonsense"):
            with pytest.raises(NotFoundError, match="no request"):
                requests.find(session, reference)


def test_withdrawing_closes_every_line_and_the_ticket(parts: Parts) -> None:
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), filing(L1, L0))
        requests.withdraw(acting(parts, session), request)
        requests.withdraw(acting(parts, session), request)  # once more changes nothing
        ticket = tickets.of_request(session, request)
        assert [(line.state, line.outcome) for line in request.lines] == [("closed", "withdrawn")] * 2
        assert ticket.status == "rejected"
        kinds = session.scalars(select(Transaction.kind).order_by(Transaction.seq)).all()
        assert kinds.count("withdrawn") == 2


def test_an_unverified_request_that_is_withdrawn_stays_in_its_queue(parts: Parts) -> None:
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), FILING)
        requests.withdraw(acting(parts, session), request)
        assert tickets.of_request(session, request).queue == "nord-privacy-unverified"


def test_a_message_of_the_person_wakes_what_waited_for_it(parts: Parts) -> None:
    with parts.sessions.begin() as session:
        staff = acting(parts, session, ALVA)
        request = requests.file(acting(parts, session), filing(L0))
        (line,) = request.lines
        tickets.move_line(staff, line, LineState.IN_PROGRESS)
        tickets.move_line(staff, line, LineState.WAITING_CLARIFICATION, reason="Which list?")
        assert tickets.of_request(session, request).status == "stalled"
        written = requests.write(acting(parts, session), request, "The newsletter; I am 131052-308T.")
        assert tickets.text_of(parts, written) == "The newsletter; I am […]."
        assert line.state == "in_progress"
        assert tickets.of_request(session, request).status == "open"
        assert tickets.of_request(session, request).told is None


def close(parts: Parts, outcome: LineOutcome) -> str:
    """File a request and close its only line; return the reference."""
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), filing(L0))
        (line,) = request.lines
        if outcome is LineOutcome.WITHDRAWN:
            requests.withdraw(acting(parts, session), request)
        else:
            tickets.move_line(acting(parts, session, ALVA), line, LineState.IN_PROGRESS)
            line.state, line.outcome = LineState.CLOSED.value, outcome.value
            change = Change("R-5", "line 1", "responded", f"closed: {outcome}")
            ticket = tickets.of_request(session, request)
            tickets.record(acting(parts, session, ALVA), ticket, TransactionKind.CLOSED, change=change)
        return request.reference


def test_a_message_about_an_answered_request_opens_it_again_for_thirty_days(
    parts: Parts, clock: Clock
) -> None:
    """Rule R-5."""
    reference = close(parts, LineOutcome.FULFILLED)
    clock.move(days=31)
    with pytest.raises(TransitionNotAllowedError), parts.sessions.begin() as session:
        requests.write(acting(parts, session), requests.find(session, reference), "You forgot one list.")
    clock.move(days=-1)
    with parts.sessions.begin() as session:
        request = requests.find(session, reference)
        requests.write(acting(parts, session), request, "You forgot one list.")
        assert [(line.state, line.outcome) for line in request.lines] == [("in_progress", None)]
        assert tickets.of_request(session, request).status == "open"


def test_a_message_that_nobody_would_read_is_refused(parts: Parts) -> None:
    reference = close(parts, LineOutcome.WITHDRAWN)
    with pytest.raises(TransitionNotAllowedError, match="closed"), parts.sessions.begin() as session:
        requests.write(acting(parts, session), requests.find(session, reference), "I changed my mind.")


def test_what_was_answered_is_not_said_to_be_withdrawn(parts: Parts) -> None:
    reference = close(parts, LineOutcome.FULFILLED)
    with pytest.raises(TransitionNotAllowedError, match="closed"), parts.sessions.begin() as session:
        requests.withdraw(acting(parts, session), requests.find(session, reference))


def test_an_answer_of_the_staff_is_kept_word_for_word_and_says_when_the_person_was_told(
    parts: Parts, clock: Clock
) -> None:
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), filing(L0))
        ticket = tickets.of_request(session, request)
        text = "Dear Aino,\n\n100 % done: <b>stopped</b>."
        answer = requests.reply(acting(parts, session, ALVA), ticket, text, version=ticket.version)
        assert tickets.text_of(parts, answer) == text
        assert ticket.told == clock.now


def test_an_answer_to_a_ticket_that_changed_meanwhile_is_refused(parts: Parts) -> None:
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), filing(L0))
        ticket = tickets.of_request(session, request)
        seen = ticket.version
        tickets.comment(acting(parts, session, ALVA), ticket, "Somebody was quicker.")
        with pytest.raises(ConflictError):
            requests.reply(acting(parts, session, ALVA), ticket, "Done.", version=seen)


def test_a_change_of_language_is_recorded(parts: Parts) -> None:
    """Rule I-7."""
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), FILING)
        requests.set_language(acting(parts, session, ALVA), tickets.of_request(session, request), Locale.SV)
        newest = session.scalars(select(Transaction).order_by(Transaction.seq.desc())).first()
        assert newest is not None
        assert (newest.kind, newest.old, newest.new) == ("language_changed", "en", "sv")
        assert session.scalars(select(DataSubjectRequest.locale)).one() == "sv"
