"""One deed for many tickets: tried first, so that it is known what would happen, then done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from assistant.errors import AssistantError, ConflictError, InvalidInputError
from assistant.service import assigning, plain, tickets
from assistant.service.acting import Act
from assistant.service.board import visible_ticket
from assistant.service.parts import Parts
from assistant.service.staff import acting
from assistant.store import StaffMember, Ticket
from assistant.tickets.permission import Action

MOST = 200


class BulkDeed(StrEnum):
    """What can be done to many tickets at once."""

    TAKE = "take"
    UNTAKE = "untake"
    ASSIGN = "assign"
    PRIORITY = "priority"
    COMMENT = "comment"


NEEDED: Mapping[BulkDeed, Action] = {
    BulkDeed.TAKE: Action.TAKE,
    BulkDeed.UNTAKE: Action.TAKE,
    BulkDeed.ASSIGN: Action.ASSIGN,
    BulkDeed.PRIORITY: Action.MODIFY_TICKET,
    BulkDeed.COMMENT: Action.COMMENT,
}


@dataclass(frozen=True, slots=True)
class Order:
    """A deed and what it needs: a colleague's name, a number, a text. `versions` are by ticket's number."""

    deed: BulkDeed
    versions: Mapping[int, int]
    value: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one ticket, or would; `fault` is None where it is done."""

    ticket_id: int
    reference: str
    fault: AssistantError | None = None


def carry_out(parts: Parts, member: StaffMember, order: Order, *, is_trial: bool) -> Sequence[Fate]:
    """Do the deed to each ticket that allows it and tell of each; a trial is taken back whole.

    Tickets that the member may not see are as if there were none, and are left out.

    Raises:
        InvalidInputError: no ticket is chosen, or too many.
    """
    if not 1 <= len(order.versions) <= MOST:
        raise InvalidInputError(f"Choose from 1 to {MOST} tickets.")
    with parts.sessions() as session:
        fates = [
            fate
            for ticket_id, version in sorted(order.versions.items())
            if (fate := _one(parts, session, member, (order, ticket_id, version))) is not None
        ]
        if is_trial:
            session.rollback()
        else:
            session.commit()
        return fates


def _one(parts: Parts, session: Session, member: StaffMember, chosen: tuple[Order, int, int]) -> Fate | None:
    order, ticket_id, version = chosen
    try:
        ticket = visible_ticket(session, member, ticket_id)
    except AssistantError:
        return None
    reference = ticket.request.reference
    fault: AssistantError | None = None
    try:
        with session.begin_nested():
            ticket = tickets.hold(session, ticket.request)
            if ticket.version != version:
                raise ConflictError("The ticket changed since you read it; read it again.")
            act = acting(parts, session, member, action=NEEDED[order.deed], queue=ticket.queue)
            _DEEDS[order.deed](act, ticket, order.value)
    except AssistantError as error:
        fault = error
    return Fate(ticket_id, reference, fault)


def _set_priority(act: Act, ticket: Ticket, value: str) -> None:
    if not (value.isascii() and value.isdecimal() and len(value) <= 3):  # noqa: PLR2004 - digits of 100
        raise InvalidInputError("A priority is a whole number from 0 to 100.")
    plain.set_priority(act, ticket, int(value))


_DEEDS: Mapping[BulkDeed, Callable[[Act, Ticket, str], object]] = {
    BulkDeed.TAKE: lambda act, ticket, _value: tickets.take(act, ticket),
    BulkDeed.UNTAKE: lambda act, ticket, _value: tickets.untake(act, ticket),
    BulkDeed.ASSIGN: assigning.assign,
    BulkDeed.PRIORITY: _set_priority,
    BulkDeed.COMMENT: tickets.comment,
}
