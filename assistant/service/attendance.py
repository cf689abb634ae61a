"""Which members answer chats now, and so whether people are there for a company's visitors."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.dialogue.hours import opens_next
from assistant.dialogue.turn import People
from assistant.policy.load import Controller
from assistant.service import staff
from assistant.service.acting import Act
from assistant.store import Attendance, StaffMember
from assistant.tickets.permission import Action, may

PATIENCE = timedelta(seconds=90)
"""How long a member counts as there without a sign of their console."""


def attend(act: Act, member: StaffMember) -> None:
    """Begin or go on answering chats; it lapses unless the console says so again."""
    found = act.session.get(Attendance, member.id) or Attendance(staff_id=member.id, until=act.now)
    found.until = act.now + PATIENCE
    act.session.add(found)


def stop(act: Act, member: StaffMember) -> None:
    """Answer no more new chats; those that are the member's go on."""
    act.session.execute(delete(Attendance).where(Attendance.staff_id == member.id))


def attends(act: Act, member: StaffMember) -> bool:
    """Tell whether the member answers chats now."""
    found = act.session.get(Attendance, member.id)
    return found is not None and found.until > act.now


def people(act: Act, controller: Controller, *, is_attended: bool) -> People:
    """Return whether somebody answers this company's chats now, and else when its hours begin again.

    `is_attended` tells whether anybody answers chats at all, which a turn knows already.
    """
    is_there = is_attended and _is_anybody_there(act.session, act, controller)
    return People(is_there, opens_next(controller, act.now))


def _is_anybody_there(session: Session, act: Act, controller: Controller) -> bool:
    there = (
        select(StaffMember)
        .join(Attendance, Attendance.staff_id == StaffMember.id)
        .where(Attendance.until > act.now, StaffMember.is_active)
    )
    return any(
        may(staff.grants(member), Action.JOIN_CHAT, queue=controller.queue)
        for member in session.scalars(there)
    )
