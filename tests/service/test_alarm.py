"""Holds that reports of a breach from the chat reach people, the second as well as the first. Rule I-11."""

from dataclasses import replace

from sqlalchemy import select

from assistant.service import alarm, conversations, outbox, plain, tickets
from assistant.service.parts import Parts
from assistant.store import Ticket
from assistant.terms import Locale, TicketStatus
from tests.service.conftest import ALVA, Clock, Postbox, acting


def watched(parts: Parts) -> Parts:
    """Return the parts with a mailbox of the staff."""
    known = parts.knowledge()
    nord = replace(known.controller("nord"), staff_mailbox="desk@nord.example.org")
    knowledge = replace(known, controllers={"nord": nord})
    return replace(parts, knowledge=lambda: knowledge)


def open_chat(parts: Parts) -> str:
    with parts.sessions.begin() as session:
        act = acting(parts, session)
        site = "https://nord.example.org"
        return conversations.open_conversation(act, "nord", Locale.EN, origin=site).conversation.id


def report(parts: Parts, chat: str, text: str) -> str:
    with parts.sessions.begin() as session:
        act = acting(parts, session)
        return alarm.from_chat(act, conversations.lock(act, chat), text, Locale.EN)


def test_a_later_report_of_a_chat_stands_on_its_ticket_and_opens_it_again(
    parts: Parts, postbox: Postbox
) -> None:
    """Rule I-11."""
    parts = watched(parts)
    chat = open_chat(parts)
    first = report(parts, chat, "I think there is a leak.")
    with parts.sessions.begin() as session:
        plain.set_status(acting(parts, session, ALVA), tickets.load(session, 1), TicketStatus.RESOLVED)
    assert report(parts, chat, "The list lies at https://example.org/list.") == first
    with parts.reads() as session:
        (ticket,) = session.scalars(select(Ticket)).all()
        said = [tickets.text_of(parts, row) for row in ticket.history if row.kind == "correspondence"]
        assert (said, ticket.status) == (["The list lies at https://example.org/list."], "open")
    outbox.deliver(parts, postbox)
    assert postbox.kinds == ["alarm"]


def test_a_report_of_the_next_day_is_mailed_again_and_other_chats_have_tickets_of_their_own(
    parts: Parts, postbox: Postbox, clock: Clock
) -> None:
    parts = watched(parts)
    chat = open_chat(parts)
    first = report(parts, chat, "I think there is a leak.")
    clock.move(days=1)
    assert report(parts, chat, "It is still there.") == first
    assert report(parts, open_chat(parts), "I think there is a leak.") != first
    outbox.deliver(parts, postbox)
    assert postbox.kinds == ["alarm"] * 3


def test_a_ticket_is_due_when_the_72_hours_of_its_first_report_are_over(parts: Parts, clock: Clock) -> None:
    """Rule I-11; GDPR Art. 33(1)."""
    chat = open_chat(parts)
    until = parts.now() + alarm.NOTICE
    report(parts, chat, "I think there is a leak.")
    clock.move(days=1)
    report(parts, chat, "It is still there.")
    with parts.reads() as session:
        (ticket,) = session.scalars(select(Ticket)).all()
        assert (ticket.due_at, alarm.is_counted(ticket)) == (until, True)


def test_who_reported_can_leave_a_mailbox_on_the_same_ticket_and_another_one_is_a_ticket_of_its_own(
    parts: Parts,
) -> None:
    chat = open_chat(parts)
    assert leave_message(parts, chat, "aino@example.org") is None
    reference = report(parts, chat, "I think there is a leak.")
    assert leave_message(parts, chat, "aino@example.org") == reference
    assert leave_message(parts, chat, "eino@example.org") is None
    with parts.reads() as session:
        (ticket,) = session.scalars(select(Ticket)).all()
        assert ticket.request.address == "aino@example.org"


def leave_message(parts: Parts, chat: str, address: str) -> str | None:
    with parts.sessions.begin() as session:
        act = acting(parts, session)
        return alarm.add_message(act, conversations.lock(act, chat), "Please answer me.", address)
