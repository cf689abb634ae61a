"""Members and their accounts: invited, given roles, away, without a password, signed out everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.errors import ConflictError, InvalidInputError, NotFoundError, PermissionDeniedError
from assistant.rights.identity import parse_address
from assistant.service import staff, staff_mail
from assistant.service.acting import SYSTEM, Act
from assistant.service.budgets import spend
from assistant.service.keys import keyed_hash, new_token
from assistant.service.parts import Parts
from assistant.service.staff import PASSWORD_CHARACTERS, STAFF_ROLES, Newcomer, grants
from assistant.store import SignIn, StaffLink, StaffMember
from assistant.terms import Locale, Role
from assistant.text import fold_space
from assistant.tickets.permission import ANY_QUEUE, Action, Grant, may

INVITATION_HOURS, RESET_HOURS = 7 * 24, 1
RESETS_PER_DAY = 3


@dataclass(frozen=True, slots=True)
class Post:
    """Where somebody works and as what: the main role with its queues (none: all), and more beside it."""

    role: Role
    queues: tuple[str, ...] = ()
    more: tuple[Grant, ...] = ()


def everybody(session: Session) -> Sequence[StaffMember]:
    """Return all members by name, those who left last."""
    return session.scalars(select(StaffMember).order_by(StaffMember.is_active.desc(), StaffMember.name)).all()


def member_of(session: Session, member_id: str) -> StaffMember:
    """Return a member.

    Raises:
        NotFoundError: there is none such.
    """
    row = session.get(StaffMember, member_id)
    if row is None:
        raise NotFoundError("There is no such member.")
    return row


def invite(act: Act, manager: StaffMember, newcomer: Newcomer, email: str) -> StaffMember:
    """Add a member who chooses a password through a mailed link.

    Raises:
        InvalidInputError: the name, the role, a queue or the address cannot be used.
        ConflictError: somebody has that name.
        PermissionDeniedError: whoever invites manages not all of these queues.
    """
    check_post(act.parts, manager, Post(newcomer.role, tuple(newcomer.queues)))
    address = parse_address(email).text
    member = staff.add(act, newcomer)
    member.email = address
    send_link(act, member, "invitation", hours=INVITATION_HOURS)
    return member


def check_post(parts: Parts, manager: StaffMember, post: Post) -> None:
    """Hold that a member may be given these roles by somebody.

    Raises:
        InvalidInputError: there is no such role or queue.
        PermissionDeniedError: the manager does not manage all of these queues.
    """
    known = {controller.queue for controller in parts.knowledge().controllers.values()}
    given = [*(Grant(post.role, queue) for queue in post.queues or (ANY_QUEUE,)), *post.more]
    for grant in given:
        if grant.role not in STAFF_ROLES or grant.queue not in known | {ANY_QUEUE}:
            raise InvalidInputError("There is no such role or queue.")
        if not may(grants(manager), Action.MANAGE_STAFF, queue=grant.queue):
            raise PermissionDeniedError(f"This needs a role that manages the staff of {grant.queue}.")


def post_of(member: StaffMember) -> str:
    """Return a member's roles on one line, for a form to bring back what its page showed."""
    more = sorted(f"{role}:{queue}" for role, queue in member.more_roles or [])
    return "; ".join([member.role, ",".join(sorted(member.queues)), *more])


def set_post(act: Act, manager: StaffMember, member: StaffMember, post: Post) -> None:
    """Give a member other roles; they are signed out everywhere, so that it counts at once.

    Raises:
        ConflictError: nobody changes their own roles.
        InvalidInputError: there is no such role or queue.
        PermissionDeniedError: the manager does not manage all of these queues.
    """
    check_over(manager, member)
    check_post(act.parts, manager, post)
    member.role, member.queues = post.role.value, sorted(set(post.queues))
    member.more_roles = [[grant.role.value, grant.queue] for grant in post.more]
    sign_out_everywhere(act.session, member)


def check_over(manager: StaffMember, member: StaffMember) -> None:
    """Hold that somebody may change the account of a member.

    Raises:
        ConflictError: it is their own.
        PermissionDeniedError: they do not manage all of the member's queues.
    """
    if manager.id == member.id:
        raise ConflictError("Somebody else must change your own account.")
    for grant in grants(member):
        if not may(grants(manager), Action.MANAGE_STAFF, queue=grant.queue):
            raise PermissionDeniedError(f"This needs a role that manages the staff of {grant.queue}.")


