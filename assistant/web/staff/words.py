"""What the console calls things: lists, rights, states, outcomes, steps, and how soon something is due."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from assistant.dialogue.events import Vain, Wanted
from assistant.editing.standing import State
from assistant.errors import (
    AssistantError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    OvertakenError,
    PermissionDeniedError,
    QueryError,
    TransitionNotAllowedError,
)
from assistant.rights.checklist import ItemState
from assistant.rights.states import LineOutcome, LineState, Move
from assistant.service.board import MOST_COUNTED, SOON_DAYS, Listed, Show
from assistant.service.bulk import BulkDeed
from assistant.service.presence import Doing
from assistant.service.staff_mail import Notice
from assistant.store import RequestLine
from assistant.terms import Locale, Outcome, Right, Role, TicketStatus
from assistant.translations import WRITTEN_AS, catalogue, spoken_time
from assistant.web.pages import locale, nsay, say

_S, _O = LineState, LineOutcome

LISTS: Mapping[Show, str] = {
    Show.OPEN: "Open work",
    Show.MINE: "Mine",
    Show.UNOWNED: "Nobody's",
    Show.DUE: "Due soon",
    Show.LATE: "Overdue",
    Show.IDENTITY: "Waiting for identity",
    Show.WAITING: "Waiting for requestor",
    Show.UNVERIFIED: "Unverified",
    Show.ALL: "All",
}
NOTICES: Mapping[Notice, str] = {
    Notice.ASSIGNED: "a colleague gives me a ticket",
    Notice.CORRESPONDENCE: "a requestor writes on a ticket of mine",
}
DOING: Mapping[Doing, str] = {
    Doing.READING: "%(name)s is reading this ticket.",
    Doing.REPLYING: "%(name)s is replying.",
    Doing.COMMENTING: "%(name)s is writing a comment.",
}
PEOPLE: Mapping[str, str] = {"requestor": "Requestor", "cc": "Copy", "admin_cc": "Copy among staff"}
LINKS: Mapping[str, str] = {
    "depends_on": "depends on",
    "refers_to": "refers to",
    "member_of": "is a part of",
}
TURNED_LINKS: Mapping[str, str] = {
    "depends_on": "is needed by",
    "refers_to": "is referred to by",
    "member_of": "has the part",
}
FIELD_KINDS: Mapping[str, str] = {
    "single": "one value",
    "multi": "several values",
    "text": "a longer text",
    "select": "one of the values below",
}
LIFECYCLES: Mapping[str, str] = {
    "request": "follows the request",
    "default": "moved by hand, every step",
    "mail": "moved by hand, without waiting",
}
SORTS: Mapping[str, str] = {
    "due": "Due date, soonest first",
    "-created": "Received, newest first",
    "-updated": "Changed, newest first",
    "-priority": "Priority, highest first",
    "owner": "Owner",
    "status": "Status",
    "queue": "Queue",
}
BULK: Mapping[BulkDeed, str] = {
    BulkDeed.TAKE: "Take",
    BulkDeed.UNTAKE: "Give back",
    BulkDeed.ASSIGN: "Give to a colleague",
    BulkDeed.PRIORITY: "Set the priority",
    BulkDeed.COMMENT: "Comment among staff",
}
RIGHTS: Mapping[Right, str] = {
    Right.ACCESS: "Access",
    Right.RECTIFICATION: "Rectification",
    Right.ERASURE: "Erasure",
    Right.RESTRICTION: "Restriction",
    Right.PORTABILITY: "Portability",
    Right.OBJECTION: "Objection",
    Right.MARKETING_BAN: "Ban on marketing",
    Right.AUTOMATED_DECISION: "Automated decision",
    Right.WITHDRAW_CONSENT: "Withdrawal of consent",
    Right.COMPLAINT: "Complaint",
}
STATUSES: Mapping[TicketStatus, str] = {
    TicketStatus.NEW: "new",
    TicketStatus.OPEN: "open",
    TicketStatus.STALLED: "stalled",
    TicketStatus.RESOLVED: "resolved",
    TicketStatus.REJECTED: "rejected",
    TicketStatus.DELETED: "deleted",
}
STATES: Mapping[LineState, str] = {
    _S.DRAFT: "draft",
    _S.RECEIVED_UNVERIFIED: "received, not verified",
    _S.VERIFIED: "verified",
    _S.OPEN: "ready to be started",
    _S.IN_PROGRESS: "being worked on",
    _S.WAITING_ID: "waiting for proof of identity",
    _S.WAITING_CLARIFICATION: "waiting for the requestor's answer",
    _S.READY: "answer ready",
    _S.RESPONDED: "answered",
    _S.CLOSED: "closed",
    _S.PURGED: "purged",
}
OUTCOMES: Mapping[LineOutcome, str] = {
    _O.FULFILLED: "fulfilled",
    _O.PARTLY: "partly fulfilled",
    _O.REFUSED: "refused",
    _O.NO_DATA: "no data found",
    _O.WITHDRAWN: "withdrawn by the requestor",
    _O.UNVERIFIED_EXPIRED: "never verified",
    _O.CANNOT_IDENTIFY: "the person cannot be identified",
    _O.LINKED_DUPLICATE: "duplicate of another request",
    _O.MISDIRECTED: "meant for another controller",
}
ITEM_STATES: Mapping[ItemState, str] = {
    ItemState.OPEN: "to do",
    ItemState.DONE: "done",
    ItemState.NOT_APPLICABLE: "does not apply",
    ItemState.SENT: "told",
    ItemState.BOUNCED: "came back",
    ItemState.IMPOSSIBLE: "impossible",
}
ROLES: Mapping[Role, str] = {
    Role.DATA_SUBJECT: "requestor",
    Role.SYSTEM: "assistant",
    Role.AGENT: "agent",
    Role.APPROVER: "data protection officer",
    Role.EDITOR: "editor",
    Role.ADMIN: "admin",
}
DONE: Mapping[str, str] = {
    "take": "The ticket is yours now.",
    "untake": "The ticket is nobody's now.",
    "comment": "The comment is saved; only staff read it.",
    "reply": "The reply is saved, and its mail is on the way.",
    "move_line": "The step is taken.",
    "steal": "The ticket is yours now.",
    "assign": "The owner is changed.",
    "priority": "The priority is set.",
    "people": "The people kept informed are changed.",
    "link": "The links are changed.",
    "merge": "The ticket goes on as the other one.",
    "remind": "The reminder is set.",
    "finish_reminder": "The reminder is done.",
    "set_field": "The field is changed.",
    "set_status": "The status is changed.",
    "move": "The ticket is in the other queue now.",
    "undo": "The reply is taken back; nothing was mailed.",
    "begin": "The step is taken.",
    "mark": "The item is saved.",
    "assign_item": "The item is saved.",
    "add_file": "The file is kept, sealed with the request's own key.",
    "remove_file": "The file is erased.",
    "erase_own": "What this assistant held is erased.",
    "send": "The answer is approved, and its mail is on the way.",
    "close": "This right is closed.",
    "invite": "The invitation is on its way.",
    "set_post": "The roles are changed; the member signs in anew.",
    "set_active": "The account is changed.",
    "send_link": "The link is on its way.",
    "change_password": "The password is changed.",
    "factor": "The second factor is changed.",
    "preferences": "Your preferences are saved.",
    "absence": "Your absence is saved.",
    "add_queue": "The queue is added.",
    "change_queue": "The queue is changed.",
    "add_field": "The field is added.",
    "retry_mail": "Mails that failed are tried again now.",
    "save_article": "The articles are saved.",
    "save_search": "The search is saved.",
    "delete_search": "The search is deleted.",
}
KEYS: Mapping[str, str] = {
    "j": "next ticket or message",
    "k": "ticket or message before",
    "Enter": "open the ticket",
    "x": "choose the ticket for a deed to many",
    "r": "write a reply",
    "c": "write a comment",
    "a": "take the ticket",
    "u": "back to the list",
    "/": "search",
    "?": "show these keys, or hide them",
}
IN_GENERAL: Mapping[type[AssistantError], str] = {
    PermissionDeniedError: "Your role does not allow this here.",
    TransitionNotAllowedError: "The rules of this ticket do not allow it now.",
    NotFoundError: "There is no such thing, or it is not yours to see.",
    ConflictError: "Somebody was quicker; look at what it says now.",
    InvalidInputError: "Something that was typed cannot be accepted.",
}
"""What is said in Finnish and Swedish of an error whose own text is in English only."""
PLACES: Mapping[str, str] = {
    "console.show_tickets": "Tickets",
    "chats.show_chats": "Chats",
    "registering.show": "Register a request",
    "editing.show_unanswered": "Unanswered",
    "editing.show_coverage": "Coverage",
    "trying.begin": "Preview",
    "editing.show_content": "Content",
    "house.show_articles": "Articles",
    "reporting.show": "Reports",
    "people.show": "People",
    "house.show": "Administration",
}
WANTED: Mapping[Wanted, str] = {
    Wanted.ASKED: "wants a person",
    Wanted.UNSURE: "the assistant could not help",
    Wanted.URGENT: "a breach or a threat",
}
VAIN: Mapping[Vain, str] = {
    Vain.NOT_IN_POLICY: "not in the policy",
    Vain.CLARIFY: "had to be asked back",
    Vain.UNHELPFUL: "did not help",
}
ENDED: Mapping[Outcome, str] = {
    Outcome.ANSWER: "answered",
    Outcome.NOT_IN_POLICY: "not in the policy",
    Outcome.REQUEST: "a request is offered",
    Outcome.CLARIFY: "asked back",
    Outcome.HUMAN: "sent to people",
    Outcome.SMALLTALK: "small talk",
    Outcome.OFFTOPIC: "off the topic",
}
STANDINGS: Mapping[State, str] = {
    State.ANSWERED: "answered",
    State.ABSENT: "confirmed absent",
    State.PROPOSED: "to confirm",
    State.CHANGED: "changed since",
    State.OPEN: "not looked at",
}
LANGUAGES: Mapping[str, str] = {"en": "English", "fi": "Finnish", "sv": "Swedish"}
CHANNELS: Mapping[str, str] = {
    "chat": "chat",
    "form": "form",
    "mail": "e-mail",
    "phone": "phone",
    "letter": "letter",
    "desk": "desk",
    "rest": "a program",
}
STEPS: Mapping[LineState, str] = {
    _S.VERIFIED: "Mark as verified",
    _S.OPEN: "Make ready to be started",
    _S.IN_PROGRESS: "Start work",
    _S.WAITING_ID: "Wait for proof of identity",
    _S.WAITING_CLARIFICATION: "Wait for the requestor's answer",
    _S.READY: "Answer is ready",
    _S.RESPONDED: "Mark as answered",
}
CLOSINGS: Mapping[str, str] = {
    "R-5": "Close with an outcome",
    "R-6": "Close as withdrawn",
    "V-6": "Set aside",
    "V-7": "Close: the person cannot be identified",
}


def presence(name: str, doing: Doing) -> str:
    """Return what a colleague does on a ticket."""
    return say(DOING[doing], name=name)


def changed_meanwhile() -> str:
    """Return that a page is out of date."""
    return say("The ticket changed since you opened this page. Reload it before you send anything.")


def status_named(text: str) -> TicketStatus:
    """Return the status of a form.

    Raises:
        InvalidInputError: there is none such.
    """
    if text not in set(TicketStatus):
        raise InvalidInputError("This status is not known.")
    return TicketStatus(text)


def done(what: str) -> str:
    """Return what was just done, for the top of the page."""
    return say(DONE[what])


def subject(rights: Iterable[Right]) -> str:
    """Return what a request is about, for one line of a list."""
    return ", ".join(named(RIGHTS, right) for right in rights)


def step(move: Move) -> str:
    """Return what the button of a step says."""
    if move.target is _S.CLOSED:
        return say(CLOSINGS[move.rule])
    if move.target is _S.IN_PROGRESS and move.source is _S.CLOSED:
        return say("Reopen")
    if move.target is _S.IN_PROGRESS and move.source is not _S.OPEN:
        return say("Go on working")
    return say(STEPS[move.target])


def state(line: RequestLine) -> str:
    """Return how far a line is, with its outcome if it has one."""
    return stored_state(f"{line.state}: {line.outcome}" if line.outcome else line.state)


def stored_state(text: str | None) -> str:
    """Return how far a line is or was, as the record keeps it: a state, or `closed: outcome`."""
    name, _, outcome = (text or "").partition(": ")
    told = named(STATES, name)
    return f"{told}: {named(OUTCOMES, outcome)}" if outcome else told


def named(names: Mapping[Any, str], key: str | None) -> str:
    """Return the name of something in the page's language; what has none is said as it is kept."""
    return say(names[key]) if key in names else key or ""


