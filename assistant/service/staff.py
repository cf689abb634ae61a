"""Who works here: adding members, signing them in and out, tokens for programs, and what they may do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.errors import ConflictError, InvalidInputError, NotFoundError
from assistant.service import factors
from assistant.service.acting import DATA_SUBJECT, SYSTEM, Act, Actor
from assistant.service.budgets import spend
from assistant.service.keys import keyed_hash, new_token
from assistant.service.parts import Parts
from assistant.service.tickets import UNVERIFIED_SUFFIX
from assistant.store import SignIn, StaffMember
from assistant.terms import Locale, Role
from assistant.text import fold_space, without_controls
from assistant.tickets.permission import ANY_QUEUE, Action, Grant, may, role_for

STAFF_ROLES = (Role.AGENT, Role.APPROVER, Role.EDITOR, Role.ADMIN)
NAME_CHARACTERS = 64
PASSWORD_CHARACTERS = range(12, 1025)
TRIES_PER_FAILURE = 10
"""How many times the tries that lock one account may come from one network address while that lasts."""
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id in 19 MiB. Source: OWASP Password Storage Cheat Sheet."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to add. No queues means all of them; a queue brings its queue of unverified requests."""

    name: str
    role: Role
    password: str = field(repr=False)
    queues: Sequence[str] = ()
    locale: Locale = Locale.EN
    more_roles: Sequence[Role] = ()
    email: str = field(default="", repr=False)


def add(act: Act, newcomer: Newcomer) -> StaffMember:
    """Add a staff member.

    Raises:
        InvalidInputError: the name, role or password cannot be used.
        ConflictError: somebody has that name.
    """
    name = _checked_name(newcomer.name)
    _check(newcomer)
    if _by_name(act.session, name) is not None:
        raise ConflictError(f"There is a staff member {name} already.")
    member = StaffMember(
        name=name,
        password_hash=HASHER.hash(newcomer.password),
        role=newcomer.role.value,
        more_roles=[
            [role, queue] for role in newcomer.more_roles for queue in newcomer.queues or (ANY_QUEUE,)
        ],
        email=newcomer.email,
        queues=sorted(set(newcomer.queues)),
        locale=newcomer.locale.value,
        created=act.now,
    )
    act.session.add(member)
    act.session.flush()
    return member


def add_or_renew(act: Act, newcomer: Newcomer) -> StaffMember:
    """Add a staff member, or give the one of that name this password and role and sign them out everywhere.

    Raises:
        InvalidInputError: the name, role or password cannot be used.
    """
    member = _by_name(act.session, newcomer.name)
    if member is None:
        return add(act, newcomer)
    _check(newcomer)
    member.password_hash = HASHER.hash(newcomer.password)
    member.role, member.queues = newcomer.role.value, sorted(set(newcomer.queues))
    member.is_active, member.failures, member.locked_until = True, 0, None
    act.session.execute(delete(SignIn).where(SignIn.staff_id == member.id))
    act.session.flush()
    return member


def set_password(session: Session, member: StaffMember, password: str) -> None:
    """Give a member another password and sign them out everywhere.

    Raises:
        InvalidInputError: it is too short or too long.
    """
    _check_password(password)
    member.password_hash = HASHER.hash(password)
    session.execute(delete(SignIn).where(SignIn.staff_id == member.id))


def _check(newcomer: Newcomer) -> None:
    if not {newcomer.role, *newcomer.more_roles} <= set(STAFF_ROLES):
        raise InvalidInputError(f"A staff member's role is one of {', '.join(STAFF_ROLES)}.")
    _check_password(newcomer.password)


def _check_password(password: str) -> None:
    if len(password) not in PASSWORD_CHARACTERS:
        raise InvalidInputError(
            f"A password has from {PASSWORD_CHARACTERS[0]} to {PASSWORD_CHARACTERS[-1]} characters."
        )


def _checked_name(text: str) -> str:
    """Return the name as it is stored. The record keeps it as the actor, so it cannot be one of ours."""
    name = fold_space(without_controls(text))
    if not 1 <= len(name) <= NAME_CHARACTERS:
        raise InvalidInputError(f"A name has from 1 to {NAME_CHARACTERS} characters.")
    if name.casefold() in {DATA_SUBJECT.name, SYSTEM.name}:
        raise InvalidInputError(f"The name {name} is taken by the assistant itself.")
    return name


def sign_in(
    parts: Parts, name: str, password: str, *, network: str, code: str = ""
) -> tuple[str, SignIn] | None:
    """Return a new token and its sign-in; None for a wrong name, password or code, or a locked account.

    Opens its own transactions: a password is never checked while one is open, and a failure is counted
    though nothing comes of it. An unknown name costs as much work as a known one. A locked account refuses
    the right password too, so guessing on is useless; so does an account anywhere once too much was tried
    from one network address.
    """
    member = check_password(parts, name, password, network=network, code=code)
    if member is None:
        return None
    now = parts.now()
    with parts.sessions.begin() as session:
        session.execute(delete(SignIn).where(SignIn.expires <= now))
        return _begin(parts, session, session.get_one(StaffMember, member.id), now)