def set_active(act: Act, manager: StaffMember, member: StaffMember, *, is_active: bool) -> None:
    """Let a member in again, or not any more."""
    check_over(manager, member)
    member.is_active, member.failures, member.locked_until = is_active, 0, None
    if not is_active:
        member.token_hash = None
        sign_out_everywhere(act.session, member)


def sign_out_everywhere(session: Session, member: StaffMember) -> None:
    """End every sign-in of a member."""
    session.execute(delete(SignIn).where(SignIn.staff_id == member.id))


def send_link(act: Act, member: StaffMember, kind: str, *, hours: int) -> None:
    """Mail a member a link to choose a password; earlier links end."""
    act.session.execute(delete(StaffLink).where(StaffLink.staff_id == member.id))
    token = new_token()
    expires = act.now + timedelta(hours=hours)
    hashed = keyed_hash(act.parts.keys.token, "link", token)
    act.session.add(StaffLink(hash=hashed, staff_id=member.id, created=act.now, expires=expires))
    link = f"{act.parts.base_url}/staff/password/{token}"
    staff_mail.queue(act, member, kind, link=link, hours=hours)


def ask_reset(parts: Parts, name: str, *, network: str) -> None:
    """Mail a link to whoever has this name and an address; nothing tells whether anybody has.

    A few times a day for each name and network address, whether there is an account or not.
    """
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        plain = fold_space(name)[:64]
        keys = [
            keyed_hash(parts.keys.address, kind, text)
            for kind, text in (("reset", plain), ("network", network))
        ]
        limits = (RESETS_PER_DAY, RESETS_PER_DAY * 10)
        within = [
            spend(act, "reset", key, limit=limit, window=timedelta(days=1))
            for key, limit in zip(keys, limits, strict=True)
        ]
        member = session.scalar(select(StaffMember).where(StaffMember.name == plain))
        if all(within) and member is not None and member.is_active and member.email:
            send_link(act, member, "reset", hours=RESET_HOURS)


def by_link(session: Session, parts: Parts, token: str) -> StaffLink:
    """Return the link of a token.

    Raises:
        NotFoundError: there is none, it was used, or its time is over.
    """
    row = session.get(StaffLink, keyed_hash(parts.keys.token, "link", token))
    if row is None or row.used_at or parts.now() >= row.expires or not row.member.is_active:
        raise NotFoundError("This link is used, or its time is over.")
    return row


def choose_password(act: Act, link: StaffLink, password: str) -> None:
    """Set the password of a link's member, unlock the account and sign them out everywhere.

    Raises:
        InvalidInputError: the password is too short or too long.
    """
    link.used_at = act.now
    _set_password(act.session, link.member, password)


def change_password(act: Act, member: StaffMember, old: str, new: str) -> None:
    """Give a member another password on the word of the old one, and sign them out everywhere.

    Raises:
        InvalidInputError: the old password is wrong, or the new one too short or too long.
    """
    if not staff.fits(member.password_hash, old):
        raise InvalidInputError("The current password does not fit.")
    _set_password(act.session, member, new)


def _set_password(session: Session, member: StaffMember, password: str) -> None:
    if len(password) not in PASSWORD_CHARACTERS:
        least, most = PASSWORD_CHARACTERS[0], PASSWORD_CHARACTERS[-1]
        raise InvalidInputError(f"A password has from {least} to {most} characters.")
    member.password_hash = staff.HASHER.hash(password)
    member.failures, member.locked_until = 0, None
    sign_out_everywhere(session, member)


def set_preferences(member: StaffMember, locale: Locale, email: str, notices: Sequence[str]) -> None:
    """Set a member's language, address and what they want to be mailed of.

    Raises:
        InvalidInputError: the address is none.
    """
    member.email = parse_address(email).text if email.strip() else ""
    member.locale = locale.value
    member.notices = [one.value for one in staff_mail.Notice if one.value in notices]


def set_absence(act: Act, member: StaffMember, until: date | None, delegate: str) -> None:
    """Say until when a member is away and who acts for them meanwhile; None: they are here.

    Raises:
        InvalidInputError: the delegate is no active colleague, or is the member.
    """
    if until is None:
        member.away_until, member.delegate = None, ""
        return
    colleague = act.session.scalar(select(StaffMember).where(StaffMember.name == delegate))
    if delegate and (colleague is None or not colleague.is_active or colleague.id == member.id):
        raise InvalidInputError("Nobody of this name can act for you.")
    member.away_until, member.delegate = until, delegate


def delegators(session: Session, name: str, *, today: date) -> list[str]:
    """Return the names of those who are away and for whom a member acts."""
    away = select(StaffMember.name).where(StaffMember.delegate == name, StaffMember.away_until >= today)
    return list(session.scalars(away))
