"""Holds what operators are told of what waits and of what fails."""

from math import inf

from assistant.errors import UnavailableError
from assistant.service import outbox, requests
from assistant.service.parts import Parts
from assistant.service.standing import Standing, standing
from assistant.terms import Right
from tests.service.conftest import Clock, Postbox, acting, filing


def found(parts: Parts) -> Standing:
    with parts.reads() as session:
        return standing(session, parts)


def test_a_mail_that_nobody_sends_grows_old(parts: Parts, postbox: Postbox, clock: Clock) -> None:
    assert found(parts) == Standing(0, 0, 0, 0, 0, 0, inf)
    with parts.sessions.begin() as session:
        requests.file(acting(parts, session), filing(Right.MARKETING_BAN))
    clock.move(minutes=7)
    assert found(parts) == Standing(1, 420, 0, 0, 0, 0, inf)
    outbox.deliver(parts, postbox)
    assert found(parts) == Standing(0, 0, 0, 0, 0, 0, inf)


def test_a_mail_that_was_tried_in_vain_counts_as_failing_and_is_not_late(
    parts: Parts, postbox: Postbox
) -> None:
    with parts.sessions.begin() as session:
        requests.file(acting(parts, session), filing(Right.MARKETING_BAN))
    postbox.fault = UnavailableError("the mail server cannot be used: TimeoutError")
    outbox.deliver(parts, postbox)
    assert found(parts) == Standing(1, 0, 1, 0, 0, 0, inf)
