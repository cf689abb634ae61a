"""Tells people at once of what may be a personal data breach or a threat. Rule I-11.

GDPR Art. 33 gives a controller 72 hours from when it became aware. So each report is a ticket of the highest
priority, and a letter that quotes nothing goes to whoever answers for data protection, in their language.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select

from assistant.law.authorities import NOT_KNOWN, authority, members_url
from assistant.policy.load import Controller
from assistant.service import letters, outbox, plain, queues, staff, tickets, watchers
from assistant.service.acting import Act
from assistant.service.budgets import spend
from assistant.service.keys import keyed_hash
from assistant.store import Conversation, StaffMember, Ticket
from assistant.terms import Locale
from assistant.tickets.permission import Action, may
from assistant.translations import render, spoken_day, translate

KIND = "alarm"
PRIORITY = 100
LETTERS_PER_HOUR = 20
"""How many reports an hour are mailed for one company; every one has its ticket all the same."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTICE = timedelta(hours=72)
"""How long a controller has to notify the authority. Source: GDPR Art. 33(1)."""
log = structlog.get_logger()


def from_chat(act: Act, conversation: Conversation, text: str, locale: Locale) -> str:
    """Put a report on the ticket that its chat has for them and return its reference.

    The first report opens the ticket, and each later one is a message on it. People are mailed once a day.
    """
    key = _key(act, conversation)
    ticket = plain.made_with(act, key)
    if ticket is not None:
        plain.correspond(act, ticket, text)
    else:
        ticket = _open(act, conversation, locale=locale, text=text, key=key)
    if spend(act, "alarm-chat", key.removeprefix("alarm:"), limit=1, window=DAY):
        tell(act, ticket)
    return ticket.request.reference


def add_message(act: Act, conversation: Conversation, text: str, address: str) -> str | None:
    """Put a message and where it is answered on the ticket of what this chat reported; return its reference.

    None where the chat reported nothing, or where the ticket is answered at another address already.
    """
    ticket = plain.made_with(act, _key(act, conversation))
    if ticket is None or plain.carries_request(ticket) or ticket.request.address not in (None, address):
        return None
    watchers.add(act, ticket, "requestor", address)
    plain.correspond(act, ticket, text)
    return ticket.request.reference


def is_counted(ticket: Ticket) -> bool:
    """Tell whether the ticket is due when the 72 hours since its report are over."""
    return not plain.carries_request(ticket) and ticket.due_at == ticket.request.received_at + NOTICE


def _key(act: Act, conversation: Conversation) -> str:
    return f"alarm:{keyed_hash(act.parts.keys.token, 'alarm', conversation.id)}"


def _open(act: Act, conversation: Conversation, *, locale: Locale, text: str, key: str) -> Ticket:
    queues.ensure(act)
    new = plain.NewTicket(
        act.parts.knowledge().controller(conversation.controller).queue,
        translate("chat", locale, "Urgent report from the chat: a breach or a threat"),
        text,
        locale=locale,
        channel="chat",
        key=key,
    )
    return plain.open_ticket(act.as_system, new)


def tell(act: Act, ticket: Ticket) -> int:
    """Give a ticket the highest priority and mail that it is there; return to how many.

    It is due when the 72 hours are over, unless it is due already: then from the first report, or by law.
    """
    controller = act.parts.knowledge().controller(ticket.request.controller)
    tickets.set_field(act.as_system, ticket, rule="I-11", priority=PRIORITY)
    if ticket.due is None:
        plain.set_due(act.as_system, ticket, act.now + NOTICE, zone=controller.timezone)
    company = keyed_hash(act.parts.keys.token, "alarm", controller.id)
    if not spend(act, "alarm", company, limit=LETTERS_PER_HOUR, window=HOUR):
        return 0
    readers = dict(_readers(act, controller))
    for address, locale in readers.items():
        told = _told(act, controller, ticket, locale)
        mail = letters.letter(act.parts, ticket.request, KIND, to=(address, locale), **told)
        outbox.queue(act, ticket.request, mail)
    if not readers:
        log.warning("nobody to alarm", controller=controller.id, ticket=ticket.id)
    return len(readers)


def _readers(act: Act, controller: Controller) -> Iterator[tuple[str, Locale]]:
    """Yield the staff's mailbox and every officer of the queue; without any, the officer of the settings."""
    found = False
    own = next(iter(controller.locales), Locale.EN)
    if controller.staff_mailbox:
        found = True
        yield controller.staff_mailbox, own
    members = select(StaffMember).where(StaffMember.is_active, StaffMember.email != "")
    for member in act.session.scalars(members.order_by(StaffMember.name)):
        if may(staff.grants(member), Action.APPROVE, queue=controller.queue):
            found = True
            yield member.email, Locale(member.locale)
    if not found and controller.dpo and controller.dpo.email:
        yield controller.dpo.email, own


def _told(act: Act, controller: Controller, ticket: Ticket, locale: Locale) -> Mapping[str, str]:
    """Return when people were told, which is now however old the ticket is, and what follows from that."""
    known = authority(controller.country)
    unknown = f"{render(NOT_KNOWN, locale)} {members_url(locale)}"
    return {
        "received_day": spoken_day(_there(controller, act.now), locale),
        "received_time": letters.time_there(controller, locale, act.now),
        "until_day": spoken_day(_there(controller, act.now + NOTICE), locale),
        "until_time": letters.time_there(controller, locale, act.now + NOTICE),
        "authority": f"{known.name(locale)}, {known.phone}, {known.email}." if known else unknown,
        "page": f"{act.parts.base_url}/staff/tickets/{ticket.id}",
    }


def _there(controller: Controller, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(controller.timezone))