def check_password(
    parts: Parts, name: str, password: str, *, network: str, code: str = ""
) -> StaffMember | None:
    """Return the member whose password this is; None as with `sign_in`, and counted as there.

    Without a code, nobody who uses a second factor gets in: their programs use tokens.
    """
    now = parts.now()
    with parts.sessions.begin() as session:
        if not _is_within_budget(Act(session, parts, SYSTEM, now), network):
            return None
        known = _by_name(session, fold_space(without_controls(name[:NAME_CHARACTERS])))
    is_right = fits(known.password_hash if known else _nobodys_hash(), password)
    if known is None:
        return None
    with parts.sessions.begin() as session:
        member = session.get_one(StaffMember, known.id, with_for_update=True)
        if not member.is_active or (member.locked_until and now < member.locked_until):
            return None
        if not is_right or not factors.fits(parts, member, code):
            _count_failure(parts, member, now)
            return None
        member.failures, member.locked_until = 0, None
        return member


def _is_within_budget(act: Act, network: str) -> bool:
    limits, key = act.parts.limits, keyed_hash(act.parts.keys.address, "network", network)
    window = timedelta(minutes=limits.staff_lock_minutes)
    return spend(act, "sign_in", key, limit=TRIES_PER_FAILURE * limits.staff_failures, window=window)


def fits(password_hash: str, password: str) -> bool:
    """Tell whether a password is the one that was hashed."""
    try:
        return HASHER.verify(password_hash, password[: PASSWORD_CHARACTERS[-1]])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return HASHER.hash(new_token())


def _count_failure(parts: Parts, member: StaffMember, now: datetime) -> None:
    member.failures += 1
    if member.failures >= parts.limits.staff_failures:
        member.failures = 0
        member.locked_until = now + timedelta(minutes=parts.limits.staff_lock_minutes)


def _begin(parts: Parts, session: Session, member: StaffMember, now: datetime) -> tuple[str, SignIn]:
    token = new_token()
    row = SignIn(
        hash=_hash(parts, token),
        member=member,
        csrf=new_token(),
        created=now,
        seen=now,
        expires=now + timedelta(hours=parts.limits.staff_session_hours),
    )
    session.add(row)
    session.flush()
    return token, row


def signed_in(act: Act, token: str) -> SignIn | None:
    """Return the sign-in of a token; None if there is none, it has expired or its member has left."""
    row = act.session.get(SignIn, _hash(act.parts, token)) if token else None
    return row if row and act.now < row.expires and row.member.is_active else None


def sign_out(act: Act, token: str) -> None:
    """End the sign-in of a token; nothing happens if there is none."""
    act.session.execute(delete(SignIn).where(SignIn.hash == _hash(act.parts, token)))


def give_token(act: Act, name: str) -> str:
    """Return a new token for a member's programs; the one before it ends.

    Raises:
        NotFoundError: there is no such member.
    """
    member = _by_name(act.session, name)
    if member is None:
        raise NotFoundError(f"There is no staff member {name}.")
    token = new_token()
    member.token_hash = _hash(act.parts, token)
    act.session.flush()
    return token


def by_token(act: Act, token: str) -> StaffMember | None:
    """Return the active member whose programs use this token; None if there is none."""
    query = select(StaffMember).where(StaffMember.token_hash == _hash(act.parts, token))
    member = act.session.scalar(query)
    return member if member and member.is_active else None


def grants(member: StaffMember) -> tuple[Grant, ...]:
    """Return the member's roles in each queue, and in the queue of its unverified requests."""
    own = [(member.role, queue) for queue in member.queues or (ANY_QUEUE,)]
    more = [(role, queue) for role, queue in member.more_roles or []]
    return tuple(
        Grant(Role(role), name)
        for role, queue in own + more
        for name in ((queue,) if queue == ANY_QUEUE else (queue, queue + UNVERIFIED_SUFFIX))
    )


def workers(session: Session, queue: str) -> tuple[str, ...]:
    """Return the names of those who may work on tickets of a queue, in order."""
    members = session.scalars(select(StaffMember).where(StaffMember.is_active).order_by(StaffMember.name))
    return tuple(one.name for one in members if may(grants(one), Action.MOVE_LINE, queue=queue))


def acting(parts: Parts, session: Session, member: StaffMember, *, action: Action, queue: str) -> Act:
    """Return the member doing something now in the transaction, in the role that may do least.

    Raises:
        PermissionDeniedError: the member may not do this in the queue.
    """
    role = role_for(grants(member), action, queue=queue)
    return Act(session, parts, Actor(member.name, role), parts.now())


def _by_name(session: Session, name: str) -> StaffMember | None:
    return session.scalar(select(StaffMember).where(StaffMember.name == name))


def _hash(parts: Parts, token: str) -> str:
    return keyed_hash(parts.keys.token, token)
