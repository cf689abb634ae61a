"""Searches that staff keep under a name, for themselves or for everybody who works in a queue."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assistant.errors import ConflictError, InvalidInputError, NotFoundError
from assistant.service import finding
from assistant.service.acting import Act
from assistant.service.staff import grants
from assistant.store import SavedSearch, StaffMember
from assistant.text import fold_space, without_controls
from assistant.tickets.permission import ANY_QUEUE, Action, may, queues_for

NAME_CHARACTERS, MOST_OWN = 60, 50


def of_member(session: Session, member: StaffMember) -> Sequence[SavedSearch]:
    """Return the member's searches and those shared with the queues that they may search, by name."""
    queues = queues_for(grants(member), Action.SEARCH)
    if not queues:
        return []
    shared = SavedSearch.queue != "" if ANY_QUEUE in queues else SavedSearch.queue.in_(sorted(queues))
    mine = SavedSearch.owner == member.name
    return session.scalars(select(SavedSearch).where(or_(mine, shared)).order_by(SavedSearch.name)).all()


def save(act: Act, member: StaffMember, search: SavedSearch) -> None:
    """Keep a search.

    Raises:
        InvalidInputError: the name, the query or what it is sorted by cannot be used.
        NotFoundError: the queue that it is to be shared with is not the member's.
        ConflictError: the member has one of that name.
    """
    search.name = fold_space(without_controls(search.name))
    search.owner, search.created = member.name, act.now
    if not 1 <= len(search.name) <= NAME_CHARACTERS:
        raise InvalidInputError(f"A name has from 1 to {NAME_CHARACTERS} characters.")
    if not search.query.strip():
        raise InvalidInputError("There is nothing to search for.")
    if search.queue and not may(grants(member), Action.SEARCH, queue=search.queue):
        raise NotFoundError("There is no such queue.")
    finding.found(act.session, finding.asking(act.parts, member.name, grants(member)), search.query)
    finding.order_by(search.sort)
    own = act.session.scalars(select(SavedSearch.name).where(SavedSearch.owner == member.name)).all()
    if search.name in own:
        raise ConflictError("You have a search of this name already.")
    if len(own) >= MOST_OWN:
        raise InvalidInputError(f"You have {MOST_OWN} searches already; delete one first.")
    act.session.add(search)


def delete(session: Session, member: StaffMember, search_id: str) -> None:
    """Forget one of the member's own searches.

    Raises:
        NotFoundError: they have none such.
    """
    row = session.get(SavedSearch, search_id)
    if row is None or row.owner != member.name:
        raise NotFoundError("There is no such search.")
    session.delete(row)