def days_left(days: int | None) -> str:
    """Return how long there is until the due date; empty for what is closed."""
    if days is None:
        return ""
    if days < 0:
        return nsay("%(num)d day late", "%(num)d days late", -days)
    return say("due today") if days == 0 else nsay("%(num)d day left", "%(num)d days left", days)


def urgency(days: int | None) -> str:
    """Return the class that colours the days left."""
    if days is None:
        return "done"
    return "late" if days < 0 else "soon" if days <= SOON_DAYS else "calm"


def size(number: int) -> str:
    """Return a number of bytes as people say it."""
    if number < 1024 * 1024:
        return say("%(number)d kB", number=max(1, round(number / 1024)))
    return say("%(number)d MB", number=round(number / 1024 / 1024))


def count(number: int) -> str:
    """Return how many tickets a list has: beyond a thousand, only that they are more."""
    shown = format_decimal(min(number, MOST_COUNTED), locale=WRITTEN_AS.get(locale(), locale()))
    return f"{shown}+" if number > MOST_COUNTED else shown


def month(value: date) -> str:
    """Return a month as a narrow chart has room for: Apr 2026."""
    return format_date(value, "MMM yyyy", locale=WRITTEN_AS.get(locale(), locale()))


def short_day(value: date) -> str:
    """Return a day as a narrow column has room for: 7 Apr 2026."""
    return format_date(value, "medium", locale=WRITTEN_AS.get(locale(), locale()))


def clock(value: datetime) -> str:
    """Return a time of day, in the zone that the value is in."""
    return spoken_time(value, locale())


def heading(ticket: Listed) -> str:
    """Return what a ticket is about: its rights, or the subject that somebody gave it."""
    return subject(ticket.rights) or ticket.subject_line


def fault(error: AssistantError) -> str:
    """Return an error's own text in the page's language; what is not known there, in general words."""
    if isinstance(error, QueryError):
        at = say("At character %(position)d:", position=error.position)
        return f"{at} {say(error.fault, **error.parameters)} {say(error.remedy, **error.parameters)}"
    if isinstance(error, OvertakenError):
        return say("%(name)s changed this after you opened the page.", name=error.by)
    text = str(error).replace("%", "%%")
    if locale() != Locale.EN and catalogue("console", locale()).get(text) is None:
        text = next((told for kind, told in IN_GENERAL.items() if isinstance(error, kind)), text)
    return say(text)
