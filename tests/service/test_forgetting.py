"""Holds what becomes of a chat that its visitor forgets while a legal hold keeps it: rules T-1 and T-4."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.dialogue.events import Wanted
from assistant.errors import AuthenticationError, NotFoundError
from assistant.service import conversations, forgetting, live, requests, retention, tickets
from assistant.service.parts import Parts
from assistant.service.ports import Erasure
from assistant.store import Conversation, DataSubjectRequest
from assistant.terms import Locale, Right
from tests.service.conftest import BO, acting, filing

SITE = "https://nord.example.org"


@pytest.fixture
def session(parts: Parts) -> Iterator[Session]:
    with parts.sessions() as session:
        yield session


@pytest.fixture
def held(parts: Parts, session: Session) -> conversations.Opening:
    """Begin a chat in which a request was made that a legal hold keeps."""
    act = acting(parts, session)
    opening = conversations.open_conversation(act, "nord", Locale.EN, origin=SITE)
    request = requests.file(act, filing(Right.MARKETING_BAN))
    request.conversation_id = opening.conversation.id
    ticket = tickets.of_request(session, request)
    retention.hold(acting(parts, session, BO), ticket, until=date(2999, 1, 1), reason="Case 12/2026")
    session.commit()
    return opening


def test_a_held_chat_that_its_visitor_forgets_is_opened_by_nobody_and_erased_when_the_hold_ends(
    parts: Parts, session: Session, held: conversations.Opening
) -> None:
    """Rules T-1 and T-4."""
    number = held.conversation.id
    assert forgetting.forget(acting(parts, session), held.conversation)
    session.commit()
    with pytest.raises(AuthenticationError):
        conversations.by_token(session, held.resume_token)
    with pytest.raises(AuthenticationError):
        conversations.redeem(acting(parts, session), held.permit, number, origin=SITE)
    with pytest.raises(NotFoundError):
        conversations.lock(acting(parts, session), number)
    assert forgetting.erase_old(acting(parts, session)) == 0
    session.commit()
    assert [(one.of, one.held_until) for one in retention.retain(parts)] == [(number, date(2999, 1, 1))]
    session.expire_all()
    assert session.get(Conversation, number) is not None

    request = session.scalars(select(DataSubjectRequest)).one()
    ticket = tickets.of_request(session, request)
    retention.hold(acting(parts, session, BO), ticket, until=None, reason="It is over.")
    assert forgetting.erase_old(acting(parts, session)) == 1
    assert session.get(Conversation, number) is None
    session.refresh(request)
    assert request.conversation_id is None


def test_a_held_chat_that_was_forgotten_is_so_again_in_a_backup_from_before(
    parts: Parts, session: Session, held: conversations.Opening
) -> None:
    noted = Erasure("conversation", held.conversation.id)
    assert retention.replay(parts, [noted, noted]) == 2
    session.expire_all()
    assert session.get_one(Conversation, noted.of).mode == conversations.ASIDE


def test_whoever_waits_for_a_person_and_forgets_a_held_chat_is_in_line_no_more(
    parts: Parts, session: Session, held: conversations.Opening
) -> None:
    act = acting(parts, session)
    live.call(act, conversations.lock(act, held.conversation.id), Wanted.ASKED)
    assert forgetting.forget(act, held.conversation)
    session.flush()
    assert live.waiting(session, ["nord"]) == []
    assert held.conversation.mode == conversations.ASIDE
