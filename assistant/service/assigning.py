"""Who owns a ticket when it is not simply taken: a colleague is given it, or it is taken from one."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import InvalidInputError
from assistant.service import staff_mail, tickets
from assistant.service.acting import Act
from assistant.service.staff import grants
from assistant.service.staff_mail import Notice
from assistant.store import StaffMember, Ticket
from assistant.tickets.permission import Action, may


def colleagues(session: Session, queue: str) -> Sequence[str]:
    """Return the names of those who can own a ticket of the queue."""
    everybody = session.scalars(
        select(StaffMember).where(StaffMember.is_active.is_(True)).order_by(StaffMember.name)
    )
    return [member.name for member in everybody if may(grants(member), Action.TAKE, queue=queue)]


def assign(act: Act, ticket: Ticket, name: str) -> None:
    """Give the ticket to a colleague; to nobody if the name is empty.

    Raises:
        InvalidInputError: nobody of that name works in the queue.
    """
    if name and name not in colleagues(act.session, ticket.queue):
        raise InvalidInputError("Nobody of this name works in this queue.")
    tickets.assign(act, ticket, name or None)
    if name:
        staff_mail.notify(act, name, Notice.ASSIGNED, ticket)


def steal(act: Act, ticket: Ticket) -> None:
    """Make whoever acts the owner, whoever was it before."""
    tickets.assign(act, ticket, act.actor.name)
