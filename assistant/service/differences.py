"""Where ours and a mirror do not agree: kept for an operator with both values until they do."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from assistant.store import MirrorDifference

TEXTS = "texts"
"""The field of what was erased here and not yet there."""
VALUE_CHARACTERS, NOTE_CHARACTERS = 160, 255
log = structlog.get_logger()


def differ(session: Session, ticket_id: int, field: str, *, values: tuple[str, str], now: datetime) -> None:
    """Note that a field of a ticket is not the same there; `values` are ours and theirs. Once is enough."""
    ours, theirs = (value[:VALUE_CHARACTERS] for value in values)
    known = _open(session, ticket_id, field)
    if known is not None and (known.ours, known.theirs) == (ours, theirs):
        return
    if known is not None:
        known.closed = now
    session.add(MirrorDifference(ticket_id=ticket_id, field=field, ours=ours, theirs=theirs, opened=now))
    session.flush()
    log.warning("mirror differs", ticket=ticket_id, field=field, ours=ours, theirs=theirs)


def explain(session: Session, ticket_id: int, field: str, note: str) -> None:
    """Say beside an open difference why it is there."""
    known = _open(session, ticket_id, field)
    if known is not None:
        known.note = note[:NOTE_CHARACTERS]


def agree(session: Session, ticket_id: int, field: str, *, now: datetime) -> None:
    """Note that a field of a ticket is the same again; nothing happens if that was never otherwise."""
    known = _open(session, ticket_id, field)
    if known is not None:
        known.closed = now
        log.info("mirror agrees", ticket=ticket_id, field=field)


def open_differences(session: Session, *, limit: int = 100) -> Sequence[MirrorDifference]:
    """Return what is not settled, oldest first."""
    query = select(MirrorDifference).where(MirrorDifference.closed.is_(None))
    found = query.options(joinedload(MirrorDifference.ticket)).order_by(MirrorDifference.opened).limit(limit)
    return session.scalars(found).all()


def count_open(session: Session) -> int:
    """Return how many differences are not settled."""
    query = select(func.count()).select_from(MirrorDifference).where(MirrorDifference.closed.is_(None))
    return session.scalars(query).one()


def _open(session: Session, ticket_id: int, field: str) -> MirrorDifference | None:
    query = select(MirrorDifference).where(
        MirrorDifference.ticket_id == ticket_id,
        MirrorDifference.field == field,
        MirrorDifference.closed.is_(None),
    )
    return session.scalars(query.with_for_update()).one_or_none()
