"""Holds what becomes of a request whose mailbox nobody proves: rule V-7; and of what falls due: D-10."""

from dataclasses import replace

import pytest

from assistant.errors import NotFoundError
from assistant.service import identity, outbox, requests, timers
from assistant.service.identity import Attempt
from assistant.service.parts import Parts
from assistant.service.timers import REMINDER_DAY
from assistant.terms import Right
from tests.service.conftest import ADDRESS, Clock, Postbox, acting, filing


def file(parts: Parts, *rights: Right, key: str = "first") -> str:
    with parts.sessions.begin() as session:
        return requests.file(acting(parts, session), filing(*rights or (Right.ACCESS,), key=key)).reference


def pass_days(parts: Parts, clock: Clock, postbox: Postbox, days: int) -> list[int]:
    """Let days go by with the timer run on each; return how many requests it touched on each."""
    touched = []
    for _ in range(days):
        clock.move(days=1)
        touched.append(timers.watch_unproved(parts))
        outbox.deliver(parts, postbox)
    return touched


def line_states(parts: Parts, reference: str) -> list[tuple[str, str | None]]:
    with parts.reads() as session:
        return [(line.state, line.outcome) for line in requests.find(session, reference).lines]


def test_an_unproved_request_is_reminded_of_on_day_3_and_closed_on_day_14(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    """Rule V-7."""
    reference = file(parts)
    touched = pass_days(parts, clock, postbox, 20)
    assert [day for day, number in enumerate(touched, start=1) if number] == [3, 14]
    assert postbox.kinds == ["reminder", "expired"]
    assert line_states(parts, reference) == [("closed", "unverified_expired")]
    reminder, closing = postbox.mails
    assert "we close the request on 19 March 2026" in reminder.text
    assert "nobody confirmed with a code" in closing.text
    assert "Office of the Data Protection Ombudsman" in closing.text
    assert "go to court" in closing.text


def test_nothing_is_reminded_of_before_its_third_day(parts: Parts, clock: Clock, postbox: Postbox) -> None:
    file(parts)
    assert pass_days(parts, clock, postbox, 2) == [0, 0]


def test_a_company_that_was_taken_away_stops_nobody_elses_reminders(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    gone, kept = file(parts, key="first"), file(parts, key="second")
    with parts.sessions.begin() as session:
        requests.find(session, gone).controller = "gone"
    clock.move(days=REMINDER_DAY)
    with pytest.raises(NotFoundError):
        timers.watch_unproved(parts)
    outbox.deliver(parts, postbox)
    assert [(mail.addressee, kept in mail.text) for mail in postbox.mails] == [(ADDRESS, True)]


def test_a_request_that_was_proved_is_left_alone(parts: Parts, clock: Clock, postbox: Postbox) -> None:
    reference = file(parts)
    with parts.sessions.begin() as session:
        request = requests.find(session, reference)
        identity.send_code(acting(parts, session), request, nonce="page", network="192.0.2.7")
    outbox.deliver(parts, postbox)
    with parts.sessions.begin() as session:
        act, request = acting(parts, session), requests.find(session, reference)
        assert identity.confirm(act, request, nonce="page", code=postbox.code) is Attempt.VERIFIED
    assert pass_days(parts, clock, postbox, 15) == [0] * 15


def test_a_line_that_needs_no_proof_stays_open_when_the_other_is_closed(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    reference = file(parts, Right.ACCESS, Right.MARKETING_BAN)
    pass_days(parts, clock, postbox, 14)
    assert line_states(parts, reference) == [("closed", "unverified_expired"), ("open", None)]


def test_a_late_reminder_still_leaves_a_day(parts: Parts, clock: Clock, postbox: Postbox) -> None:
    file(parts)
    clock.move(days=30)  # no timer ran meanwhile
    assert timers.watch_unproved(parts) == 1
    assert timers.watch_unproved(parts) == 0
    assert pass_days(parts, clock, postbox, 1) == [1]
    assert sorted(postbox.kinds) == ["expired", "reminder"]


@pytest.mark.parametrize("limit", [0, 1])
def test_nothing_is_closed_in_silence_when_no_letter_may_be_sent(
    parts: Parts, clock: Clock, postbox: Postbox, limit: int
) -> None:
    tight = replace(parts, limits=replace(parts.limits, codes_per_day_per_address=limit))
    for number in range(3):
        file(parts, key=str(number))
    clock.move(days=3)
    assert timers.watch_unproved(tight) == limit
    assert outbox.deliver(tight, postbox) == limit


def test_staff_are_reminded_once_at_fourteen_days_five_and_one_working_days_and_on_the_day(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    """Rule D-10."""
    file(parts, Right.MARKETING_BAN)
    reminded = []
    for day in range(1, 40):
        clock.move(days=1)
        if timers.remind_staff(parts):
            reminded.append(day)
        assert timers.remind_staff(parts) == 0, "each once"
    assert reminded == [19, 22, 28, 33]  # due on day 33, 7 April: after Easter
    outbox.deliver(parts, postbox)
    assert postbox.kinds == ["acknowledgement"], "without a mailbox of the staff nothing is mailed"


def test_being_late_closes_and_erases_nothing(parts: Parts, clock: Clock) -> None:
    """Rule D-10."""
    reference = file(parts, Right.MARKETING_BAN)
    for _ in range(60):
        clock.move(days=1)
        timers.remind_staff(parts)
    assert line_states(parts, reference) == [("open", None)]


def test_a_mailbox_of_the_staff_gets_the_reminder_without_anything_personal(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    """Rule D-10."""
    knowledge = parts.knowledge()
    nord = replace(knowledge.controller("nord"), staff_mailbox="desk@nord.example.org")
    known = replace(knowledge, controllers={"nord": nord})
    parts = replace(parts, knowledge=lambda: known)
    reference = file(parts, Right.MARKETING_BAN)
    clock.move(days=33)
    assert timers.remind_staff(parts) == 1
    outbox.deliver(parts, postbox)
    (mail,) = [mail for mail in postbox.mails if mail.addressee == "desk@nord.example.org"]
    assert mail.subject_line == f"The request {reference} is due on 7 April 2026."
    assert "virtanen" not in mail.text.lower()
