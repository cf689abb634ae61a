"""Tickets changed by a program for a staff member: all of it or none, each within what they may do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import ConflictError, InvalidInputError, NotFoundError
from assistant.service import (
    attachments,
    enclosures,
    fields,
    finding,
    joining,
    links,
    plain,
    posting,
    staff,
    tickets,
    watchers,
    wishes,
)
from assistant.service.acting import Act
from assistant.service.attachments import NewFile
from assistant.service.board import visible_ticket
from assistant.service.parts import Parts
from assistant.service.plain import NewTicket
from assistant.service.queues import queue_named
from assistant.service.wishes import Wishes
from assistant.store import Queue, StaffMember, Ticket, Transaction
from assistant.terms import TicketStatus
from assistant.tickets.permission import Action, action_for_status, may

NOBODY = "Nobody"
ROLES = {"Requestor": "requestor", "Cc": "cc", "AdminCc": "admin_cc"}
LINKS = {
    "DependsOn": ("depends_on", False),
    "DependedOnBy": ("depends_on", True),
    "RefersTo": ("refers_to", False),
    "ReferredToBy": ("refers_to", True),
    "Parent": ("member_of", False),
    "Child": ("member_of", True),
}
"""What Request Tracker calls a link, and whether it is one of ours turned round."""
_BASE = ("Subject", "Status", "Owner", "Priority", "Due", *ROLES, "CustomFields")
CREATABLE = ("Queue", *_BASE, "Content", "ContentType", "Attachments")
CHANGEABLE = (
    *_BASE,
    "Queue",
    "MergeInto",
    *(f"{verb}{name}" for verb in ("Add", "Delete") for name in LINKS),
)
NO_SUBJECT = "(no subject)"


@dataclass(frozen=True, slots=True)
class Hand:
    """A staff member at work through a program, in one transaction."""

    session: Session
    parts: Parts
    member: StaffMember

    def act(self, action: Action, queue: str) -> Act:
        """Return the member doing this in a queue.

        Raises:
            PermissionDeniedError: they may not.
        """
        return staff.acting(self.parts, self.session, self.member, action=action, queue=queue)


def visible(hand: Hand, ticket_id: int) -> Ticket:
    """Return a ticket that the member may see and programs may work on; a merged one, as what it goes on as.

    Raises:
        NotFoundError: there is none, it is not theirs, or its queue is closed to programs: all look the same.
    """
    ticket = visible_ticket(hand.session, hand.member, ticket_id)
    if ticket.merged_into is not None:
        ticket = visible_ticket(hand.session, hand.member, ticket.merged_into)
    serves = select(Queue.id).where(Queue.name == ticket.queue, Queue.serves_rest)
    if hand.session.scalar(serves) is None:
        raise NotFoundError(f"There is no ticket {ticket_id}.")
    return ticket


def open_queue(hand: Hand, name: str, *, action: Action = Action.SEE_QUEUE) -> Queue:
    """Return a queue that is open to programs.

    Raises:
        NotFoundError: there is none, it is closed to programs, or the member may not know of it.
        PermissionDeniedError: the member may not do this in it.
    """
    queue = queue_named(hand.session, name)
    if not queue.serves_rest or not may(staff.grants(hand.member), Action.SEE_QUEUE, queue=queue.name):
        raise NotFoundError("There is no such queue.")
    hand.act(action, queue.name)
    return queue


def create(hand: Hand, wanted: Wishes, files: Sequence[NewFile], *, content: str) -> Ticket:
    """Open a plain ticket with everything that is wished for it.

    Raises:
        InvalidInputError: a value cannot be used; nothing is made.
        NotFoundError: there is no such queue, field or person.
        PermissionDeniedError: the member may not do this there.
    """
    wishes.check_known(wanted, CREATABLE)
    if "Queue" not in wanted:
        raise InvalidInputError("Queue is missing.")
    attachments.check(files)
    queue = open_queue(hand, wishes.text("Queue", wanted["Queue"]), action=Action.CREATE_TICKET)
    subject_line = plain.checked_subject(wishes.text("Subject", wanted.get("Subject") or "")) or NO_SUBJECT
    first = NewTicket(
        queue.name,
        subject_line,
        content,
        requestors=tuple(wishes.texts("Requestor", wanted.get("Requestor"))),
    )
    act = hand.act(Action.CREATE_TICKET, queue.name)
    ticket = plain.open_ticket(act, first)
    attachments.add(act, ticket.history[0], files)
    skipped = ("Queue", "Subject", "Requestor", "Content", "ContentType", "Attachments")
    for name, value in wanted.items():
        if name not in skipped:
            _CHANGES[name](hand, ticket, value)
    return ticket


def change(hand: Hand, ticket: Ticket, wanted: Wishes) -> list[str]:
    """Change a ticket and say what changed. What was refused is an error, and then nothing changes.

    Raises:
        InvalidInputError: a value cannot be used.
        NotFoundError: there is no such queue, field, person or ticket.
        PermissionDeniedError: the member may not do this.
        TransitionNotAllowedError: the ticket's rules forbid it.
    """
    wishes.check_known(wanted, CHANGEABLE)
    if "MergeInto" in wanted:
        _merge(hand, ticket, wanted["MergeInto"])
        return ["Merge Successful"]
    told = [message for name, value in wanted.items() for message in _CHANGES[name](hand, ticket, value)]
    return [f"Ticket {ticket.id}: {message}" for message in told]


def _subject(hand: Hand, ticket: Ticket, value: object) -> list[str]:
    old, wanted = ticket.subject_line, wishes.text("Subject", value)
    plain.set_subject(hand.act(Action.MODIFY_TICKET, ticket.queue), ticket, wanted)
    return [] if old == ticket.subject_line else ["Subject changed"]


def _status(hand: Hand, ticket: Ticket, value: object) -> list[str]:
    name, old = wishes.text("Status", value), ticket.status
    if name not in set(TicketStatus):
        raise InvalidInputError(
            f"Status {name[:40]!r} isn't a valid status; known: {', '.join(TicketStatus)}."
        )
    to = TicketStatus(name)
    plain.set_status(hand.act(action_for_status(to), ticket.queue), ticket, to)
    return [] if old == to else [f"Status changed from '{old}' to '{to}'"]


def _owner(hand: Hand, ticket: Ticket, value: object) -> list[str]:
    name = wishes.text("Owner", value)
    owner, me = None if name in ("", NOBODY) else name, hand.member.name
    if owner == ticket.owner:
        return []
    if owner is not None and owner not in staff.workers(hand.session, ticket.queue):
        if hand.session.scalar(select(StaffMember.id).where(StaffMember.name == owner)) is None:
            raise NotFoundError(f"User {owner[:64]} does not exist")
        raise InvalidInputError(f"{owner} may not own tickets in the queue {ticket.queue}.")
    if (owner == me and ticket.owner is None) or (owner is None and ticket.owner == me):
        action = Action.TAKE
    else:
        action = Action.STEAL if owner == me else Action.ASSIGN
    old = ticket.owner or NOBODY
    tickets.assign(hand.act(action, ticket.queue), ticket, owner)
    return [f"Owner changed from {old} to {owner or NOBODY}"]


def _priority(hand: Hand, ticket: Ticket, value: object) -> list[str]:
    old, wanted = ticket.priority, wishes.number("Priority", value)
    plain.set_priority(hand.act(Action.MODIFY_TICKET, ticket.queue), ticket, wanted)
    return [] if old == wanted else [f"Priority changed from '{old}' to '{wanted}'"]


def _due(hand: Hand, ticket: Ticket, value: object) -> list[str]:
    zone = finding.asking(hand.parts, hand.member.name, staff.grants(hand.member)).zone
    wanted, old = wishes.instant("Due", value, zone=zone), ticket.due_at
    plain.set_due(hand.act(Action.MODIFY_TICKET, ticket.queue), ticket, wanted, zone=zone)
    return [] if old == wanted else ["Due changed"]


def _people(name: str) -> Callable[[Hand, Ticket, object], list[str]]:
    role = ROLES[name]

    def set_people(hand: Hand, ticket: Ticket, value: object) -> list[str]:
        old, wanted = watchers.addresses(hand.session, ticket, role), wishes.texts(name, value)
        watchers.replace(hand.act(Action.MODIFY_TICKET, ticket.queue), ticket, role, wanted)
        return [] if old == watchers.addresses(hand.session, ticket, role) else [f"{name} changed"]

    return set_people


def _custom_fields(hand: Hand, ticket: Ticket, value: object) -> list[str]:
    act, told = hand.act(Action.MODIFY_TICKET, ticket.queue), []
    for name, wanted in wishes.custom_fields(value).items():
        row = fields.field_named(hand.session, ticket.queue, name)
        old = fields.values(hand.session, ticket).get(row.name)
        fields.set_values(act, ticket, row.name, wanted)
        told += [] if old == fields.values(hand.session, ticket).get(row.name) else [f"{row.name} changed"]
    return told


def _queue(hand: Hand, ticket: Ticket, value: object) -> list[str]:
    name, old = wishes.text("Queue", value), ticket.queue
    try:
        queue = open_queue(hand, name, action=Action.CREATE_TICKET)
    except NotFoundError:
        raise NotFoundError(f"Queue {name[:64]} does not exist") from None
    plain.set_queue(hand.act(Action.MODIFY_TICKET, ticket.queue), ticket, queue.name)
    return [] if old == queue.name else [f"Queue changed from {old} to {queue.name}"]


def _link(name: str, *, adds: bool) -> Callable[[Hand, Ticket, object], list[str]]:
    kind, is_turned = LINKS[name]

    def set_links(hand: Hand, ticket: Ticket, value: object) -> list[str]:
        act, told = hand.act(Action.LINK, ticket.queue), []
        for target in wishes.texts(name, value):
            if kind == "refers_to" and not is_turned and target.startswith(("https://", "http://")):
                (links.add_address if adds else links.remove_address)(act, ticket, target)
            else:
                other = visible(hand, wishes.number(name, target))
                hand.act(Action.LINK, other.queue)
                one, two = (other, ticket) if is_turned else (ticket, other)
                (links.add if adds else links.remove)(act, one, kind, two)
            told.append(f"{name} {target} {'added' if adds else 'deleted'}")
        return told

    return set_links


def _merge(hand: Hand, ticket: Ticket, value: object) -> None:
    into = visible(hand, wishes.number("MergeInto", value))
    hand.act(Action.MERGE, into.queue)
    act = hand.act(Action.MERGE, ticket.queue)
    joining.join(act, ticket, tickets.hold(hand.session, into.request), "Merged by a program.")


_CHANGES: Mapping[str, Callable[[Hand, Ticket, Any], list[str]]] = {
    "Subject": _subject,
    "Status": _status,
    "Owner": _owner,
    "Priority": _priority,
    "Due": _due,
    **{name: _people(name) for name in ROLES},
    "CustomFields": _custom_fields,
    "Queue": _queue,
    **{f"Add{name}": _link(name, adds=True) for name in LINKS},
    **{f"Delete{name}": _link(name, adds=False) for name in LINKS},
}


def take(hand: Hand, ticket: Ticket, *, way: str) -> str:
    """Take, untake or steal a ticket, and say what changed.

    Raises:
        ConflictError: somebody else has it, or nobody whom it could be stolen from.
        PermissionDeniedError: the member may not do this.
    """
    me, owner = hand.member.name, ticket.owner
    if way == "take" and owner not in (None, me):
        raise ConflictError(f"Ticket {ticket.id} is owned by {owner}; steal it instead.")
    if way == "untake" and owner != me:
        raise ConflictError(f"You don't own ticket {ticket.id}.")
    if way == "steal" and owner in (None, me):
        raise ConflictError(f"There is nobody to steal ticket {ticket.id} from.")
    told = _owner(hand, ticket, NOBODY if way == "untake" else me)
    return told[0] if told else f"Owner changed from {me} to {me}"


def comment(hand: Hand, ticket: Ticket, text: str, files: Sequence[NewFile]) -> Transaction:
    """Add what only staff read.

    Raises:
        InvalidInputError: there is neither text nor file, or a file cannot be kept.
    """
    attachments.check(files)
    act = hand.act(Action.COMMENT, ticket.queue)
    row = tickets.comment(act, ticket, _or_files(text, files))
    attachments.add(act, row, files)
    return row


def correspond(hand: Hand, ticket: Ticket, text: str, files: Sequence[NewFile]) -> Transaction:
    """Answer the requestor: as our letter where the ticket belongs to a company and somebody is to read it.

    Raises:
        InvalidInputError: there is neither text nor file, or a file cannot be kept.
    """
    attachments.check(files)
    act, said = hand.act(Action.REPLY, ticket.queue), _or_files(text, files)
    enclosures.check_mailbox(ticket, files)
    if plain.carries_request(ticket) or _reaches_requestor(hand, ticket):
        row, _ = posting.reply(act, ticket, said, lambda written: attachments.add(act, written, files))
    else:
        row = tickets.correspond(act, ticket, said)
        attachments.add(act, row, files)
    if not plain.carries_request(ticket):
        plain.stand_after_mail(act, ticket)
    return row


def _reaches_requestor(hand: Hand, ticket: Ticket) -> bool:
    return bool(ticket.request.address) and ticket.request.controller in hand.parts.knowledge().controllers


def _or_files(text: str, files: Sequence[NewFile]) -> str:
    """Return the text; where there are only files, their names stand for it."""
    return (
        text if text.strip() or not files else ", ".join(attachments.safe_name(file.name) for file in files)
    )
