"""Makes the index of words anew from the sealed texts, one ticket after another."""

from collections.abc import Iterator
from itertools import chain

from sqlalchemy import select

from assistant.service import stems, tickets
from assistant.service.acting import SYSTEM, Act
from assistant.service.parts import Parts
from assistant.service.recording import SEARCHED, text_of
from assistant.store import Ticket
from assistant.tickets.history import TransactionKind


def reindex(parts: Parts) -> Iterator[tuple[int, int]]:
    """Let every ticket be found by the words of its texts and no other; yield how many of all are done.

    Each ticket is a turn of its own, so that staff and visitors work on meanwhile.
    """
    with parts.reads() as session:
        numbers = session.scalars(select(Ticket.id).order_by(Ticket.id)).all()
    for done, number in enumerate(numbers, start=1):
        with parts.sessions.begin() as session:
            ticket = session.get(Ticket, number)
            if ticket is not None:
                index(Act(session, parts, SYSTEM, parts.now()), ticket)
        yield done, len(numbers)


def index(act: Act, ticket: Ticket) -> None:
    """Let a ticket be found by the words of its texts, and of those that go on as it, and no other."""
    held = tickets.hold(act.session, ticket.request)
    stems.forget_words(act.session, held.id)
    for row in chain.from_iterable(one.history for one in _with_parts(act, held)):
        text = text_of(act.parts, row) if TransactionKind(row.kind) in SEARCHED else ""
        if text:
            stems.note_words(act, held.id, text)
            act.session.flush()


def _with_parts(act: Act, ticket: Ticket) -> list[Ticket]:
    """Return a ticket and all that go on as it, for only it is found by their words. Rule D-11."""
    found = [ticket]
    for one in found:  # grows meanwhile: what went on as a part goes on as the whole
        found.extend(act.session.scalars(select(Ticket).where(Ticket.merged_into == one.id)))
    return found
