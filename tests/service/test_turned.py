"""Holds that a turn built upon the one before is what it would be with the lock, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select, update

from assistant.errors import ConflictError, NotFoundError
from assistant.matcher.model import Model
from assistant.service import attendance, conversations, staff, turns
from assistant.service.acting import DATA_SUBJECT, SYSTEM, Act
from assistant.service.conversations import Held, Numbered
from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.service.turns import Sent, Taken
from assistant.store import Conversation, Handover, Unanswered
from assistant.terms import Locale, Role
from tests.content import small_knowledge

QUESTION, IN_VAIN = "do you use cookies", "Käytättekö te evästeitä?"


@pytest.fixture
def chat(parts: Parts, small_model: Model, tmp_path: Path) -> Parts:
    knowledge = small_knowledge(tmp_path, small_model)
    return replace(parts, knowledge=lambda: knowledge, limits=Limits(message_burst=100))


@pytest.fixture
def talk(chat: Parts) -> str:
    with chat.sessions.begin() as session:
        act = Act(session, chat, DATA_SUBJECT, chat.now())
        opening = conversations.open_conversation(
            act, "nord", Locale.EN, origin="https://www.nord.example.org"
        )
        turns.begin(act, opening.conversation.id)
        return opening.conversation.id


def send(parts: Parts, talk: str, cid: str, text: str, left: Held | None = None) -> Taken:
    with parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        return turns.take(act, talk, Sent(cid, {"type": "text", "text": text}, "192.0.2.1"), left=left)


def entries(parts: Parts, talk: str) -> list[Numbered]:
    with parts.reads() as session:
        return conversations.entries(session, talk, after=0)


def seqs(parts: Parts, talk: str) -> list[int]:
    return [entry.seq for entry in entries(parts, talk)]


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Yield the statements that the block runs."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_a_plain_turn_after_another_asks_the_database_nothing(chat: Parts, talk: str, engine: Engine) -> None:
    left = send(chat, talk, "a", QUESTION).left
    with counted(engine) as said:
        taken = send(chat, talk, "b", QUESTION, left)
    assert not [statement for statement in said if statement.lstrip().startswith("SELECT")]
    assert len(said) == (1 if engine.dialect.name == "postgresql" else 3)  # one of them begins
    first, second = ([e.body for e in entries(chat, talk) if e.seq > seq] for seq in (1, taken.seq - 1))
    assert first == second * 2
    assert taken.head == len(seqs(chat, talk))


def test_it_keeps_what_was_typed_as_a_turn_with_the_lock_does(chat: Parts, talk: str) -> None:
    text = 'do you use "cookies" \\ 🍪\n\tthank you, ÄÖ'
    left = send(chat, talk, "a", text).left
    send(chat, talk, "b", text, left)
    one, other = [entry for entry in entries(chat, talk) if entry.actor == conversations.VISITOR]
    assert (one.body, one.body_hash, one.lang, one.at) == (other.body, other.body_hash, other.lang, other.at)
    assert other.body["text"] == text


def test_what_another_socket_said_meanwhile_is_neither_lost_nor_overwritten(chat: Parts, talk: str) -> None:
    left = send(chat, talk, "a", QUESTION).left
    send(chat, talk, "elsewhere", "please erase everything about me")
    taken = send(chat, talk, "b", "yes please", left)
    kept = entries(chat, talk)
    assert [entry.seq for entry in kept] == list(range(1, len(kept) + 1))
    assert kept[-1].body["type"] == "form"  # it agreed to what was offered at the other socket
    assert [entry.cid for entry in kept if entry.cid] == ["a", "elsewhere", "b"]
    assert taken.left is None


def test_what_was_counted_meanwhile_stays_counted(chat: Parts, talk: str) -> None:
    left = send(chat, talk, "a", QUESTION).left
    with chat.sessions.begin() as session:
        act = Act(session, chat, DATA_SUBJECT, chat.now())
        turns.judge(act, talk, 1, helpful=True)  # adds no entry
    send(chat, talk, "b", QUESTION, left)
    with chat.reads() as session:
        paced_until = session.get_one(Conversation, talk).paced_until
    assert paced_until is not None
    assert (paced_until - chat.now()).total_seconds() == pytest.approx(
        3 * 60 / chat.limits.messages_per_minute
    )


def test_the_same_message_again_is_not_taken_twice(chat: Parts, talk: str) -> None:
    first = send(chat, talk, "a", QUESTION)
    kept = seqs(chat, talk)
    again = send(chat, talk, "a", QUESTION, first.left)
    assert (again.seq, again.dup, again.left) == (first.seq, True, None)
    left = send(chat, talk, "b", QUESTION).left
    with pytest.raises(ConflictError):
        send(chat, talk, "a", "something else", left)
    assert seqs(chat, talk)[: len(kept)] == kept


def test_a_question_in_vain_is_noted_once_though_its_turn_is_taken_anew(chat: Parts, talk: str) -> None:
    left = send(chat, talk, "a", QUESTION).left
    send(chat, talk, "elsewhere", QUESTION)
    left = send(chat, talk, "b", IN_VAIN, left).left
    with chat.reads() as session:
        assert len(session.scalars(select(Unanswered)).all()) == 1
    assert left is not None
    send(chat, talk, "c", IN_VAIN, left)
    with chat.reads() as session:
        assert len(session.scalars(select(Unanswered)).all()) == 2


def test_whoever_came_to_answer_chats_meanwhile_is_called(chat: Parts, talk: str) -> None:
    left = send(chat, talk, "a", QUESTION).left
    with chat.sessions.begin() as session:
        act = Act(session, chat, SYSTEM, chat.now())
        new = staff.Newcomer("alva", Role.AGENT, "a long password of tests")
        attendance.attend(act, staff.add(act, new))
    send(chat, talk, "b", "I want to talk to a human", left)
    with chat.reads() as session:
        assert len(session.scalars(select(Handover)).all()) == 1


def test_a_chat_that_moved_to_another_device_is_not_written_to_from_the_old_one_unseen(
    chat: Parts, talk: str
) -> None:
    left = send(chat, talk, "a", QUESTION).left
    with chat.sessions.begin() as session:
        session.execute(update(Conversation).values(resume_hash="another"))
    taken = send(chat, talk, "b", QUESTION, left)
    assert taken.conversation.resume_hash == "another"  # the socket looks at this before it commits


def test_a_chat_that_was_erased_takes_nothing_more(chat: Parts, talk: str) -> None:
    left = send(chat, talk, "a", QUESTION).left
    with chat.sessions.begin() as session:
        act = Act(session, chat, DATA_SUBJECT, chat.now())
        conversations.erase(act, conversations.lock(act, talk))
    with pytest.raises(NotFoundError):
        send(chat, talk, "b", QUESTION, left)
    assert seqs(chat, talk) == []
