"""People as programs are told of them: staff by name, and requestors of visible tickets by address."""

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from assistant.errors import InvalidInputError, NotFoundError
from assistant.rights.identity import address_hash, parse_address
from assistant.service import finding, staff, wishes
from assistant.service.hands import NOBODY, Hand
from assistant.service.keys import new_token
from assistant.service.wishes import Wishes
from assistant.store import DataSubjectRequest, StaffMember, Ticket, Watcher
from assistant.terms import Role
from assistant.tickets.permission import ANY_QUEUE, Action, may

CHANGEABLE = ("Name", "EmailAddress", "RealName", "Password", "Disabled", "Privileged")
REAL_NAME_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody as a program sees them; what it may not see is empty."""

    name: str
    address: str = field(default="", repr=False)
    real_name: str = field(default="", repr=False)
    is_privileged: bool = False
    is_disabled: bool = False


def account(hand: Hand, name: str) -> Account:
    """Return a staff member by name, or a requestor by address.

    Addresses of staff are told to themselves and to those who manage staff.

    Raises:
        NotFoundError: there is nobody such whom the member may know of.
    """
    if name == NOBODY:
        return Account(NOBODY, is_privileged=True)
    row = hand.session.scalar(select(StaffMember).where(StaffMember.name == name))
    if row is not None:
        found = _of_staff(row)
        return found if row.id == hand.member.id or manages(hand) else replace(found, address="")
    if "@" in name and _is_requestor(hand, name):
        return Account(name, address=name)
    raise NotFoundError(f"User {name[:64]} does not exist")


def manages(hand: Hand) -> bool:
    """Tell whether the member looks after accounts."""
    return may(staff.grants(hand.member), Action.MANAGE_STAFF, queue=ANY_QUEUE)


def all_accounts(hand: Hand) -> list[Account]:
    """Return everybody of the staff by name; to those who do not manage staff, only themselves."""
    if not manages(hand):
        return [_of_staff(hand.member)]
    return [_of_staff(row) for row in hand.session.scalars(select(StaffMember).order_by(StaffMember.name))]


def _of_staff(row: StaffMember) -> Account:
    is_privileged = row.role in staff.STAFF_ROLES
    return Account(row.name, row.email, row.real_name, is_privileged, is_privileged and not row.is_active)


def _is_requestor(hand: Hand, text: str) -> bool:
    """Tell whether this is the address of anybody on a ticket that the member may see."""
    try:
        key = address_hash(hand.parts.keys.address, parse_address(text))
    except InvalidInputError:
        return False
    seen = finding.visible(staff.grants(hand.member))
    watched = select(Watcher.id).join(Ticket, Ticket.id == Watcher.ticket_id)
    if hand.session.scalar(watched.where(Watcher.address_hash == key, seen).limit(1)) is not None:
        return True
    asked = select(Ticket.id).join(DataSubjectRequest, DataSubjectRequest.id == Ticket.request_id)
    return hand.session.scalar(asked.where(DataSubjectRequest.address_hash == key, seen).limit(1)) is not None


def create(hand: Hand, wanted: Wishes) -> Account:
    """Add an account without any role: nobody can sign in with it until an admin gives it one.

    Raises:
        InvalidInputError: the name or a value cannot be used.
        ConflictError: there is one of that name.
        PermissionDeniedError: the member does not manage staff.
    """
    wishes.check_known(wanted, CHANGEABLE)
    act = hand.act(Action.MANAGE_STAFF, ANY_QUEUE)
    password = wishes.text("Password", wanted.get("Password") or new_token())
    newcomer = staff.Newcomer(wishes.text("Name", wanted.get("Name", "")), Role.AGENT, password)
    row = staff.add(act, newcomer)
    row.role, row.is_active = Role.DATA_SUBJECT.value, False
    _set(hand, row, {name: value for name, value in wanted.items() if name not in ("Name", "Password")})
    return _of_staff(row)


def change(hand: Hand, name: str, wanted: Wishes) -> list[str]:
    """Change an account, and say what changed.

    Raises:
        NotFoundError: there is no such staff member.
        InvalidInputError: a value cannot be used.
        PermissionDeniedError: the member does not manage staff.
    """
    wishes.check_known(wanted, CHANGEABLE)
    hand.act(Action.MANAGE_STAFF, ANY_QUEUE)
    row = _member(hand, name)
    _set(hand, row, wanted)
    return [f"User {row.name}: {field} changed" for field in wanted]


def disable(hand: Hand, name: str) -> None:
    """Let somebody in no longer.

    Raises:
        NotFoundError: there is no such staff member.
        PermissionDeniedError: the member does not manage staff.
    """
    hand.act(Action.MANAGE_STAFF, ANY_QUEUE)
    _member(hand, name).is_active = False


def _member(hand: Hand, name: str) -> StaffMember:
    row = hand.session.scalar(select(StaffMember).where(StaffMember.name == name))
    if row is None:
        raise NotFoundError(f"User {name[:64]} does not exist")
    return row


def _set(hand: Hand, row: StaffMember, wanted: Wishes) -> None:
    for name, value in wanted.items():
        text = wishes.text(name, value)
        match name:
            case "EmailAddress":
                row.email = parse_address(text).text if text else ""
            case "RealName":
                row.real_name = text.strip()[:REAL_NAME_CHARACTERS]
            case "Password":
                staff.set_password(hand.session, row, text)
            case "Disabled":
                row.is_active = text in ("", "0") and row.role in staff.STAFF_ROLES
            case "Name" if text != row.name:
                raise InvalidInputError("A name stays as it is: the history of tickets tells of it.")
            case _:
                pass  # Privileged follows the role


def told(account: Account) -> dict[str, Any]:
    """Return an account in Request Tracker's words."""
    return {
        "Name": account.name,
        "EmailAddress": account.address,
        "RealName": account.real_name,
        "Privileged": int(account.is_privileged),
        "Disabled": str(int(account.is_disabled)),
    }
