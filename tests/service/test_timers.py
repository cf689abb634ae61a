"""Holds what becomes of a request whose mailbox nobody proves: rule V-7."""

from dataclasses import replace

import pytest

from assistant.service import identity, outbox, requests, timers
from assistant.service.identity import Attempt
from assistant.service.parts import Parts
from assistant.terms import Right
from tests.service.conftest import Clock, Postbox, acting, filing


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
