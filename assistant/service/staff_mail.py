"""Mails to staff members: invitations, new passwords, notices. They name tickets only by reference."""

import json
import uuid
from dataclasses import asdict
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select

from assistant.errors import InvalidInputError, UnavailableError
from assistant.service.acting import Act
from assistant.service.keys import new_wrapped_key, seal, unseal
from assistant.service.letters import KIND_HEADER
from assistant.service.outbox import BACKOFF_MINUTES, CLAIM, FAULT_CHARACTERS
from assistant.service.parts import Parts
from assistant.service.ports import Mail, Mailer, mail_of
from assistant.store import StaffMail, StaffMember, Ticket
from assistant.terms import Locale
from assistant.translations import translate

DOMAIN = "staff"
LAST_TRY = 10


class Notice(StrEnum):
    """What a member can be mailed of."""

    ASSIGNED = "assigned"
    CORRESPONDENCE = "correspondence"


SUBJECTS = {
    "invitation": "Your account at the privacy desk",
    "reset": "A new password for the privacy desk",
    Notice.ASSIGNED.value: "A ticket is yours now: %(reference)s",
    Notice.CORRESPONDENCE.value: "The requestor wrote on %(reference)s",
}
TEXTS = {
    "invitation": "An account was made for you. Choose a password within %(hours)d hours; "
    "pass this link on to nobody, since whoever has it can choose.",
    "reset": "A new password was asked for. Choose it within %(hours)d hours; "
    "if you did not ask, you need not do anything, and the old password stays.",
    Notice.ASSIGNED.value: "A colleague gave you this ticket.",
    Notice.CORRESPONDENCE.value: "There is a new message on a ticket of yours.",
}


def queue(act: Act, member: StaffMember, kind: str, **values: object) -> None:
    """Write to a member in their language; nothing is queued for who has no address."""
    if not member.email:
        return
    locale, shown = Locale(member.locale), {"name": member.name, **values}
    controllers = sorted(act.parts.knowledge().controllers.values(), key=lambda one: one.id)
    own = [one for one in controllers if one.queue in member.queues or not member.queues] or controllers
    if not own:
        return
    letter = Mail(
        addressee=member.email,
        sender=own[0].sender,
        sender_name=own[0].name,
        subject_line=translate(DOMAIN, locale, SUBJECTS[kind], **shown),
        text=f"{translate(DOMAIN, locale, TEXTS[kind], **shown)}\n\n{values['link']}\n",
        message_id=uuid.uuid4().hex,
        headers=((KIND_HEADER, kind),),
    )
    key = new_wrapped_key(act.parts.keys)
    sealed = seal(act.parts.keys, key, json.dumps(asdict(letter)))
    row = StaffMail(kind=kind, wrapped_key=key, sealed=sealed, created=act.now, due_at=act.now)
    act.session.add(row)


def notify(act: Act, name: str, notice: Notice, ticket: Ticket) -> None:
    """Tell a member about a ticket, if they want to be told of such things and did not do it themselves."""
    member = act.session.scalar(select(StaffMember).where(StaffMember.name == name))
    if member is None or name == act.actor.name or notice.value not in (member.notices or []):
        return
    link = f"{act.parts.base_url}/staff/tickets/{ticket.id}"
    queue(act, member, notice.value, reference=ticket.request.reference, link=link)


def deliver(parts: Parts, mailer: Mailer) -> int:
    """Send what is due and return how many were sent; what fails is tried again, ten times at most."""
    sent = 0
    while (row := _claim(parts)) is not None:
        fault = _send(parts, mailer, row)
        sent += not fault
        with parts.sessions.begin() as session:
            mail = session.get_one(StaffMail, row.id)
            mail.fault = fault[:FAULT_CHARACTERS]
            if not fault:
                mail.sent_at, mail.sealed = parts.now(), None
            elif mail.attempts >= LAST_TRY:
                mail.sealed = None
            else:
                wait = BACKOFF_MINUTES[min(mail.attempts, len(BACKOFF_MINUTES)) - 1]
                mail.due_at = parts.now() + timedelta(minutes=wait)
    return sent


def _claim(parts: Parts) -> StaffMail | None:
    with parts.sessions.begin() as session:
        due = select(StaffMail).where(StaffMail.sealed.is_not(None), StaffMail.due_at <= parts.now())
        row = session.scalar(due.order_by(StaffMail.due_at).limit(1).with_for_update(skip_locked=True))
        if row is not None:
            row.attempts += 1
            row.due_at = parts.now() + CLAIM
        return row


def _send(parts: Parts, mailer: Mailer, row: StaffMail) -> str:
    """Send a mail and return why it could not be sent; empty if it was."""
    try:
        words = json.loads(unseal(parts.keys, row.wrapped_key, row.sealed or b""))
        mailer.send(mail_of(words))
    except (UnavailableError, InvalidInputError) as error:
        return str(error) or "refused"
    except Exception as error:  # noqa: BLE001 - one mail that cannot be made must not hold up the others
        return type(error).__name__
    return ""
