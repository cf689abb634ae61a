"""Holds what a mirror is told of, without any mirror: that needs none."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from assistant.answers.knowledge import Knowledge
from assistant.policy.load import Mirror
from assistant.rights.states import LineState
from assistant.service import differences, holding, mirroring, plain, queues, requests, tickets
from assistant.service.acting import SYSTEM
from assistant.service.mirroring import FROM_MIRROR
from assistant.service.parts import Parts
from assistant.service.plain import NewTicket
from assistant.service.queues import NewQueue
from assistant.store import MirrorCall
from assistant.terms import Right
from tests.service.conftest import ALVA, NOON, acting, filing


@pytest.fixture
def mirrored(parts: Parts) -> Parts:
    """Return the parts with a mirror for the only company."""
    known = parts.knowledge()
    mirror = Mirror("request-tracker", "https://rt.example.org", "Privacy")
    nord = replace(known.controller("nord"), mirror=mirror)
    knowledge = Knowledge({"nord": nord}, {}, {}, known.model)
    return replace(parts, knowledge=lambda: knowledge)


def calls(parts: Parts) -> list[str]:
    with parts.reads() as session:
        return list(session.scalars(select(MirrorCall.kind).order_by(MirrorCall.id)))


def file(parts: Parts, right: Right = Right.MARKETING_BAN) -> int:
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), filing(right))
        return tickets.of_request(session, request).id


def test_without_a_mirror_nothing_is_noted(parts: Parts) -> None:
    file(parts)
    assert calls(parts) == []


def test_an_unverified_request_is_told_of_once_it_is_proved(mirrored: Parts) -> None:
    number = file(mirrored, Right.ACCESS)
    assert calls(mirrored) == []
    with mirrored.sessions.begin() as session:
        act, line = acting(mirrored, session, SYSTEM), tickets.line_at(tickets.load(session, number), 1)
        tickets.move_line(act, line, LineState.VERIFIED)
    assert calls(mirrored)[0] == "create"


def test_a_change_that_is_rolled_back_is_told_to_nobody(mirrored: Parts) -> None:
    number = file(mirrored)
    with mirrored.sessions.begin() as session:
        tickets.comment(acting(mirrored, session, ALVA), tickets.load(session, number), "No.")
        session.rollback()
    assert calls(mirrored) == ["create"]


def test_what_came_from_the_mirror_is_not_told_back(mirrored: Parts) -> None:
    number = file(mirrored)
    with mirrored.sessions.begin() as session:
        there = replace(ALVA, name=f"asa{FROM_MIRROR}")
        act, ticket = acting(mirrored, session, there), tickets.load(session, number)
        requests.reply(act, ticket, "Done.", version=ticket.version)
        tickets.assign(act, ticket, "asa")
    assert calls(mirrored) == ["create"]


def test_a_plain_ticket_stays_where_it_is(mirrored: Parts) -> None:
    with mirrored.sessions.begin() as session:
        act = acting(mirrored, session, ALVA)
        queues.add(act, NewQueue("General", controller="nord"))
        plain.open_ticket(act, NewTicket("General", "A task"))
    assert calls(mirrored) == []


def test_a_reply_that_is_taken_back_is_never_told(mirrored: Parts) -> None:
    number = file(mirrored)
    with mirrored.sessions.begin() as session:
        act, ticket = acting(mirrored, session, ALVA), tickets.load(session, number)
        requests.reply(act, ticket, "Too soon.", version=ticket.version, can_undo=True)
    with mirrored.reads() as session:
        waiting = session.scalars(select(MirrorCall).where(MirrorCall.kind == "comment")).one()
        assert waiting.due_at > NOON
    with mirrored.sessions.begin() as session:
        holding.take_back(acting(mirrored, session, ALVA), tickets.load(session, number))
    assert calls(mirrored) == ["create"]


def test_a_request_of_before_the_mirror_is_brought_in_once(parts: Parts, mirrored: Parts) -> None:
    number = file(parts)
    nord = mirrored.knowledge().controller("nord")
    with mirrored.sessions.begin() as session:
        act, ticket = acting(mirrored, session), tickets.load(session, number)
        brought = [mirroring.adopt(act, nord, ticket) for _ in range(2)]
    assert (brought, calls(mirrored)) == ([True, False], ["create"])


def test_a_difference_is_told_once_and_closes_when_both_agree(mirrored: Parts) -> None:
    number = file(mirrored)
    with mirrored.sessions.begin() as session:
        for theirs in ("resolved", "resolved", "stalled"):
            differences.differ(session, number, "status", values=("open", theirs), now=NOON)
        found = differences.open_differences(session)
        assert [(row.ours, row.theirs) for row in found] == [("open", "stalled")]
        differences.agree(session, number, "status", now=NOON)
        assert differences.count_open(session) == 0


def test_the_mirror_is_told_of_a_withdrawal(mirrored: Parts) -> None:
    number = file(mirrored)
    with mirrored.sessions.begin() as session:
        requests.withdraw(acting(mirrored, session), tickets.load(session, number).request)
    assert calls(mirrored) == ["create", "status"]
