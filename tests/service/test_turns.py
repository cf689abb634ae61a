"""Holds what a turn promises on both databases: once, in order, without gaps, and nothing that was typed."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.answers.knowledge import Knowledge
from assistant.dialogue.events import ChangedLanguage
from assistant.errors import AuthenticationError, ConflictError, NotFoundError, RateLimitedError
from assistant.matcher.model import Model
from assistant.policy.load import Contact
from assistant.service import attendance, conversations, forgetting, outbox, staff, tickets, turns
from assistant.service.acting import DATA_SUBJECT, SYSTEM, Act
from assistant.service.conversations import Numbered
from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.service.turns import Sent
from assistant.store import Conversation, DataSubjectRequest, Handover, OutboxMail, Pass, Ticket
from assistant.terms import Locale, Role
from tests.content import small_knowledge
from tests.service.conftest import Clock, Postbox

SITE = "https://www.nord.example.org"


@pytest.fixture
def chat(parts: Parts, small_model: Model, tmp_path: Path) -> Parts:
    knowledge = small_knowledge(tmp_path, small_model)
    return replace(parts, knowledge=lambda: knowledge, limits=Limits(message_burst=100))


def begin(parts: Parts) -> conversations.Opening:
    with parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        opening = conversations.open_conversation(act, "nord", Locale.EN, origin=SITE)
        turns.begin(act, opening.conversation.id)
        return opening


def send(parts: Parts, conversation: str, cid: str, **body: object) -> turns.Taken:
    with parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        return turns.take(act, conversation, Sent(cid, body, "192.0.2.1"))


def entries(parts: Parts, conversation: str) -> list[Numbered]:
    with parts.reads() as session:
        return conversations.entries(session, conversation, after=0)


def newest(parts: Parts, conversation: str, kind: str) -> Numbered:
    return [entry for entry in entries(parts, conversation) if entry.body["type"] == kind][-1]


def test_the_same_message_again_is_the_same_entry_and_another_under_its_id_is_refused(chat: Parts) -> None:
    talk = begin(chat).conversation.id
    first = send(chat, talk, "a", type="text", text="do you use cookies")
    again = send(chat, talk, "a", type="text", text="do you use cookies")
    assert (again.seq, again.dup) == (first.seq, True)
    assert again.head == first.head
    with pytest.raises(ConflictError):
        send(chat, talk, "a", type="text", text="something else")


def test_a_message_that_comes_again_while_it_is_still_being_taken_is_taken_once(chat: Parts) -> None:
    talk = begin(chat).conversation.id
    taken: list[turns.Taken] = []

    def again() -> None:
        taken.append(send(chat, talk, "a", type="text", text="do you use cookies"))

    threads = [threading.Thread(target=again) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.seq for one in taken}) == 1
    assert sorted(one.dup for one in taken) == [False, *[True] * 5]


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_neither_a_turn_nor_a_new_permit_of_its_chat_waits_for_the_other(chat: Parts) -> None:
    """A lock in vain ends as an error: this one would be waited for for ever."""
    talk = begin(chat).conversation.id
    permit = Pass(hash="0" * 64, conversation_id=talk, origin=SITE, expires=chat.now() + timedelta(minutes=1))
    with chat.sessions.begin() as turn, chat.sessions.begin() as resuming:
        conversations.lock(Act(turn, chat, DATA_SUBJECT, chat.now()), talk)
        resuming.add(permit)
        resuming.flush()
    with chat.sessions.begin() as resuming, chat.sessions.begin() as turn:
        resuming.add(Pass(hash="1" * 64, conversation_id=talk, origin=SITE, expires=chat.now()))
        resuming.flush()
        conversations.lock(Act(turn, chat, DATA_SUBJECT, chat.now()), talk)


def test_many_at_once_leave_no_gap_and_no_double(chat: Parts) -> None:
    talk = begin(chat).conversation.id

    def two(number: int) -> None:
        for cid in (f"{number}", f"{number}", f"{number}b"):
            send(chat, talk, cid, type="text", text="hello")

    threads = [threading.Thread(target=two, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = entries(chat, talk)
    assert [entry.seq for entry in kept] == list(range(1, len(kept) + 1))
    assert sorted(entry.cid for entry in kept if entry.cid) == sorted([*"0123", "0b", "1b", "2b", "3b"])


def test_a_request_is_filed_once_however_often_its_form_is_sent(chat: Parts) -> None:
    talk = begin(chat).conversation.id
    send(chat, talk, "1", type="text", text="please erase everything about me")
    offer = newest(chat, talk, "offer")
    send(chat, talk, "2", type="choice", of=offer.seq, id="confirm")
    form = newest(chat, talk, "form")
    values = {"email": "aino@example.org", "name": "", "scope": ""}
    send(chat, talk, "3", type="form", of=form.seq, values=values)
    send(chat, talk, "4", type="form", of=form.seq, values=values)
    with chat.reads() as session:
        (request,) = session.scalars(select(DataSubjectRequest)).all()
        assert [mail.kind for mail in session.scalars(select(OutboxMail))] == ["code"]
        assert request.received_at == chat.now()
    assert newest(chat, talk, "filed").body["reference"] == request.reference


@pytest.mark.parametrize("typed", ["my code is 012345", "012 345"])
def test_a_code_that_is_typed_into_the_chat_stands_in_no_entry_and_no_state(chat: Parts, typed: str) -> None:
    """Rule V-3: while a request of this chat may wait for its code, digits like one are not kept."""
    talk = begin(chat).conversation.id
    send(chat, talk, "1", type="text", text="please erase everything about me")
    send(chat, talk, "2", type="choice", of=newest(chat, talk, "offer").seq, id="confirm")
    form = newest(chat, talk, "form")
    values = {"email": "aino@example.org", "name": "", "scope": ""}
    send(chat, talk, "3", type="form", of=form.seq, values=values)
    send(chat, talk, "4", type="text", text=typed)
    with chat.reads() as session:
        kept = str(session.get_one(Conversation, talk).state)
    said = [str(entry.body) for entry in entries(chat, talk)]
    assert "345" not in "".join([kept, *said])
    assert any("[…]" in body for body in said)


def test_a_turn_keeps_the_content_it_began_with(chat: Parts) -> None:
    talk = begin(chat).conversation.id
    send(chat, talk, "1", type="text", text="stop sending me advertising")
    send(chat, talk, "2", type="choice", of=newest(chat, talk, "offer").seq, id="confirm")
    asked: list[Knowledge] = []

    def changing() -> Knowledge:
        asked.append(chat.knowledge() if not asked else Knowledge({}, {}, {}, asked[0].model))
        return asked[-1]

    changed = replace(chat, knowledge=changing)
    form = newest(chat, talk, "form")
    send(changed, talk, "3", type="form", of=form.seq, values={"email": "aino@example.org"})
    assert newest(chat, talk, "filed").body["reference"]


def test_forgetting_the_chat_keeps_the_request_and_its_day(chat: Parts) -> None:
    talk = begin(chat).conversation.id
    send(chat, talk, "1", type="text", text="stop sending me advertising")
    send(chat, talk, "2", type="choice", of=newest(chat, talk, "offer").seq, id="confirm")
    form = newest(chat, talk, "form")
    send(chat, talk, "3", type="form", of=form.seq, values={"email": "aino@example.org"})
    with chat.sessions.begin() as session:
        act = Act(session, chat, DATA_SUBJECT, chat.now())
        conversations.erase(act, conversations.lock(act, talk))
    assert entries(chat, talk) == []
    with chat.reads() as session:
        (request,) = session.scalars(select(DataSubjectRequest)).all()
        assert (request.conversation_id, request.received_at) == (None, chat.now())
    with pytest.raises(NotFoundError):
        send(chat, talk, "5", type="text", text="hello")


def test_a_pass_is_good_once_for_its_own_conversation_and_site_and_for_a_minute(
    chat: Parts, clock: Clock
) -> None:
    opening, other = begin(chat), begin(chat)

    def redeem(permit: str, conversation: str, origin: str = SITE) -> None:
        with chat.sessions.begin() as session:
            act = Act(session, chat, DATA_SUBJECT, chat.now())
            conversations.redeem(act, permit, conversation, origin=origin)

    with pytest.raises(AuthenticationError):
        redeem(opening.permit, other.conversation.id)
    with pytest.raises(AuthenticationError):
        redeem(opening.permit, opening.conversation.id, "https://evil.example.org")
    redeem(opening.permit, opening.conversation.id)
    with pytest.raises(AuthenticationError):
        redeem(opening.permit, opening.conversation.id)
    clock.move(seconds=61)
    with pytest.raises(AuthenticationError):
        redeem(other.permit, other.conversation.id)


def test_a_pass_that_is_too_old_is_forgotten_and_a_fresh_one_is_not(chat: Parts, clock: Clock) -> None:
    begin(chat)
    clock.move(seconds=61)
    fresh = begin(chat).conversation.id
    with chat.sessions.begin() as session:
        conversations.forget_permits(Act(session, chat, SYSTEM, chat.now()))
        assert [permit.conversation_id for permit in session.scalars(select(Pass))] == [fresh]


def test_a_chat_that_nobody_wrote_in_for_thirty_days_is_erased(chat: Parts, clock: Clock) -> None:
    old = begin(chat).conversation.id
    clock.move(days=29)
    young = begin(chat).conversation.id
    clock.now += timedelta(days=1, seconds=1)
    with chat.sessions.begin() as session:
        assert forgetting.erase_old(Act(session, chat, SYSTEM, chat.now())) == 1
    assert entries(chat, old) == []
    assert entries(chat, young)


def test_a_change_of_language_is_kept_for_the_next_socket(chat: Parts) -> None:
    opening = begin(chat)
    with chat.sessions.begin() as session:
        act = Act(session, chat, DATA_SUBJECT, chat.now())
        turns.signal(act, opening.conversation.id, ChangedLanguage(Locale.FI))
    with chat.sessions.begin() as session:
        act = Act(session, chat, DATA_SUBJECT, chat.now())
        again = conversations.resume(act, opening.resume_token, controller="nord", origin=SITE)
        assert again.conversation.locale == "fi"


def test_the_language_that_somebody_comes_to_write_in_is_kept_for_the_next_socket(chat: Parts) -> None:
    opening = begin(chat)
    send(chat, opening.conversation.id, "a", type="text", text="hur länge sparar ni mina uppgifter")
    with chat.sessions.begin() as session:
        act = Act(session, chat, DATA_SUBJECT, chat.now())
        again = conversations.resume(act, opening.resume_token, controller="nord", origin=SITE)
        assert again.conversation.locale == "sv"


def test_messages_are_counted_over_all_processes_and_a_repeat_costs_nothing(
    chat: Parts, clock: Clock
) -> None:
    strict = replace(chat, limits=Limits())
    talk = begin(strict).conversation.id
    for number in range(5):
        send(strict, talk, str(number), type="text", text="hello")
    with pytest.raises(RateLimitedError) as refused:
        send(strict, talk, "one too many", type="text", text="hello")
    assert refused.value.retry_after_ms == 3001
    assert send(strict, talk, "0", type="text", text="hello").dup
    clock.move(seconds=3.1)
    assert not send(strict, talk, "one too many", type="text", text="hello").dup


@pytest.mark.parametrize("attended", [False, True])
def test_a_breach_that_is_told_in_the_chat_reaches_people_at_once(
    chat: Parts, postbox: Postbox, *, attended: bool
) -> None:
    """Rule I-11: a ticket and a letter, whether somebody is there to talk or not; each is told its number."""
    known = chat.knowledge()
    told = replace(known.controller("nord"), staff_mailbox="desk@nord.example.org")
    watched = replace(known, controllers={"nord": told})
    parts = replace(chat, knowledge=lambda: watched)
    if attended:
        with parts.sessions.begin() as session:
            act = Act(session, parts, SYSTEM, parts.now())
            new = staff.Newcomer("alva", Role.AGENT, "a long password of tests")
            attendance.attend(act, staff.add(act, new))
    talk = begin(parts).conversation.id
    for cid in ("a", "b"):
        send(parts, talk, cid, type="text", text="my data has leaked from you")
    outbox.deliver(parts, postbox)
    assert [mail.addressee for mail in postbox.mails] == ["desk@nord.example.org"]
    with parts.reads() as session:
        (ticket,) = session.scalars(select(Ticket))
        assert (ticket.priority, ticket.queue) == (100, "nord-privacy")
        assert "my data has leaked" in tickets.text_of(parts, ticket.history[0])
        assert len(session.scalars(select(Handover)).all()) == int(attended)
        shown = [str(entry.body.get("text")) for entry in entries(parts, talk)]
        assert sum(ticket.request.reference in text for text in shown) == 2


def test_without_a_mailbox_of_the_staff_the_officer_of_the_settings_is_told(
    chat: Parts, postbox: Postbox
) -> None:
    """Rule I-11."""
    known = chat.knowledge()
    officer = Contact(email="dpo@nord.example.org")
    watched = replace(known, controllers={"nord": replace(known.controller("nord"), dpo=officer)})
    parts = replace(chat, knowledge=lambda: watched)
    send(parts, begin(parts).conversation.id, "a", type="text", text="my data has leaked from you")
    outbox.deliver(parts, postbox)
    assert [mail.addressee for mail in postbox.mails] == ["dpo@nord.example.org"]


def test_a_clock_that_is_set_back_silences_nobody(chat: Parts, clock: Clock) -> None:
    strict = replace(chat, limits=Limits(message_burst=2, messages_per_minute=2))
    talk = begin(strict).conversation.id
    for number in range(2):
        send(strict, talk, f"{number}", type="text", text="hello")
    clock.move(hours=-30)
    for number in range(2):
        assert not send(strict, talk, f"later {number}", type="text", text="hello").dup
    with pytest.raises(RateLimitedError):
        send(strict, talk, "one too many", type="text", text="hello")
