"""Holds that seeing a ticket is recorded once a day, and makes nobody else's page out of date."""

import pytest
from sqlalchemy.orm import Session

from assistant.errors import ConflictError, NotFoundError
from assistant.service import desk, requests, staff, tickets
from assistant.service.parts import Parts
from assistant.store import StaffMember, Ticket
from assistant.terms import Right, Role
from assistant.tickets.history import TransactionKind
from tests.service.conftest import ALVA, BO, Clock, acting, filing


def filed(parts: Parts, session: Session) -> Ticket:
    act = acting(parts, session)
    return tickets.of_request(session, requests.file(act, filing(Right.ACCESS)))


def views(ticket: Ticket) -> list[str]:
    return [row.actor for row in ticket.history if row.kind == TransactionKind.VIEWED]


def test_a_view_is_recorded_once_for_each_member_and_day(parts: Parts, clock: Clock) -> None:
    with parts.sessions() as session:
        ticket = filed(parts, session)
        for actor in (ALVA, ALVA, BO):
            desk.note_view(acting(parts, session, actor), ticket)
        assert views(ticket) == ["alva", "bo"]
        clock.move(days=1)
        desk.note_view(acting(parts, session, ALVA), ticket)
        session.expire(ticket)
        assert views(ticket) == ["alva", "bo", "alva"]


def test_a_colleagues_view_leaves_a_page_current_and_a_comment_does_not(parts: Parts) -> None:
    with parts.sessions() as session:
        ticket = filed(parts, session)
        seen = desk.version_of(ticket)
        desk.note_view(acting(parts, session, BO), ticket)
        session.expire(ticket)
        desk.check_unchanged(ticket, seen)
        tickets.comment(acting(parts, session, BO), ticket, "Look here.")
        session.expire(ticket)
        with pytest.raises(ConflictError):
            desk.check_unchanged(ticket, seen)


def test_only_a_visible_ticket_can_be_held(parts: Parts) -> None:
    with parts.sessions() as session:
        ticket = filed(parts, session)
        for role, queues, is_seen in ((Role.AGENT, ("nord-privacy",), True), (Role.AGENT, ("other",), False)):
            newcomer = staff.Newcomer(f"member {queues}", role, "a password of many words", queues)
            member: StaffMember = staff.add(acting(parts, session), newcomer)
            if is_seen:
                assert desk.held_ticket(session, member, ticket.id) is ticket
            else:
                with pytest.raises(NotFoundError):
                    desk.held_ticket(session, member, ticket.id)
