"""Holds what is kept of questions asked in vain, on both databases: no person, no chat, and not for ever."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.errors import NotFoundError
from assistant.matcher.model import Model
from assistant.service import conversations, turns, unanswered
from assistant.service.acting import DATA_SUBJECT, SYSTEM, Act
from assistant.service.parts import Parts
from assistant.store import Unanswered
from assistant.terms import Locale
from tests.content import small_knowledge
from tests.service.conftest import Clock
from tests.service.test_turns import begin, entries, newest, send


@pytest.fixture
def chat(parts: Parts, small_model: Model, tmp_path: Path) -> Parts:
    knowledge = small_knowledge(tmp_path, small_model)
    return replace(parts, knowledge=lambda: knowledge)


def kept(parts: Parts) -> list[Unanswered]:
    with parts.reads() as session:
        return list(session.scalars(select(Unanswered).order_by(Unanswered.text)))


def judge(parts: Parts, talk: str, of: int, *, helpful: bool) -> None:
    with parts.sessions.begin() as session:
        turns.judge(Act(session, parts, DATA_SUBJECT, parts.now()), talk, of, helpful=helpful)


def forget(parts: Parts) -> None:
    with parts.sessions.begin() as session:
        unanswered.forget_old(Act(session, parts, SYSTEM, parts.now()))


def test_a_question_asked_in_vain_is_kept_without_its_writer_and_without_its_chat(chat: Parts) -> None:
    talk = begin(chat).conversation.id
    text = "Nimeni on Aino Virtanen, aino@example.org, 040 123 4567. Käytättekö evästeitä?"
    send(chat, talk, "1", type="text", text=text)
    (row,) = kept(chat)
    assert row.text == "Nimeni on […], […], […]. Käytättekö evästeitä?"
    assert (row.controller, row.lang, row.outcome, row.day) == (
        "nord",
        "fi",
        "not_in_policy",
        date(2026, 3, 5),
    )
    assert row.nearest[0] == "cookies"
    columns = {column.key for column in Unanswered.__table__.columns}
    assert columns == {"id", "controller", "lang", "outcome", "text", "nearest", "day"}


def test_forgetting_a_chat_leaves_nothing_that_leads_to_it(chat: Parts) -> None:
    talk = begin(chat).conversation.id
    send(chat, talk, "1", type="text", text="käytättekö evästeitä")
    with chat.sessions.begin() as session:
        act = Act(session, chat, DATA_SUBJECT, chat.now())
        conversations.erase(act, conversations.lock(act, talk))
    assert talk not in str([vars(row) for row in kept(chat)])


def test_an_answer_that_did_not_help_keeps_its_question_once(chat: Parts) -> None:
    talk = begin(chat).conversation.id
    send(chat, talk, "1", type="text", text="how long do you keep my data")
    answer = newest(chat, talk, "answer")
    judge(chat, talk, answer.seq, helpful=True)
    assert kept(chat) == []
    judge(chat, talk, answer.seq, helpful=False)
    judge(chat, talk, answer.seq, helpful=False)
    assert [(row.text, row.outcome) for row in kept(chat)] == [("how long do you keep my data", "unhelpful")]


@pytest.mark.parametrize("of", [1, 2, 99])
def test_a_judgement_of_what_is_no_answer_keeps_nothing(chat: Parts, of: int) -> None:
    talk = begin(chat).conversation.id
    send(chat, talk, "1", type="text", text="hello")
    judge(chat, talk, of, helpful=False)
    assert kept(chat) == []
    assert entries(chat, talk)[-1].actor == conversations.BOT


def test_the_question_of_a_suggestion_that_was_pressed_is_what_the_button_said(chat: Parts) -> None:
    talk = begin(chat).conversation.id
    send(chat, talk, "1", type="choice", of=1, id="ask:how-long")
    judge(chat, talk, newest(chat, talk, "answer").seq, helpful=False)
    (row,) = kept(chat)
    assert row.nearest[0] == "how-long"


def test_a_setting_of_no_days_keeps_nothing(chat: Parts) -> None:
    chat = replace(chat, limits=replace(chat.limits, unanswered_retention_days=0))
    send(chat, begin(chat).conversation.id, "1", type="text", text="käytättekö evästeitä")
    assert kept(chat) == []


def test_what_was_kept_long_enough_is_erased_by_day(chat: Parts, clock: Clock) -> None:
    talk = begin(chat).conversation.id
    send(chat, talk, "1", type="text", text="käytättekö evästeitä")
    clock.move(days=89)
    forget(chat)
    assert len(kept(chat)) == 1
    clock.move(days=1)
    forget(chat)
    assert kept(chat) == []


def test_clusters_are_of_the_controllers_that_are_asked_for_and_what_is_dealt_with_goes(
    chat: Parts, small_model: Model
) -> None:
    for cid in "ab":
        talk = begin(chat).conversation.id
        send(chat, talk, cid, type="text", text="käytättekö evästeitä")
    with chat.sessions.begin() as session:
        act = Act(session, chat, SYSTEM, chat.now())
        (found,) = unanswered.clusters(session, small_model, ["nord"])
        assert (found.count, found.lang) == (2, Locale.FI)
        assert unanswered.counted(session, ["nord"]) == 2
        assert unanswered.clusters(session, small_model, ["sund"]) == ()
        assert unanswered.find(session, small_model, "nord", found.id) == found
        with pytest.raises(NotFoundError):
            unanswered.find(session, small_model, "sund", found.id)
        assert unanswered.drop(act, found, ["something else"]) == 0
        assert unanswered.drop(act, found, [text for text, _ in found.questions]) == 2
        assert unanswered.clusters(session, small_model, ["nord"]) == ()
