"""Keeps a database's own keys and lets its master secret be changed while everything goes on. Decision 46."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, and_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session, sessionmaker

from assistant.errors import UnavailableError, UsageError
from assistant.service import drafts
from assistant.service.keys import Keys, open_bytes_own, opens_own, resealed, seal_bytes_own
from assistant.service.parts import Parts
from assistant.store import DataSubjectRequest, Draft, FormDraft, Keyring, StaffMail, StaffMember

ONLY = 1
_AT_ONCE = 200
_WRONG = (
    "the master secret is not the one of this database: restore it from its backup; while it is being "
    "changed, ASSISTANT_SECRET_FORMER names the other one"
)


def ready(sessions: sessionmaker[Session], secret: str, former: str, *, now: datetime) -> Keys:
    """Return the keys of a database; one that has none yet gets those of this master secret.

    Raises:
        UnavailableError: the database belongs to another master secret.
    """
    keys = Keys.derive(secret, former=former)
    for _ in range(2):
        try:
            with sessions.begin() as session:
                return _found(session, keys) or _made(session, keys, _first(session, secret, former), now)
        except IntegrityError:  # another process was quicker; its row is as good
            continue
    raise UnavailableError("the database's keys cannot be kept")


def _found(session: Session, keys: Keys) -> Keys | None:
    row = session.get(Keyring, ONLY)
    if row is None:
        return None
    try:
        return keys.keeping(open_bytes_own(keys, row.sealed))
    except UnavailableError:
        raise UnavailableError(_WRONG) from None


def _made(session: Session, keys: Keys, first: Keys, now: datetime) -> Keys:
    session.add(Keyring(id=ONLY, sealed=seal_bytes_own(keys, first.lasting), made=now))
    return keys.keeping(first.lasting)


def _first(session: Session, secret: str, former: str) -> Keys:
    """Return the keys that a database without a keyring was written with.

    What is sealed in it tells the secret; where nothing is, it is the former one, if one is named: hashes
    and histories of before hang on it.

    Raises:
        UnavailableError: something is sealed that neither secret opens.
    """
    sealed = _anything_sealed(session)
    for one in filter(None, (former, secret)):
        keys = Keys.derive(one)
        if sealed is None or opens_own(keys, sealed):
            return keys
    raise UnavailableError(_WRONG)


def _anything_sealed(session: Session) -> bytes | None:
    for column in (DataSubjectRequest.wrapped_key, StaffMail.wrapped_key, StaffMember.totp_sealed):
        filled = and_(column.is_not(None), column != b"")
        sealed = session.scalar(select(column).where(filled).limit(1))
        if sealed is not None:
            return sealed
    return None


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many sealed things there are, how many of them were sealed anew, and how many nobody can open."""

    all: int = 0
    anew: int = 0
    lost: int = 0

    def __add__(self, other: "Resealed") -> "Resealed":
        return Resealed(self.all + other.all, self.anew + other.anew, self.lost + other.lost)


@dataclass(frozen=True, slots=True)
class _Place:
    """A column with something that the master key has sealed, beside the key of its row."""

    key: InstrumentedAttribute[str] | InstrumentedAttribute[int]
    column: InstrumentedAttribute[bytes] | InstrumentedAttribute[bytes | None]
    again: Callable[[Keys, bytes], bytes | None] = resealed


_PLACES = (
    _Place(Keyring.id, Keyring.sealed),
    _Place(DataSubjectRequest.id, DataSubjectRequest.wrapped_key),
    _Place(StaffMail.id, StaffMail.wrapped_key),
    _Place(StaffMember.id, StaffMember.totp_sealed),
    _Place(Draft.id, Draft.content, drafts.resealed),
    _Place(FormDraft.hash, FormDraft.content, drafts.resealed),
)


def reseal(parts: Parts) -> Resealed:
    """Seal with the master secret of now what the former one has sealed; servers may run meanwhile.

    Raises:
        UsageError: no former secret is given.
    """
    if parts.keys.former is None:
        raise UsageError(
            "ASSISTANT_SECRET_FORMER is missing: the secret to change from; see docs/operating.md"
        )
    return sum((_reseal(parts, place) for place in _PLACES), Resealed())


def _reseal(parts: Parts, place: _Place) -> Resealed:
    done, last = Resealed(), cast("str | int | None", None)
    while True:
        with parts.sessions.begin() as session:
            rows = session.execute(_next(place, last)).all()
            for key, sealed in rows:
                done += _reseal_one(session, parts.keys, place, key, sealed)
        if len(rows) < _AT_ONCE:
            return done
        last = rows[-1][0]


def _next(place: _Place, last: str | int | None) -> Select[Any]:
    is_filled = and_(place.column.is_not(None), place.column != b"")
    filled = cast("Select[Any]", select(place.key, place.column).where(is_filled))
    return (filled if last is None else filled.where(place.key > last)).order_by(place.key).limit(_AT_ONCE)


def _reseal_one(session: Session, keys: Keys, place: _Place, key: str | int, sealed: bytes) -> Resealed:
    try:
        anew = place.again(keys, sealed)
    except UnavailableError:
        return Resealed(all=1, lost=1)
    if anew is None:
        return Resealed(all=1)
    same = place.column == sealed  # else it was changed just now, under the secret of now
    session.execute(update(place.key.class_).where(place.key == key, same).values({place.column: anew}))
    return Resealed(all=1, anew=1)
