"""Holds what the visitor of a chat that a legal hold keeps sees of it when they forget it."""

from datetime import date

from sqlalchemy import select

from assistant.service import retention
from assistant.service.acting import SYSTEM, Act
from assistant.service.parts import Parts
from assistant.store import Entry, Ticket
from tests.web.chatting import Visitor
from tests.web.staff import file_request


def test_a_chat_that_a_legal_hold_keeps_is_gone_for_its_visitor_who_is_told_that_it_is_kept(
    visitor: Visitor, parts: Parts
) -> None:
    """Rules T-1 and T-4."""
    number = file_request(parts)
    with parts.sessions.begin() as session:
        ticket = session.get_one(Ticket, number)
        ticket.request.conversation_id = visitor.opened["conversation"]
        act = Act(session, parts, SYSTEM, parts.now())
        retention.hold(act, ticket, until=date(2999, 1, 1), reason="Case 12/2026")
    other = Visitor(visitor.app, visitor.port, opened=dict(visitor.opened)).again()
    with visitor.connected() as line, other.connected() as second:
        second.until_type("text")
        line.send({"t": "forget", "id": "f"})
        for each in (line, second):
            assert "a legal claim keeps it" in each.until(lambda f: f["t"] == "erased")["kept"]
    assert visitor.entries().status_code == 401
    token = visitor.opened["resume_token"]
    assert visitor.post(controller="nord", locale="en", resume_token=token).status_code == 401
    with parts.reads() as session:
        assert session.scalars(select(Entry)).all() != []
