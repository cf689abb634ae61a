"""What a person can be found by: only what was verified may be looked up or exported. Rule V-5."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import InvalidInputError, PermissionDeniedError
from assistant.rights.identity import Level, Method
from assistant.service.acting import Act
from assistant.service.keys import keyed_hash, seal, unseal
from assistant.service.parts import Parts
from assistant.store import DataSubjectRequest, Identifier, RequestLine, Verification
from assistant.text import fold_space, mask_national_ids, without_controls

VALUE_CHARACTERS = 500


class Kind(StrEnum):
    """What sort of identifier it is."""

    EMAIL = "email"
    ACCOUNT = "account"
    CUSTOMER_NUMBER = "customer_number"
    PHONE = "phone"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Claim:
    """An identifier that somebody gave and nobody has checked."""

    kind: Kind
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """An identifier of a request, and whether it was verified."""

    kind: Kind
    value: str = field(repr=False)
    is_verified: bool


def claim(act: Act, request: DataSubjectRequest, claims: Sequence[Claim]) -> None:
    """Keep identifiers as they were claimed, sealed; one that is kept already is kept once.

    Raises:
        InvalidInputError: a value is empty or too long.
    """
    act.session.flush()
    kept = set(act.session.scalars(select(Identifier.hash).where(Identifier.request_id == request.id)))
    for one in claims:
        value = mask_national_ids(fold_space(without_controls(one.value)))
        if not value or len(value) > VALUE_CHARACTERS:
            raise InvalidInputError(f"An identifier has from 1 to {VALUE_CHARACTERS} characters.")
        hashed = identifier_hash(act.parts, one.kind, value)
        if hashed in kept:
            continue
        kept.add(hashed)
        sealed = seal(act.parts.keys, request.wrapped_key, value)
        row = Identifier(
            request_id=request.id, kind=one.kind.value, hash=hashed, sealed=sealed, created=act.now
        )
        act.session.add(row)


def identifier_hash(parts: Parts, kind: Kind, value: str) -> str:
    """Return the keyed hash of an identifier; that of a mailbox is the request's own `address_hash`."""
    return keyed_hash(parts.keys.address, "identifier", kind.value, fold_space(value).casefold())


def known(session: Session, parts: Parts, request: DataSubjectRequest) -> tuple[Known, ...]:
    """Return what the request's person gave to be found by, the mailbox first."""
    shown = select(Verification.channel_hash).where(
        Verification.request_id == request.id, Verification.method != Method.OVERRIDE.value
    )
    proved = set(session.scalars(shown))
    rows = session.scalars(
        select(Identifier)
        .where(Identifier.request_id == request.id)
        .order_by(Identifier.created, Identifier.id)
    )
    found = [
        Known(Kind(row.kind), unseal(parts.keys, request.wrapped_key, row.sealed), row.hash in proved)
        for row in rows
    ]
    if request.address is not None:
        found.insert(0, Known(Kind.EMAIL, request.address, request.address_hash in proved))
    return tuple(found)


def for_line(session: Session, parts: Parts, line: RequestLine) -> tuple[Known, ...]:
    """Return what may be used to look somebody up for one right: empty if nothing may. Rule V-5.

    What needs no proof is done with what was claimed: stopping something gives nothing away.
    """
    if line.level == Level.L0.name:
        return known(session, parts, line.request)
    try:
        return for_lookup(session, parts, line.request)
    except PermissionDeniedError:
        return ()


def for_lookup(session: Session, parts: Parts, request: DataSubjectRequest) -> tuple[Known, ...]:
    """Return what may be used to look somebody up or to export: what was verified, never what was claimed.

    Raises:
        PermissionDeniedError: nothing was.
    """
    verified = tuple(one for one in known(session, parts, request) if one.is_verified)
    if not verified:
        raise PermissionDeniedError("Nothing that this person gave is verified, so nobody can be looked up.")
    return verified
