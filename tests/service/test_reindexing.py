"""Holds that the index of words can be made anew, on both databases, and finds what it found before."""

import pytest
from sqlalchemy import delete, func, select

from assistant.service import erasing, finding, joining, plain, queues, reindexing, retention, tickets
from assistant.service.acting import SYSTEM
from assistant.service.finding import Asking
from assistant.service.parts import Parts
from assistant.service.plain import NewTicket
from assistant.service.queues import NewQueue
from assistant.service.stems import note_words
from assistant.store import Stem, Ticket
from assistant.terms import Role
from assistant.tickets.permission import Grant
from tests.service.conftest import ALVA, Clock, Postbox, acting
from tests.service.test_retention import file_and_close


def found(parts: Parts, word: str) -> list[int]:
    asking = Asking("alva", (Grant(Role.APPROVER),), parts.keys, parts.now())
    with parts.reads() as session:
        wanted = finding.found(session, asking, word)
        return list(session.scalars(select(Ticket.id).where(wanted).order_by(Ticket.id)))


def rows(parts: Parts) -> set[tuple[int, int]]:
    with parts.reads() as session:
        return {(row.hash, row.ticket_id) for row in session.scalars(select(Stem))}


def test_an_index_made_anew_is_the_one_of_before(parts: Parts) -> None:
    with parts.sessions.begin() as session:
        act = acting(parts, session, ALVA)
        queues.add(act, NewQueue("North"))
        first = plain.open_ticket(act, NewTicket("North", "Laskutus", text="Faktureringen saknas"))
        tickets.comment(act, first, "Our customers were invoiced twice")
        plain.open_ticket(act, NewTicket("North", "Muu asia"))
    before = rows(parts)
    with parts.sessions.begin() as session:
        session.execute(delete(Stem).where(Stem.ticket_id == 1))
        note_words(acting(parts, session, ALVA), 2, "a word that stands in no text: zebra")
    assert (found(parts, "laskutuksen"), found(parts, "zebra")) == ([], [2])
    assert list(reindexing.reindex(parts)) == [(1, 2), (2, 2)]
    assert rows(parts) == before
    for word in ("laskutuksen", "fakturering", "customer"):
        assert found(parts, word) == [1], word
    assert found(parts, "zebra") == []


def test_a_ticket_is_found_by_the_words_of_all_that_go_on_as_it(parts: Parts) -> None:
    """Rule D-11."""
    with parts.sessions.begin() as session:
        act = acting(parts, session, ALVA)
        queues.add(act, NewQueue("North"))
        first, second, kept = (
            plain.open_ticket(act, NewTicket("North", "Question", text=word))
            for word in ("zebra", "giraffe", "otter")
        )
        joining.join(act, first, second, "Alike.")
        joining.join(act, second, kept, "Alike.")
    before = rows(parts)
    list(reindexing.reindex(parts))
    assert rows(parts) == before
    assert [found(parts, word) for word in ("zebra", "giraffe", "otter")] == [[3], [3], [3]]


def test_what_was_purged_is_found_by_no_word_of_it_again(
    parts: Parts, postbox: Postbox, clock: Clock
) -> None:
    with parts.sessions() as session:
        file_and_close(parts, session, postbox)
        session.commit()
    clock.move(days=800)
    retention.retain(parts)
    assert list(reindexing.reindex(parts)) == [(1, 1)]
    with parts.reads() as session:
        assert session.scalar(select(func.count()).select_from(Stem)) == 0


@pytest.mark.parametrize("is_whole", [False, True])
def test_the_words_of_an_erased_ticket_are_found_nowhere_though_it_went_on_as_another(
    parts: Parts, *, is_whole: bool
) -> None:
    """Rule T-2."""
    with parts.sessions.begin() as session:
        act = acting(parts, session, ALVA)
        queues.add(act, NewQueue("North"))
        first, second, kept = (
            plain.open_ticket(act, NewTicket("North", "Question", text=word))
            for word in ("zebra", "giraffe", "otter")
        )
        joining.join(act, first, second, "Alike.")
        joining.join(act, second, kept, "Alike.")
    with parts.sessions.begin() as session:
        erase = erasing.erase_stub if is_whole else erasing.purge
        erase(acting(parts, session, SYSTEM), tickets.load(session, 1).request)
    assert [found(parts, word) for word in ("zebra", "giraffe", "otter")] == [[], [3], [3]]
